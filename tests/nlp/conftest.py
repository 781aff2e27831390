"""Un seul classifieur de chaque sorte pour toute la suite : le charger coûte une seconde."""

import pytest

from nlp import Classifieur


@pytest.fixture(scope="package")
def classifieur() -> Classifieur:
    """La lecture telle qu'elle est livrée."""
    return Classifieur.charger()


@pytest.fixture(scope="package")
def regles() -> Classifieur:
    """Les règles seules : ce que disent les listes, sans le modèle."""
    return Classifieur.charger(appris=False)
