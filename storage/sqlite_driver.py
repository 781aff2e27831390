"""SQLite sans aller-retour entre fils pour chaque instruction.

aiosqlite confie à un fil chaque curseur, lecture et fermeture : quatre passages par instruction, plus longs que
l'instruction elle-même. Ici, seul ce qui peut attendre un verrou ou le disque (`BEGIN IMMEDIATE`, `COMMIT`) passe par
le fil ; le reste, quelques dizaines de microsecondes, se fait sur place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

import aiosqlite

T = TypeVar("T")

_WAITING = ("BEGIN IMMEDIATE", "COMMIT")
_WAITING_CALLS = frozenset({"commit", "rollback", "close", "backup", "executescript"})


class DirectConnection(aiosqlite.Connection):
    """Une connexion dont seules les instructions qui attendent quittent la boucle."""

    async def _execute(self, fn: Callable[..., T], *args: object, **kwargs: object) -> T:
        sql = args[0] if args else ""
        waits = fn.__name__ in _WAITING_CALLS or (isinstance(sql, str) and sql.startswith(_WAITING))
        if waits or self._connection is None:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-any-return,no-untyped-call]
        return fn(*args, **kwargs)


async def connect(path: str) -> DirectConnection:
    """Ouvre la base ; la connexion sert au fil et à la boucle, jamais en même temps."""

    def open_file() -> sqlite3.Connection:
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    connection = DirectConnection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True
    await connection
    return connection
