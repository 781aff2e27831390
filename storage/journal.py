"""Qui a fait ou lu quoi, et quelques valeurs propres à cette base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_into
from storage.tables import journal, meta


class Cle(StrEnum):
    """Les valeurs gardées pour la base entière."""

    BOT_USERNAME = "bot_username"
    DISPOSITIF = "dispositif"
    PURGE_LE = "purge_le"
    VIVANT_LE = "vivant_le"


@dataclass(frozen=True, slots=True)
class Acte:
    """Une ligne du journal."""

    le: datetime
    acteur: str
    acte: str
    detail: str | None


class Journal:
    """Le journal, dans la transaction donnée : on y ajoute, on n'y réécrit pas."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def noter(
        self, le: datetime, acteur: int | str, acte: str, dossier_id: int | None = None, detail: str | None = None
    ) -> None:
        """Ajoute une ligne ; `detail` ne dit jamais rien d'une personne."""
        await self._connection.execute(
            insert(journal).values(le=le, acteur=str(acteur), acte=acte, dossier_id=dossier_id, detail=detail)
        )

    async def existe(self, acte: str, detail: str, depuis: datetime) -> bool:
        """Vrai si cet acte, avec ce détail, a été noté depuis cet instant."""
        statement = select(journal.c.id).where(
            journal.c.acte == acte, journal.c.detail == detail, journal.c.le >= depuis
        )
        return (await self._connection.execute(statement.limit(1))).first() is not None

    async def de_dossier(self, dossier_id: int) -> list[Acte]:
        """Les actes d'un dossier, dans l'ordre."""
        statement = select(journal).where(journal.c.dossier_id == dossier_id).order_by(journal.c.id)
        return [Acte(row.le, row.acteur, row.acte, row.detail) for row in await self._connection.execute(statement)]


class Meta:
    """Les valeurs de la base, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def get(self, cle: Cle) -> str | None:
        """Une valeur, ou rien."""
        statement = select(meta.c.valeur).where(meta.c.cle == cle.value)
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def set(self, cle: Cle, valeur: str) -> None:
        """Écrit une valeur."""
        statement = insert_into(self._connection, meta).values(cle=cle.value, valeur=valeur)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["cle"], set_={"valeur": statement.excluded.valeur})
        )
