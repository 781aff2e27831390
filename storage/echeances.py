"""Les échéances : des lignes à honorer, jamais des tâches en mémoire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.echeance import Echeance, Sorte
from storage.inbox import AlreadyDoneError
from storage.sql import Insertion, per_dialect
from storage.tables import echeances


def _build_plan(insert: Callable[[Table], Insertion]) -> Insertion:
    statement = insert(echeances)
    return statement.on_conflict_do_update(
        index_elements=["sorte", "sujet_id", "rang"],
        set_={
            "prevue_le": statement.excluded.prevue_le,
            "heure_locale": statement.excluded.heure_locale,
            "etat": "prevue",
        },
    )


_PLAN = per_dialect(_build_plan)


class Echeances:
    """Les échéances, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def prevoir(self, sorte: Sorte, sujet_id: int, rang: int, quand: datetime, tz: ZoneInfo) -> None:
        """Écrit une échéance, ou déplace et rouvre celle de même sorte, sujet et rang."""
        values = {
            "sorte": sorte.value,
            "sujet_id": sujet_id,
            "rang": rang,
            "prevue_le": quand,
            "heure_locale": quand.astimezone(tz).isoformat(timespec="minutes"),
        }
        await self._connection.execute(_PLAN(self._connection), values)

    async def dues(self, now: datetime, limit: int) -> list[Echeance]:
        """Les échéances arrivées, les plus anciennes d'abord."""
        statement = (
            select(echeances)
            .where(echeances.c.etat == "prevue", echeances.c.prevue_le <= now)
            .order_by(echeances.c.prevue_le, echeances.c.id)
            .limit(limit)
        )
        return [
            Echeance(row.id, Sorte(row.sorte), row.sujet_id, row.rang, row.prevue_le)
            for row in await self._connection.execute(statement)
        ]

    async def claim(self, echeance: Echeance) -> None:
        """Marque l'échéance honorée dans la transaction de ce qu'elle fait faire.

        Lève `AlreadyDoneError` si elle l'est déjà, annulée, ou déplacée entre-temps.
        """
        statement = (
            update(echeances)
            .where(
                echeances.c.id == echeance.id,
                echeances.c.etat == "prevue",
                echeances.c.prevue_le == echeance.prevue_le,
            )
            .values(etat="honoree")
            .returning(echeances.c.id)
        )
        if (await self._connection.execute(statement)).first() is None:
            raise AlreadyDoneError(f"l'échéance {echeance.id} est déjà honorée")

    async def annuler(self, sortes: Sequence[Sorte], sujets: Iterable[int]) -> None:
        """Annule ce qui restait prévu pour ces sujets."""
        await self._connection.execute(
            update(echeances)
            .where(
                echeances.c.sorte.in_([sorte.value for sorte in sortes]),
                echeances.c.sujet_id.in_(list(sujets)),
                echeances.c.etat == "prevue",
            )
            .values(etat="annulee")
        )

    async def existe(self, sorte: Sorte, sujet_id: int) -> bool:
        """Vrai si une telle échéance a déjà été écrite, quel que soit son état."""
        statement = select(echeances.c.id).where(echeances.c.sorte == sorte.value, echeances.c.sujet_id == sujet_id)
        return (await self._connection.execute(statement.limit(1))).first() is not None

    async def prochaine(self) -> datetime | None:
        """Le premier instant où une échéance arrivera."""
        statement = select(func.min(echeances.c.prevue_le)).where(echeances.c.etat == "prevue")
        found: datetime | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found
