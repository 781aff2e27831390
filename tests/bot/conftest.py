"""Une scène par essai : une base d'exemple copiée, le Telegram simulé, le vrai bot."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog
from aiogram.client.session.aiohttp import AiohttpSession
from cryptography.fernet import Fernet
from structlog.dev import plain_traceback

import bot.app
from bot.container import Classer, open_database
from domain.signalement import Analyse
from nlp.classifieur import Classifieur
from simulator import Message, Simulator
from tests.bot.scene import MATIN, Scene, faire_entrer, importer_exemples, lisible, ouvrir, reglages


async def _fermer_sans_pause(self: AiohttpSession) -> None:
    """Ce que fait aiogram, moins sa pause d'un quart de seconde, qui ne sert qu'à TLS."""
    if self._session is not None and not self._session.closed:
        await self._session.close()


def _lu(message: Message) -> str:
    """Le texte comme l'œil le lit : une espace insécable est une espace."""
    return lisible(str(message.content.get("text") or message.content.get("caption") or ""))


@pytest.fixture(autouse=True)
def _a_l_abri(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ni réglages de la machine, ni attentes de la vraie vie."""
    for nom in [nom for nom in os.environ if nom.startswith("VIGIE_")]:
        monkeypatch.delenv(nom)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(exception_formatter=plain_traceback),
        ],
    )
    monkeypatch.setattr(AiohttpSession, "close", _fermer_sans_pause)
    monkeypatch.setattr(Message, "text", property(_lu))
    monkeypatch.setattr(bot.app, "FAST_TICK_SECONDS", 0.1)


@pytest.fixture(scope="session")
def classer() -> Iterator[Classer]:
    """La vraie classification, chargée une fois pour la suite, dans son fil."""
    fil = ThreadPoolExecutor(max_workers=1)
    classifieur = fil.submit(Classifieur.charger).result()

    async def lire(texte: str) -> Analyse:
        return await asyncio.get_running_loop().run_in_executor(fil, classifieur.analyser, texte)

    yield lire
    fil.shutdown()


@pytest.fixture(scope="session")
def clefs() -> str:
    """Une clef neuve."""
    return Fernet.generate_key().decode()


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory, clefs: str) -> Path:
    """La base d'exemple, importée une fois ; chaque scène la copie."""
    dossier = tmp_path_factory.mktemp("scene")

    async def preparer() -> None:
        horloge = dossier / "horloge"
        horloge.write_text(MATIN.isoformat(), encoding="ascii")
        async with Simulator() as sim:
            settings = reglages(sim, f"sqlite+aiosqlite:///{dossier / 'vigie.db'}", horloge, clefs)
            await importer_exemples(settings)
            shutil.copy(dossier / "vigie.db", dossier / "invites.db")
            base = open_database(settings)
            await faire_entrer(base)
            await base.close()

    with ThreadPoolExecutor(max_workers=1) as fil:
        fil.submit(lambda: asyncio.run(preparer())).result()
    return dossier


Monter = Callable[..., Awaitable[Scene]]


@pytest.fixture
async def monter(tmp_path: Path, modele: Path, clefs: str, classer: Classer) -> AsyncIterator[Monter]:
    """De quoi ouvrir une scène avec d'autres réglages, ou avant que personne soit entré."""
    ouvertes = []

    async def ouvrir_une(*, entres: bool = True, **autres: object) -> Scene:
        fichier = tmp_path / "vigie.db"
        shutil.copy(modele / ("vigie.db" if entres else "invites.db"), fichier)
        manager = ouvrir(tmp_path, f"sqlite+aiosqlite:///{fichier}", clefs, classer, entres=entres, **autres)
        scene = await manager.__aenter__()
        ouvertes.append((scene, manager))
        return scene

    yield ouvrir_une
    for scene, manager in ouvertes:
        await scene.arreter()
        await manager.__aexit__(None, None, None)


@pytest.fixture
async def scene(monter: Monter) -> Scene:
    """La scène ordinaire : tout le monde est entré, le groupe est lié, le bot tourne."""
    scene = await monter()
    await scene.demarrer()
    return scene
