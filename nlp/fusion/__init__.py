"""Des indices aux motifs, voir `composant.py`."""
