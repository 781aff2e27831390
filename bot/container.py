"""Le câblage, écrit à la main : des réglages à ce dont les cas d'usage ont besoin."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import dispositifs
from bot.clock import FileClock, SystemClock
from bot.settings import Settings, SettingsError
from domain.calendrier import Calendrier, Clock
from domain.dispositif import Dispositif, DispositifInvalide, Feries
from domain.signalement import Analyse
from storage.crypto import Keyring, SecretKeyError, create_key_file
from storage.database import Database
from storage.journal import Cle
from usecases.contexte import Contexte

KEY_FILE = "secret.keys"
DISPOSITIF_PAR_DEFAUT = "habitat-reuni"

Classer = Callable[[str], Awaitable[Analyse]]


def open_database(settings: Settings) -> Database:
    """Ouvre la base ; crée les clefs à côté d'une base SQLite neuve, et seulement là."""
    return Database(settings.database_url, _keyring(settings))


def _keyring(settings: Settings) -> Keyring:
    try:
        if settings.secret_keys is not None:
            return Keyring([key.strip() for key in settings.secret_keys.get_secret_value().split(",") if key.strip()])
        if not settings.database_url.startswith("sqlite"):
            raise SettingsError("VIGIE_SECRET_KEYS : requis avec PostgreSQL")
        database = Path(settings.database_url.split(":///", 1)[1])
        keys = database.parent / KEY_FILE
        if keys.exists():
            return Keyring(keys.read_text(encoding="ascii").replace("\n", ",").strip(",").split(","))
        if database.exists():
            raise SettingsError(f"VIGIE_SECRET_KEYS : {keys} manque alors que la base existe")
        return Keyring([create_key_file(keys)])
    except SecretKeyError as error:
        raise SettingsError(f"VIGIE_SECRET_KEYS : {error}") from error
    except OSError as error:
        raise SettingsError(f"VIGIE_DATABASE_URL : {error.strerror} ({error.filename})") from error


def make_clock(settings: Settings) -> Clock:
    """L'heure de la machine, ou celle du fichier de `VIGIE_CLOCK`."""
    if settings.clock is None:
        return SystemClock()
    try:
        return FileClock(settings.clock)
    except (OSError, ValueError) as error:
        raise SettingsError(f"VIGIE_CLOCK : {settings.clock} ne contient pas un instant avec son décalage") from error


def load_dispositif(nom: str) -> Dispositif:
    """Le dispositif livré de ce nom, ou celui du fichier."""
    try:
        return dispositifs.charger(nom)
    except DispositifInvalide as error:
        raise SettingsError(f"VIGIE_DISPOSITIF : {error}") from error


def make_calendrier(dispositif: Dispositif, timezone: str) -> Calendrier:
    """Les jours ouvrés du dispositif, avec les jours fériés de sa région."""
    from holidays import country_holidays

    departements = ("6AE", "57") if dispositif.feries is Feries.ALSACE_MOSELLE else (None,)
    calendars = [country_holidays("FR", subdiv=departement) for departement in departements]

    def est_ferie(jour: date) -> bool:
        return any(jour in calendar for calendar in calendars)

    return Calendrier(ZoneInfo(timezone), est_ferie, dispositif.horaires)


@asynccontextmanager
async def open_context(
    settings: Settings, *, classer: Classer | None = None, wake: Callable[[], None] = lambda: None
) -> AsyncIterator[Contexte]:
    """Ouvre la base, la migre, retient le dispositif, et donne de quoi appeler les cas d'usage."""
    clock = make_clock(settings)
    base = open_database(settings)
    try:
        await base.migrate()
        dispositif = await _dispositif(base, settings)
        calendrier = make_calendrier(dispositif, settings.timezone)
        yield Contexte(base, clock, calendrier, dispositif, classer or _sans_classification, wake)
    finally:
        await base.close()


async def _dispositif(base: Database, settings: Settings) -> Dispositif:
    """Le dispositif que la base retient ; le réglage ne peut que dire le même."""
    async with base.read() as unit:
        retenu = await unit.meta.get(Cle.DISPOSITIF)
    voulu = settings.dispositif
    if retenu is not None and voulu is not None and load_dispositif(voulu).nom != load_dispositif(retenu).nom:
        raise SettingsError(f"VIGIE_DISPOSITIF : cette base tourne avec « {retenu} »")
    nom = retenu or voulu or DISPOSITIF_PAR_DEFAUT
    dispositif = load_dispositif(nom)
    if retenu is None:
        async with base.write() as unit:
            await unit.meta.set(Cle.DISPOSITIF, nom)
    return dispositif


async def _sans_classification(texte: str) -> Analyse:
    raise RuntimeError("cette commande ne classe pas de message")


@asynccontextmanager
async def open_classifier() -> AsyncIterator[Classer]:
    """Charge la classification dans un fil à part, et l'y garde : la boucle n'attend jamais spaCy."""
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="classification")
    loop = asyncio.get_running_loop()
    classifieur = await loop.run_in_executor(executor, _load_classifier)

    async def classer(texte: str) -> Analyse:
        return await loop.run_in_executor(executor, classifieur, texte)

    try:
        yield classer
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _load_classifier() -> Callable[[str], Analyse]:
    from nlp.classifieur import Classifieur

    return Classifieur.charger().analyser
