"""Mesures de vitesse et de taille, côte à côte avec un robot nu. `make bench` ; jamais affirmées par un test."""
