"""Apprendre le modèle de lecture à partir du corpus (`make train`). Rien du robot ne l'importe."""
