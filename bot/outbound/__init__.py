"""Envoyer : rendre chaque fiche depuis l'état présent, une conversation à la fois, sans rien perdre."""
