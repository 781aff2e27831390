"""`vigie demo` : un Telegram simulé sur cette machine, le vrai `vigie run`, et quatre téléphones."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.commands import create_invitation, import_file, initialise
from bot.settings import Settings, load_settings
from simulator import Chat, Ecran, Page, Simulator, User

EXEMPLES = Path(__file__).parents[1] / "docs" / "exemples"

DEBUT = "2026-11-24T10:05:00+01:00"
"""Un mardi matin ouvré : l'instant où commence la démonstration."""

GARDIENNE = "Fatiha Amrani"
PARTENAIRE = "Samuel Nkosi"
CHARGEE = "Solène Kerbrat"
CHARGE = "Rachid Ouali"
RESPONSABLE = "Hervé Castaing"
ADMIN = "Agnès Rollin"
EQUIPE = "Essonne"

EXEMPLES_GARDIENNE = (
    "mr dupont bat B 2e etage repond plus a nos courriers et il doit 3 mois de loyer",
    "ca hurle chez les Morel au 3e, il la frappe en ce moment, venez vite",
    "l ascenseur du bat A est encore en panne",
)
EXEMPLES_PARTENAIRE = (
    "Bonjour, Mme Lopez, aux Azalées, ne sort plus de chez elle depuis trois semaines et n’ouvre plus à "
    "l’infirmière. Sa fille est inquiète.",
)
ESSAYEZ = (
    "Chez la gardienne, touchez le premier exemple, choisissez la résidence, puis Envoyer.",
    "Dans le groupe, appuyez sur « Je prends en charge », puis sur « Détails ».",
    "Avancez l’horloge de quelques jours : la tentative est rappelée à la chargée de gestion sociale.",
    "Dans le groupe, écrivez /veille pour recevoir le relevé du mois.",
)


@dataclass(frozen=True)
class Stage:
    """La scène : le simulateur et les personnes."""

    sim: Simulator
    gardienne: User
    partenaire: User
    chargee: User
    charge: User
    responsable: User
    admin: User
    groupe: Chat


@asynccontextmanager
async def staged(folder: Path, port: int = 0) -> AsyncIterator[Stage]:
    """Prépare la base d'exemple, ouvre le simulateur, lance `vigie run` et fait entrer tout le monde."""
    clock = folder / "horloge"
    clock.write_text(DEBUT, encoding="ascii")
    sim = Simulator(port=port, clock_file=clock)
    stage = _people(sim)
    sim.show(_page(stage))
    async with sim:
        given = {
            "telegram_token": sim.token,
            "telegram_api": sim.url,
            "database_url": f"sqlite+aiosqlite:///{folder / 'vigie.db'}",
            "clock": str(clock),
            "log_level": "WARNING",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VIGIE_")}
        payloads = await _prepare(load_settings(None, **given))
        environment |= {f"VIGIE_{name.upper()}": value for name, value in given.items()}
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment, cwd=folder)
        try:
            await _arrive(stage, payloads)
            yield stage
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def _people(sim: Simulator) -> Stage:
    names = (GARDIENNE, PARTENAIRE, CHARGEE, CHARGE, RESPONSABLE, ADMIN)
    users = [sim.add_user(*name.split(" ", 1)) for name in names]
    groupe = sim.add_group(f"Équipe {EQUIPE}", [users[5], users[2], users[3]], bot_status="administrator")
    gardienne, partenaire, chargee, charge, responsable, admin = users
    return Stage(sim, gardienne, partenaire, chargee, charge, responsable, admin, groupe)


def _page(stage: Stage) -> Page:
    return Page(
        [
            Ecran(GARDIENNE, "Gardienne", stage.gardienne, suggestions=EXEMPLES_GARDIENNE),
            Ecran(PARTENAIRE, "Partenaire associatif", stage.partenaire, suggestions=EXEMPLES_PARTENAIRE),
            Ecran(CHARGEE, "Chargée de gestion sociale", stage.chargee, suggestions=("/dossiers", "/veille")),
            Ecran(
                f"Équipe {EQUIPE}",
                "Groupe de l’équipe",
                stage.chargee,
                stage.groupe,
                speakers=(stage.chargee, stage.charge),
                suggestions=("/veille",),
            ),
        ],
        explanations=ESSAYEZ,
    )


async def _prepare(settings: Settings) -> dict[str, str]:
    """Importe l'exemple et rend le lien d'invitation de chaque personne."""
    import json

    await initialise(settings)
    for kind in ("residences", "equipe", "coverage"):
        report = await import_file(settings, kind, EXEMPLES / f"{kind}.csv", False, False)
        if report.errors:
            raise RuntimeError(f"l'exemple {kind} ne s'importe pas : {report.errors[0]}")
    payloads = {}
    for name in (ADMIN, GARDIENNE, PARTENAIRE, CHARGEE, CHARGE, RESPONSABLE):
        answer = await create_invitation(settings, name, None, "", [], [], as_json=True)
        payloads[name] = str(json.loads(answer)["payload"])
    return payloads


async def _arrive(stage: Stage, payloads: dict[str, str]) -> None:
    """Chacun ouvre son lien ; l'administratrice lie le groupe de l'équipe."""
    sim = stage.sim
    arrivals = {
        ADMIN: stage.admin,
        GARDIENNE: stage.gardienne,
        PARTENAIRE: stage.partenaire,
        CHARGEE: stage.chargee,
        CHARGE: stage.charge,
        RESPONSABLE: stage.responsable,
    }
    for name, user in arrivals.items():
        sim.start(user, payloads[name])
    for user in arrivals.values():
        await sim.wait_message(user, "bienvenue", timeout=60)
    sim.send_text(stage.admin, stage.groupe, f"/lier {EQUIPE}")
    await sim.wait_message(stage.groupe, "reçoit maintenant", timeout=20)


async def play_page(port: int) -> int:
    """Ouvre la page des quatre téléphones ; Ctrl-C ou SIGTERM l'arrête, et le robot avec elle."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with tempfile.TemporaryDirectory(prefix="vigie-demo-") as folder:
        async with staged(Path(folder), port) as stage:
            print(f"Vigie est prête : ouvrez {stage.sim.url} (Ctrl-C pour arrêter)", flush=True)  # noqa: T201
            await stop.wait()
    return 0
