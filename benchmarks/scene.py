"""Cinquante gardiens déjà connus, un simulateur, et un robot lancé à part."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.container import open_context
from bot.settings import load_settings
from domain.personne import Perimetre, Residence, Role
from simulator import Simulator, User

GARDIENS = 50
PATIENCE = 120.0


@dataclass(frozen=True)
class Scene:
    """Le simulateur, les gardiens et le processus mesuré ; `pret` : secondes du lancement au premier getUpdates."""

    sim: Simulator
    gardiens: Sequence[User]
    processus: asyncio.subprocess.Process
    pret: float

    def memoire(self) -> float:
        """Mémoire résidente du processus, en Mio."""
        status = Path(f"/proc/{self.processus.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def scene(folder: Path, *command: str) -> AsyncIterator[Scene]:
    """Prépare la base et lance `python COMMAND` ; rend la main quand il interroge."""
    async with Simulator() as sim:
        gardiens = [sim.add_user(f"Gardien{rang}", started=True) for rang in range(GARDIENS)]
        environment = {
            **os.environ,
            "VIGIE_TELEGRAM_TOKEN": sim.token,
            "VIGIE_TELEGRAM_API": sim.url,
            "VIGIE_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'vigie.db'}",
            "VIGIE_LOG_LEVEL": "WARNING",
        }
        await _peupler(environment, gardiens)
        start = time.perf_counter()
        processus = await asyncio.create_subprocess_exec(sys.executable, *command, env=environment)
        try:
            await sim.wait_until(lambda: bool(sim.calls("getUpdates")), timeout=PATIENCE, what="getUpdates")
            yield Scene(sim, gardiens, processus, time.perf_counter() - start)
        finally:
            if processus.returncode is None:
                processus.terminate()
            await processus.wait()


async def _peupler(environment: dict[str, str], gardiens: Sequence[User]) -> None:
    settings = load_settings(
        database_url=environment["VIGIE_DATABASE_URL"], telegram_api=environment["VIGIE_TELEGRAM_API"]
    )
    async with open_context(settings) as ctx, ctx.base.write() as unit:
        await unit.residences.importer(
            [Residence(0, f"Les Tilleuls {r}", "Bailleur", commune="Ville") for r in range(50)]
        )
        for residence, gardien in zip(await unit.residences.toutes(), gardiens, strict=True):
            numero = await unit.personnes.ajouter(gardien.first_name, {Role.GARDIEN}, "Bailleur")
            await unit.personnes.lier(numero, gardien.id)
            await unit.personnes.remplacer_perimetres(numero, [Perimetre(residence_id=residence.id)])


MESSAGES = (
    "mr dupont bat B 2e etage repond plus a nos courriers et il doit 3 mois de loyer",
    "odeur terrible au 4e chez mme Petit, elle entasse des sacs jusqu'au plafond",
    "plus de nouvelles de la famille Costa, boite aux lettres pleine, personne n'ouvre",
    "l'ascenseur du bat A est encore en panne",
    "M. Lemoine a perdu son travail, 2 loyers de retard, il dit qu'il ne mange plus",
)
