"""Forme normale de chaque mot, voir `composant.py`."""
