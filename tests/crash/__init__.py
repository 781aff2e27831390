"""La preuve par l'arrêt brutal : tuer le robot n'importe où, le relancer, et ne rien perdre."""
