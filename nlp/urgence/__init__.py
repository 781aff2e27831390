"""Urgence d'un signalement, voir `composant.py`."""
