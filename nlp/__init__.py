"""Classification des signalements : une chaîne spaCy, des règles et un modèle appris, voir README.md.

Importer ce paquet n'importe pas spaCy ; seul `Classifieur.charger()` le fait.
"""

from nlp.classifieur import Classifieur

__all__ = ["Classifieur"]
