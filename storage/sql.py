"""Ce qui diffère d'une base à l'autre, en un seul endroit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insertion = sqlite.Insert | postgresql.Insert


Statement = TypeVar("Statement")


def per_dialect(build: Callable[[Callable[[Table], Insertion]], Statement]) -> Callable[[AsyncConnection], Statement]:
    """Une instruction construite une fois par base : sa construction coûte plus que son exécution."""
    built: dict[str, Statement] = {}

    def statement(connection: AsyncConnection) -> Statement:
        name = connection.dialect.name
        if name not in built:
            built[name] = build(sqlite.insert if name == "sqlite" else postgresql.insert)
        return built[name]

    return statement


def insert_into(connection: AsyncConnection, table: Table) -> Insertion:
    """Un INSERT qui sait `on_conflict_do_nothing` et `on_conflict_do_update` sur les deux bases."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
