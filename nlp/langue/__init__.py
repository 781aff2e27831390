"""Reconnaît un message qui n'est pas en français, voir `composant.py`."""
