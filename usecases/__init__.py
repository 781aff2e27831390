"""Une action, un fichier, une transaction : ce que font les boutons, les commandes et les échéances."""
