"""Ce qui diffère d'une base à l'autre, en un seul endroit."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insertion = sqlite.Insert | postgresql.Insert


def insert_into(connection: AsyncConnection, table: Table) -> Insertion:
    """Un INSERT qui sait `on_conflict_do_nothing` et `on_conflict_do_update` sur les deux bases."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
