"""Indices des motifs : syntaxe, moteur, listes (un fichier TOML par motif), composant."""
