"""Ce que la phrase fait d'un indice : nié, résolu, hypothétique, autre personne."""
