"""Les règles du métier, écrites avec la seule bibliothèque standard."""
