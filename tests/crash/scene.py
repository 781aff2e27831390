"""La scène : le Telegram simulé, les personnes, une base préparée, et les vies successives du robot."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands import create_invitation, import_file, initialise
from bot.demo import ADMIN, CHARGE, CHARGEE, DEBUT, EQUIPE, EXEMPLES, GARDIENNE, PARTENAIRE, RESPONSABLE
from bot.settings import load_settings
from simulator import Chat, Fault, Json, Simulator, User
from storage.crypto import Keyring
from storage.database import Database
from tests.crash.vie import Endroit, Point, vivre

RACINE = Path(__file__).parents[2]

PATIENCE = 40.0
"""Secondes qu'une personne attend ce qu'elle doit voir, arrêts et redémarrages compris."""

ENVOIS = frozenset({"sendMessage", "editMessageText", "deleteMessage", "sendPhoto", "sendDocument", "setMyCommands"})
METHODES = {
    Endroit.ENVOI: ENVOIS,
    Endroit.PIECE: frozenset({"deleteMessage", "sendPhoto", "sendDocument"}),
    Endroit.REPONSE: frozenset({"answerCallbackQuery"}),
    Endroit.RELEVE: frozenset({"getUpdates"}),
}

NOMS = (ADMIN, GARDIENNE, PARTENAIRE, CHARGEE, CHARGE, RESPONSABLE)

Etape = Callable[["Scene"], Awaitable[None]]

_FOURCHES = multiprocessing.get_context("forkserver")
_FOURCHES.set_forkserver_preload(["tests.crash.vie"])


class Vie:
    """Un processus du robot."""

    _fin: asyncio.Task[int] | None = None

    def __init__(self, scene: Scene, point: Point | None, roles: str | None) -> None:
        self.point = point
        self.releves = len(scene.sim.calls("getUpdates"))
        self.journal = scene.dossier / f"vie-{len(scene.vies)}.log"
        environnement = scene.environnement | ({"VIGIE_ROLES": roles} if roles else {})
        self._processus = _FOURCHES.Process(
            target=vivre, args=(environnement, scene.dossier, self.journal, point), daemon=True
        )
        self._processus.start()

    def frapper(self, numero: int) -> None:
        """Envoie un signal, s'il y a encore quelqu'un pour le recevoir."""
        if self._processus.exitcode is None and self._processus.pid is not None:
            os.kill(self._processus.pid, numero)

    async def fin(self) -> int:
        """Attend la fin et rend le code de sortie (négatif : le signal qui l'a tué) ; plusieurs peuvent l'attendre."""
        if self._fin is None:
            self._fin = asyncio.create_task(self._attendre())
        return await asyncio.shield(self._fin)

    async def _attendre(self) -> int:
        boucle, finie = asyncio.get_running_loop(), asyncio.Event()
        guet = self._processus.sentinel
        boucle.add_reader(guet, finie.set)
        try:
            await finie.wait()
        finally:
            boucle.remove_reader(guet)
        self._processus.join()
        assert self._processus.exitcode is not None
        return self._processus.exitcode

    async def tuer(self) -> None:
        """`kill -9`."""
        self.frapper(signal.SIGKILL)
        await self.fin()

    async def arreter(self) -> int:
        """Demande l'arrêt et rend le code de sortie."""
        self.frapper(signal.SIGTERM)
        return await self.fin()

    def dit(self) -> str:
        """Ce que cette vie a écrit, pour un message d'échec."""
        return self.journal.read_text(encoding="utf-8") if self.journal.exists() else ""


class VraieVie(Vie):
    """La commande telle que l'exploitant la lance, sans rien de chargé d'avance."""

    def __init__(self, scene: Scene) -> None:
        self.point = None
        self.releves = len(scene.sim.calls("getUpdates"))
        self.journal = scene.dossier / f"vie-{len(scene.vies)}.log"
        environnement = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("VIGIE_")}
        with self.journal.open("wb") as sortie:
            self._commande = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=RACINE,
                env=environnement | scene.environnement,
                stdout=sortie,
                stderr=sortie,
            )

    def frapper(self, numero: int) -> None:
        """Envoie un signal, s'il y a encore quelqu'un pour le recevoir."""
        self._commande.send_signal(numero)

    async def _attendre(self) -> int:
        return await asyncio.to_thread(self._commande.wait)


class _Guet(Fault):
    """Compte les appels d'un endroit et frappe au énième, avant ou après que le simulateur l'a accepté."""

    def __init__(self, point: Point, frapper: Callable[[int], None]) -> None:
        super().__init__("drop" if point.apres else "refuse")
        self._point, self._reste, self._frapper = point, point.rang, frapper

    def concerns(self, method: str, params: Json) -> bool:
        """Vrai pour l'appel qui meurt avec le processus ; un arrêt demandé laisse l'appel se faire."""
        if method not in METHODES[self._point.endroit]:
            return False
        self._reste -= 1
        if self._reste == 0:
            self._frapper(self._point.signal)
        return self._reste == 0 and self._point.mortel


@dataclass
class Scene:
    """Tout ce qu'il faut pour jouer le parcours et regarder ce qu'il en reste."""

    sim: Simulator
    base: Database
    dossier: Path
    environnement: dict[str, str]
    liens: dict[str, str]
    personnes: dict[str, User]
    groupe: Chat
    vies: list[Vie] = field(default_factory=list)
    tuees: int = 0
    _joue: bool = False
    _arrete: bool = False

    @property
    def gardienne(self) -> User:
        """La gardienne."""
        return self.personnes[GARDIENNE]

    @property
    def chargee(self) -> User:
        """La chargée de gestion sociale."""
        return self.personnes[CHARGEE]

    def lancer_la_commande(self) -> Vie:
        """Commence une vie par `python -m bot run`."""
        self.vies.append(VraieVie(self))
        return self.vies[-1]

    def lancer(self, point: Point | None = None, *, roles: str | None = None) -> Vie:
        """Commence une vie, armée pour mourir à ce point."""
        vie = Vie(self, point, roles)
        self.vies.append(vie)
        if point is not None and point.endroit in METHODES:
            self.sim.state.faults.add(_Guet(point, vie.frapper))
        return vie

    async def se_succeder(self, plan: Iterator[Point]) -> None:
        """Relance le robot chaque fois qu'il meurt, jusqu'à l'arrêt demandé ; toute autre fin est un échec."""
        while True:
            point = None if self._joue else next(plan, None)
            vie = self.lancer(point)
            code = await vie.fin()
            self.sim.heal()
            frappe = point is not None and code == (-signal.SIGKILL if point.mortel else 0)
            assert frappe or (self._arrete and code == 0), f"{point} : sortie {code}\n{vie.dit()}"
            if self._arrete and code == 0:
                return
            self.tuees += code != 0

    async def jouer(self, etapes: Iterable[Etape], plan: Iterable[Point]) -> None:
        """Joue ces étapes pendant que les vies se succèdent, puis attend le calme et arrête proprement."""
        self._joue = self._arrete = False
        async with asyncio.TaskGroup() as ensemble:
            vies = ensemble.create_task(self.se_succeder(iter(plan)))
            await self.derouler(etapes)
            self._joue = True
            while not vies.done():
                await self.calme()
                await self.prete()
                self._arrete = True
                vie = self.vies[-1]
                vie.frapper(signal.SIGTERM)
                await vie.fin()
                await asyncio.wait([vies], timeout=0)

    async def derouler(self, etapes: Iterable[Etape]) -> None:
        """Joue ces étapes ; un échec dit aussi ce que chaque vie a écrit."""
        for etape in etapes:
            try:
                await etape(self)
            except (AssertionError, LookupError) as echec:
                raise AssertionError(f"{etape.__doc__}\n{echec}\n{self.dit()}") from echec

    def dit(self) -> str:
        """Ce que les vies ont écrit, et les points où elles sont mortes."""
        return "\n".join(f"[vie {n}, {vie.point}] {vie.dit()}" for n, vie in enumerate(self.vies))

    async def prete(self) -> None:
        """Attend que la vie présente interroge Telegram : elle a fini de démarrer."""
        await self.sim.wait_until(self._interroge, PATIENCE, "le démarrage")

    def _interroge(self) -> bool:
        return len(self.sim.calls("getUpdates")) > self.vies[-1].releves

    async def calme(self) -> None:
        """Attend que tout soit confirmé, traité et envoyé."""
        await self.jusqu_a(self._rien_en_attente, "le calme")
        self.sim.heal()

    async def jusqu_a(self, condition: Callable[[], Awaitable[bool]], quoi: str) -> None:
        """Attend qu'une question posée à la base ait une réponse vraie."""
        fin = time.monotonic() + PATIENCE
        while not await condition():
            assert time.monotonic() < fin, f"{quoi} n'est pas venu"
            await asyncio.sleep(0.02)

    async def _rien_en_attente(self) -> bool:
        async with self.base.read() as unit:
            attente = [await unit.inbox.count("recu")]
            attente += [await unit.outbox.count(etat) for etat in ("a_envoyer", "en_envoi")]
        return not self.sim.pending_updates and not any(attente)


@asynccontextmanager
async def ouvrir_scene(dossier: Path, base: Database, cle: str) -> AsyncIterator[Scene]:
    """Prépare la base d'exemple, les liens d'invitation, le simulateur et les personnes ; rien ne tourne encore."""
    horloge = dossier / "horloge"
    horloge.write_text(DEBUT, encoding="ascii")
    async with Simulator(clock_file=horloge) as sim:
        reglages = {
            "telegram_token": sim.token,
            "telegram_api": sim.url,
            "database_url": base.url.render_as_string(hide_password=False),
            "secret_keys": cle,
            "clock": str(horloge),
            "log_level": "WARNING",
        }
        liens = await _preparer(reglages)
        personnes = {nom: sim.add_user(*nom.split(" ", 1)) for nom in NOMS}
        membres = [personnes[nom] for nom in (ADMIN, CHARGEE, CHARGE)]
        groupe = sim.add_group(f"Équipe {EQUIPE}", membres, bot_status="administrator")
        environnement = {f"VIGIE_{nom.upper()}": valeur for nom, valeur in reglages.items()}
        scene = Scene(sim, base, dossier, environnement, liens, personnes, groupe)
        try:
            yield scene
        finally:
            for vie in scene.vies:
                await vie.tuer()


async def _preparer(reglages: dict[str, str]) -> dict[str, str]:
    settings = load_settings(**reglages)
    await initialise(settings)
    for nature in ("residences", "equipe", "coverage"):
        bilan = await import_file(settings, nature, EXEMPLES / f"{nature}.csv", False, False)
        assert not bilan.errors, bilan.errors
    liens = {}
    for nom in NOMS:
        liens[nom] = str(json.loads(await create_invitation(settings, nom, None, "", [], [], as_json=True))["payload"])
    return liens


def trousseau(cle: str) -> Keyring:
    """Le trousseau de cette clef."""
    return Keyring([cle])
