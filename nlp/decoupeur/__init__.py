"""Découpage léger du français, voir `decoupeur.py`."""
