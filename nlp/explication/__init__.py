"""Ce qui a fait chaque motif, montré aux personnes, voir `composant.py`."""
