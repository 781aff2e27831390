"""L'atelier et l'équipe des essais, sur SQLite ; `equipe_partout` les met sur chaque base à son tour."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from storage.crypto import Keyring
from storage.database import Database
from tests.conftest import DEBUT, Horloge
from tests.usecases.atelier import Atelier, Equipe, monter_equipe


@pytest.fixture(scope="session")
def modele_peuple(
    modele_sqlite: Path,
    keyring: Keyring,
    dispositif: Dispositif,
    calendrier: Calendrier,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Equipe]:
    """Un fichier SQLite où l'équipe ordinaire est déjà, que chaque essai copie."""
    chemin = tmp_path_factory.mktemp("peuple") / "modele.db"
    shutil.copy(modele_sqlite, chemin)
    montees: list[Equipe] = []

    async def peupler() -> None:
        base = Database(f"sqlite+aiosqlite:///{chemin}", keyring)
        montees.append(await monter_equipe(Atelier(base, Horloge(DEBUT), dispositif, calendrier)))
        await base.close()

    fil = threading.Thread(target=asyncio.run, args=(peupler(),))  # la boucle de l'essai tourne peut-être déjà
    fil.start()
    fil.join()
    return chemin, montees[0]


@pytest.fixture
async def equipe(
    modele_peuple: tuple[Path, Equipe],
    tmp_path: Path,
    keyring: Keyring,
    horloge: Horloge,
    dispositif: Dispositif,
    calendrier: Calendrier,
) -> AsyncIterator[Equipe]:
    """L'équipe ordinaire, sur une base SQLite à soi."""
    modele, montee = modele_peuple
    chemin = tmp_path / "equipe.db"
    shutil.copy(modele, chemin)
    base = Database(f"sqlite+aiosqlite:///{chemin}", keyring)
    yield replace(montee, atelier=montee.atelier.sur(base, horloge))
    await base.close()


@pytest.fixture
async def equipe_partout(base: Database, horloge: Horloge, dispositif: Dispositif, calendrier: Calendrier) -> Equipe:
    """L'équipe ordinaire, sur SQLite puis sur PostgreSQL."""
    return await monter_equipe(Atelier(base, horloge, dispositif, calendrier))
