"""Le processus : réglages, câblage, réception, envoi, commandes."""
