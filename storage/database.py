"""Le moteur : lire, écrire dans une transaction, migrer.

SQLite : journal WAL, écriture sûre à la coupure de courant, `BEGIN IMMEDIATE` pour écrire, une seule écriture
à la fois par processus (attendre ici coûte moins que l'attente active de SQLite).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Protocol

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.crypto import Keyring
from storage.sqlite_driver import connect
from storage.types import bind_keyring
from storage.unit_of_work import UnitOfWork

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=30000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


POOL = 16
"""Connexions gardées ouvertes : autant que de conversations traitées et servies ensemble."""


class DatabaseUnavailableError(Exception):
    """La base ne s'ouvre pas, ou ses migrations échouent."""


class _DbapiCursor(Protocol):
    def execute(self, sql: str) -> object: ...
    def close(self) -> None: ...


class _DbapiConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _DbapiCursor: ...


class Database:
    """Une base ouverte, avec les clefs de ses colonnes chiffrées."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        """`url` est celle de SQLAlchemy, avec un pilote asynchrone (aiosqlite ou asyncpg)."""
        self.url = make_url(url)
        self.keyring = keyring
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite_engine(url) if self.is_sqlite else create_async_engine(url, pool_size=POOL, hide_parameters=True)
        )
        bind_keyring(self.engine.dialect, keyring)
        self._writer = asyncio.Lock() if self.is_sqlite else None

    @property
    def path(self) -> Path | None:
        """Le fichier SQLite, ou rien pour PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Une lecture cohérente ; rien de ce qui s'y écrirait n'est gardé."""
        async with self.engine.connect() as connection:
            if self.is_sqlite:
                await connection.execution_options(vigie_read=True)
            else:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield UnitOfWork(connection, self.keyring)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """Une transaction : gardée en entier, ou pas du tout."""
        async with self._writer or nullcontext(), self.engine.begin() as connection:
            yield UnitOfWork(connection, self.keyring)

    async def migrate(self) -> None:
        """Amène le schéma à la dernière version ; deux processus peuvent l'appeler ensemble."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
        try:
            async with self._writer or nullcontext(), self.engine.begin() as connection:
                if not self.is_sqlite:
                    await connection.execute(text("SELECT pg_advisory_xact_lock(0x56494749)"))
                await connection.run_sync(_upgrade)
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseUnavailableError(f"la base ne s'ouvre pas : {_first_line(error)}") from error

    async def ping(self) -> None:
        """Vérifie que la base répond ; lève `DatabaseUnavailableError` sinon."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseUnavailableError(_first_line(error)) from error

    async def close(self) -> None:
        """Rend les connexions."""
        await self.engine.dispose()


def _sqlite_engine(url: str) -> AsyncEngine:
    path = make_url(url).database or ""
    engine = create_async_engine(url, hide_parameters=True, async_creator=partial(connect, path), pool_size=POOL)

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(dbapi_connection: _DbapiConnection, _record: object) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        read = connection.get_execution_options().get("vigie_read")
        connection.exec_driver_sql("BEGIN" if read else "BEGIN IMMEDIATE")

    return engine


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
