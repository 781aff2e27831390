"""Ce que Telegram a remis, écrit avant d'être confirmé, effacé une fois traité."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_into
from storage.tables import inbox


class AlreadyDoneError(Exception):
    """La ligne est déjà traitée : le travail en cours ne doit rien laisser."""


@dataclass(frozen=True, slots=True)
class Received:
    """Une mise à jour à écrire ; `content` absent : rien n'en est gardé que son numéro."""

    update_id: int
    queue: int
    content: str | None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """Une mise à jour à traiter, dans l'ordre de sa conversation."""

    id: int
    queue: int
    content: str


_PENDING = (
    select(inbox.c.id, inbox.c.file, inbox.c.contenu)
    .where(inbox.c.etat == "recu", inbox.c.file.not_in(bindparam("except", expanding=True)))
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)

_CLAIM = (
    update(inbox)
    .where(inbox.c.id == bindparam("row_id"), inbox.c.etat == "recu")
    .values(etat="traite", contenu=None)
    .returning(inbox.c.id)
)


class Inbox:
    """La boîte d'arrivée."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def add(self, bot_id: int, received: Sequence[Received], now: datetime) -> None:
        """Écrit les mises à jour ; celles qui sont déjà là sont laissées comme elles sont."""
        if not received:
            return
        statement = insert_into(self._connection, inbox).on_conflict_do_nothing(index_elements=["bot_id", "update_id"])
        rows = [
            {
                "bot_id": bot_id,
                "update_id": item.update_id,
                "file": item.queue,
                "contenu": item.content,
                "etat": "recu" if item.content is not None else "traite",
                "recu_le": now,
            }
            for item in received
        ]
        await self._connection.execute(statement, rows)

    async def pending(self, limit: int, except_queues: Sequence[int] = ()) -> list[InboxRow]:
        """Les lignes à traiter, les plus anciennes d'abord."""
        rows = await self._connection.execute(_PENDING, {"except": list(except_queues), "limit": limit})
        return [InboxRow(row.id, row.file, row.contenu or "") for row in rows]

    async def claim(self, row_id: int) -> None:
        """Marque la ligne traitée et efface son contenu, dans la transaction de ce qu'elle fait faire.

        Lève `AlreadyDoneError` si quelqu'un l'a déjà traitée : la transaction est alors défaite.
        """
        if (await self._connection.execute(_CLAIM, {"row_id": row_id})).first() is None:
            raise AlreadyDoneError(f"la mise à jour {row_id} est déjà traitée")

    async def fail(self, row_id: int) -> int:
        """Compte un échec et rend leur nombre."""
        statement = (
            update(inbox).where(inbox.c.id == row_id).values(essais=inbox.c.essais + 1).returning(inbox.c.essais)
        )
        return int((await self._connection.execute(statement)).scalar_one())

    async def quarantine(self, row_id: int) -> None:
        """Met la ligne de côté, contenu gardé, pour ne pas bloquer sa conversation."""
        await self._connection.execute(update(inbox).where(inbox.c.id == row_id).values(etat="ecarte"))

    async def forget_quarantined(self, before: datetime) -> None:
        """Efface le contenu des lignes mises de côté avant cet instant ; leur numéro reste."""
        await self._connection.execute(
            update(inbox).where(inbox.c.recu_le < before, inbox.c.etat == "ecarte").values(contenu=None)
        )

    async def count(self, state: str) -> int:
        """Combien de lignes dans cet état."""
        statement = select(func.count()).select_from(inbox).where(inbox.c.etat == state)
        return int((await self._connection.execute(statement)).scalar_one())

    async def purge(self, before: datetime) -> None:
        """Oublie les numéros des mises à jour traitées avant cet instant."""
        await self._connection.execute(delete(inbox).where(inbox.c.recu_le < before, inbox.c.etat == "traite"))
