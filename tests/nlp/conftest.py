"""Un seul classifieur pour toute la suite : le charger coûte une seconde."""

import pytest

from nlp import Classifieur


@pytest.fixture(scope="package")
def classifieur() -> Classifieur:
    return Classifieur.charger()
