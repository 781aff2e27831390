"""La partie apprise de la lecture, voir `composant.py`."""
