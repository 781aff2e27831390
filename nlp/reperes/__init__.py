"""Repères de lieu et de personne, voir `composant.py`."""
