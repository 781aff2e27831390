"""Phrases et propositions, voir `composant.py`."""
