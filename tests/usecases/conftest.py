"""L'atelier et l'équipe des essais, sur SQLite ; `ateliers` les met sur chaque base à son tour."""

from __future__ import annotations

import pytest

from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from storage.database import Database
from tests.conftest import Horloge
from tests.usecases.atelier import Atelier, Equipe, monter_equipe


@pytest.fixture
def atelier(base_sqlite: Database, horloge: Horloge, dispositif: Dispositif, calendrier: Calendrier) -> Atelier:
    """L'atelier, sur une base SQLite vide."""
    return Atelier(base_sqlite, horloge, dispositif, calendrier)


@pytest.fixture
async def equipe(atelier: Atelier) -> Equipe:
    """L'équipe ordinaire."""
    return await monter_equipe(atelier)


@pytest.fixture
async def equipe_partout(base: Database, horloge: Horloge, dispositif: Dispositif, calendrier: Calendrier) -> Equipe:
    """L'équipe ordinaire, sur SQLite puis sur PostgreSQL."""
    return await monter_equipe(Atelier(base, horloge, dispositif, calendrier))
