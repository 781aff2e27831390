"""Recevoir : écrire avant de confirmer, puis traiter dans l'ordre de chaque conversation."""
