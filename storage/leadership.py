"""Un seul processus à la fois tient chaque rôle : le verrou meurt avec lui, sans délai ni horloge.

SQLite : verrou de fichier du système. PostgreSQL : verrou consultatif de session. Ce verrou évite le travail en
double ; la justesse n'en dépend pas, chaque ligne étant prise par une mise à jour gardée.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from storage.database import Database

RETRY_SECONDS = 0.5
"""Attente entre deux essais de prendre un rôle."""


@asynccontextmanager
async def leadership(database: Database, role: str) -> AsyncIterator[None]:
    """Attend de tenir seul ce rôle, et le tient le temps du bloc."""
    holder = _file_lock(database.path, role) if database.path is not None else _advisory_lock(database, role)
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
async def _advisory_lock(database: Database, role: str) -> AsyncIterator[None]:
    key = zlib.crc32(f"vigie/{role}".encode())
    async with database.engine.connect() as raw:
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        while not (await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key})).scalar_one():  # noqa: ASYNC110
            await asyncio.sleep(RETRY_SECONDS)
        try:
            yield
        finally:
            await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
