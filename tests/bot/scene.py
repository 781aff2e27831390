"""La scène des essais de bout en bout : le vrai bot dans ce processus, le Telegram simulé, et des personnes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.app import App
from bot.commands import import_file, initialise
from bot.container import Classer, open_database
from bot.settings import Settings, load_settings
from domain.dossier import Dossier
from simulator import Chat, Message, Simulator, User
from simulator.reading import PATIENCE
from storage.database import Database
from storage.journal import Cle

PARIS = ZoneInfo("Europe/Paris")
MATIN = datetime(2026, 11, 24, 10, 5, tzinfo=PARIS)
"""Un mardi ouvré, au bureau : l'instant où s'ouvre chaque scène."""

EXEMPLES = Path(__file__).parents[2] / "docs" / "exemples"

IMPAYES = "mr dupont bat B 2e etage repond plus a nos courriers et il doit 3 mois de loyer"
SITUE = "M. Petit aux Fauvettes ne paie plus son loyer depuis trois mois"
HAUTE = "expulsion prévue le 3 décembre pour M. Petit aux Fauvettes"
DANGER = "ca hurle chez les Morel au 3e, il la frappe en ce moment, venez vite"
PANNE = "l ascenseur du bat A est encore en panne"

PRENDRE, DETAILS = "Je prends en charge", "Détails"

NOMS = (
    "Agnès Rollin", "Fatiha Amrani", "Luis Teixeira", "Samuel Nkosi", "Solène Kerbrat", "Rachid Ouali",
    "Inès Marchetti", "Hervé Castaing", "Olivier Grandjean", "Étienne Lacaze",
)  # fmt: skip

EN_ATTENTE = (
    "SELECT 1 FROM inbox WHERE etat = 'recu' "
    "UNION ALL SELECT 1 FROM outbox WHERE etat IN ('a_envoyer', 'en_envoi') LIMIT 1"
)

T = TypeVar("T")


def lisible(texte: str) -> str:
    """Le texte, espaces insécables rendues ordinaires."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass
class Scene:
    """Le simulateur, le bot qui tourne, une seconde connexion à sa base, et les personnes déjà entrées."""

    sim: Simulator
    settings: Settings
    base: Database
    classer: Classer
    admin: User
    gardienne: User
    gardien: User
    partenaire: User
    chargee: User
    charge: User
    charge_ailleurs: User
    responsable: User
    cellule: User
    cellule_ailleurs: User
    groupe: Chat
    groupe_cellule: Chat
    app: App | None = None
    _tache: asyncio.Task[None] | None = field(default=None, repr=False)

    # le temps

    @property
    def now(self) -> datetime:
        """L'instant de l'horloge."""
        assert self.sim.clock is not None
        return self.sim.clock.read()

    async def avancer(self, **duree: float) -> None:
        """Avance l'horloge, attend que les échéances dues soient honorées, puis que tout soit envoyé."""
        await self.a(self.now + timedelta(**duree))

    async def a(self, instant: datetime) -> None:
        """Met l'horloge à cet instant, qui porte son fuseau ou est à Paris."""
        assert self.sim.clock is not None
        voulu = instant if instant.tzinfo else instant.replace(tzinfo=PARIS)
        self.sim.clock.write(voulu)
        await self.jusqu_a(lambda: self._battu(voulu), f"un tic à {voulu}")
        await self.calme()

    async def _battu(self, voulu: datetime) -> bool:
        async with self.base.read() as unit:
            vu = await unit.meta.get(Cle.VIVANT_LE)
        return vu is not None and datetime.fromisoformat(vu) >= voulu

    # attendre

    async def jusqu_a(self, condition: Callable[[], Awaitable[T]], quoi: str, patience: float = PATIENCE) -> T:
        """Attend qu'une question posée à la base ait une réponse vraie."""
        fin = time.monotonic() + patience
        while not (vu := await condition()):
            assert time.monotonic() < fin, f"{quoi} n'est pas venu\n{self.sim.transcript()}"
            await asyncio.sleep(0.01)
        return vu

    async def calme(self) -> None:
        """Attend que tout soit reçu, traité et envoyé : ce qui n'est pas à l'écran alors n'y viendra pas."""
        await self.sim.wait_confirmed()
        await self.jusqu_a(self._rien_en_attente, "le calme")

    async def _rien_en_attente(self) -> bool:
        if self.sim.pending_updates:
            return False
        return not await self.lignes(EN_ATTENTE)

    # ce que font les personnes

    async def ecrire(self, qui: User, texte: str) -> Message:
        """Écrit au bot en privé et rend la fiche qui en vient."""
        avant = self.sim.chat_of(qui).last_id
        self.sim.send_text(qui, qui, texte)
        return await self.sim.wait_message(qui, after=avant)

    async def demander(self, qui: User, commande: str) -> str:
        """Écrit une commande en privé et rend la réponse."""
        return (await self.ecrire(qui, commande)).text

    async def appuyer(self, qui: User, message: Message, bouton: str, *, forged: bool = False) -> str:
        """Appuie, attend que tout soit fait, et rend ce que l'appui a répondu."""
        reponse = await self.sim.wait_answer(self.sim.press(qui, message, bouton, forged=forged))
        await self.calme()
        return lisible(reponse.text)

    async def envoyer(self, texte: str = SITUE, qui: User | None = None) -> str:
        """Un signalement compris d'emblée, envoyé d'un geste ; rend sa référence."""
        auteur = qui or self.gardienne
        await self.appuyer(auteur, await self.ecrire(auteur, texte), "Envoyer")
        return (await self.dossiers())[-1].reference

    async def prendre(self, ref: str, qui: User | None = None) -> Message:
        """La personne prend le dossier depuis le groupe ; rend la carte."""
        carte = await self.carte(ref)
        await self.appuyer(qui or self.chargee, carte, PRENDRE)
        return carte

    async def carte(self, ref: str, ou: Chat | User | None = None) -> Message:
        """La carte de ce dossier dans le groupe de l'équipe."""
        return await self.sim.wait_message(ou or self.groupe, ref, button=DETAILS)

    async def details(self, ref: str, qui: User | None = None) -> Message:
        """La fiche complète, ouverte par « Détails » depuis le groupe."""
        personne = qui or self.chargee
        await self.appuyer(personne, await self.carte(ref), DETAILS)
        return self.sim.last(personne)

    def pannes(self) -> int:
        """Combien d'envois Telegram a refusés depuis le début, sans compter ce qu'on a voulu."""
        return sum(not call.ok for call in self.sim.calls() if call.response is not None)

    # ce que dit la base

    async def dossiers(self) -> list[Dossier]:
        """Tous les dossiers, du premier au dernier."""
        async with self.base.read() as unit:
            return await unit.dossiers.vus_entre(MATIN - timedelta(days=400), MATIN + timedelta(days=400))

    async def actes(self, *noms: str) -> list[str]:
        """Les actes du journal, ou ceux de ce nom."""
        lignes = await self.lignes("SELECT acte FROM journal ORDER BY id")
        return [acte for (acte,) in lignes if not noms or acte in noms]

    async def lignes(self, sql: str) -> list[tuple[object, ...]]:
        """Une lecture directe, par une autre connexion que celle du bot."""
        async with self.base.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql))]

    async def faire(self, sql: str) -> None:
        """Une écriture directe, pour ce qu'aucun geste ne fait encore."""
        async with self.base.engine.begin() as connection:
            await connection.execute(text(sql))

    # la vie du bot

    @asynccontextmanager
    async def en_marche(self, *, limited: bool = False) -> AsyncIterator[None]:
        """Le bot tourne le temps du bloc, et s'arrête proprement."""
        await self.demarrer(limited=limited)
        try:
            yield
        finally:
            await self.arreter()

    async def demarrer(self, *, limited: bool = False) -> None:
        """Lance le bot et attend qu'il interroge Telegram ou que son webhook soit posé."""
        self.app = App(self.settings, limited=limited, classer=self.classer)
        self._tache = asyncio.create_task(self.app.run())
        pret = "setWebhook" if self.settings.webhook_url else "getUpdates"
        deja = len(self.sim.calls(pret))
        pose = asyncio.ensure_future(self.sim.wait_until(lambda: len(self.sim.calls(pret)) > deja, PATIENCE, pret))
        await asyncio.wait([pose, self._tache], return_when=asyncio.FIRST_COMPLETED)
        if self._tache.done():
            pose.cancel()
            self._tache.result()
        await pose

    async def arreter(self) -> None:
        """Demande l'arrêt et l'attend ; une panne d'un rôle fait échouer l'essai."""
        if self.app is not None and self._tache is not None:
            self.app.stop()
            await self._tache
        self.app = self._tache = None


def reglages(sim: Simulator, database_url: str, horloge: Path, clefs: str, **autres: object) -> Settings:
    """Les réglages du bot des essais, sans rien prendre à l'environnement."""
    return load_settings(
        None,
        telegram_token=sim.token,
        telegram_api=sim.url,
        database_url=database_url,
        secret_keys=clefs,
        clock=horloge,
        log_level="WARNING",
        **autres,
    )


async def importer_exemples(settings: Settings) -> None:
    """Prépare la base par les mêmes commandes que l'exploitant."""
    await initialise(settings)
    for sorte in ("residences", "equipe", "coverage"):
        compte_rendu = await import_file(settings, sorte, EXEMPLES / f"{sorte}.csv", False, False)
        assert not compte_rendu.errors, compte_rendu.errors


async def faire_entrer(base: Database) -> None:
    """Relie chaque personne de la scène à son téléphone, et le groupe de l'équipe à son équipe."""
    async with base.write() as unit:
        for rang, nom in enumerate(NOMS):
            (personne,) = await unit.personnes.par_nom(nom)
            await unit.personnes.lier(personne.id, 1001 + rang)
        await unit.groupes.lier(-4001, "Essonne", cellule=False)


@asynccontextmanager
async def ouvrir(
    dossier: Path, database_url: str, clefs: str, classer: Classer, *, entres: bool = True, **autres: object
) -> AsyncIterator[Scene]:
    """Ouvre le simulateur et une seconde connexion à une base déjà préparée ; le bot reste à lancer.

    `entres` : les personnes ont déjà ouvert leur lien.
    """
    horloge = dossier / "horloge"
    horloge.write_text(MATIN.isoformat(), encoding="ascii")
    async with Simulator(clock_file=horloge) as sim:
        gens = [sim.add_user(*nom.split(" ", 1), started=entres) for nom in NOMS]
        admin, gardienne, gardien, partenaire, chargee, charge, ailleurs, responsable, cellule, juriste = gens
        groupe = sim.add_group("Équipe Essonne", [admin, chargee, charge, ailleurs, gardienne])
        reunion = sim.add_group("Cellule de veille", [admin, cellule, juriste])
        settings = reglages(sim, database_url, horloge, clefs, **autres)
        base = open_database(settings)
        try:
            yield Scene(
                sim, settings, base, classer, admin, gardienne, gardien, partenaire, chargee, charge, ailleurs,
                responsable, cellule, juriste, groupe, reunion,
            )  # fmt: skip
        finally:
            await base.close()
