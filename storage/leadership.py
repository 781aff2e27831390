"""Un seul processus à la fois tient chaque rôle : le verrou meurt avec lui, sans délai ni horloge.

SQLite : verrou de fichier du système. PostgreSQL : verrou consultatif de session. Ce verrou évite le travail en
double ; la justesse n'en dépend pas, chaque ligne étant prise par une mise à jour gardée.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

WATCH_SECONDS = 2.0
"""Rythme auquel un rôle tenu sur PostgreSQL est vérifié."""

RETRY_SECONDS = 0.5
"""Attente entre deux essais de prendre un rôle."""


class LeadershipLostError(Exception):
    """Un rôle tenu ne l'est plus : le processus doit s'arrêter."""


@asynccontextmanager
async def leadership(database: Database, role: str, on_lost: Callable[[], None] = lambda: None) -> AsyncIterator[None]:
    """Attend de tenir seul ce rôle, et le tient le temps du bloc ; `on_lost` si la base ne le garantit plus."""
    path = database.path
    holder = _file_lock(path, role) if path is not None else _advisory_lock(database, role, on_lost)
    async with holder:
        yield


@asynccontextmanager
async def _file_lock(path: Path, role: str) -> AsyncIterator[None]:
    descriptor = os.open(path.with_name(f"{path.name}.{role}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(RETRY_SECONDS)
        yield
    finally:
        os.close(descriptor)


@asynccontextmanager
async def _advisory_lock(database: Database, role: str, on_lost: Callable[[], None]) -> AsyncIterator[None]:
    key = zlib.crc32(f"vigie/{role}".encode())
    async with database.engine.connect() as raw:
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        while not (await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key})).scalar_one():  # noqa: ASYNC110
            await asyncio.sleep(RETRY_SECONDS)
        watch = asyncio.create_task(_watch(connection, on_lost))
        try:
            yield
        finally:
            watch.cancel()
            await asyncio.wait([watch])
            with suppress(SQLAlchemyError, OSError):
                await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


async def _watch(connection: AsyncConnection, on_lost: Callable[[], None]) -> None:
    """Vérifie que la connexion qui porte le verrou vit ; si elle tombe, un autre processus a pu le prendre."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            on_lost()
            return
