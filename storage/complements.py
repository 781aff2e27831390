"""Les mots ajoutés à un dossier déjà envoyé."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_into
from storage.tables import complements


@dataclass(frozen=True, slots=True)
class Complement:
    """Un mot ajouté à un dossier déjà envoyé ; `piece` est le fichier Telegram joint."""

    auteur_id: int
    texte: str
    piece: str | None
    cree_le: datetime


class Complements:
    """Les compléments, dans la transaction donnée ; ils s'effacent avec leur dossier (`Signalements`)."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def ajouter(
        self,
        dossier_id: int,
        auteur_id: int,
        texte: str,
        piece: str | None,
        chat_id: int,
        message_id: int,
        now: datetime,
    ) -> None:
        """Ajoute un mot au dossier ; le même message, modifié, remplace le sien."""
        statement = insert_into(self._connection, complements).values(
            dossier_id=dossier_id,
            auteur_id=auteur_id,
            texte=texte,
            piece=piece,
            chat_id=chat_id,
            message_id=message_id,
            cree_le=now,
        )
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["chat_id", "message_id"], set_={"texte": statement.excluded.texte}
            )
        )

    async def dossier_de(self, chat_id: int, message_id: int) -> int | None:
        """Le dossier que ce message a complété."""
        statement = select(complements.c.dossier_id).where(
            complements.c.chat_id == chat_id, complements.c.message_id == message_id
        )
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def de_dossier(self, dossier_id: int) -> list[Complement]:
        """Les compléments d'un dossier, dans l'ordre."""
        statement = select(complements).where(complements.c.dossier_id == dossier_id).order_by(complements.c.id)
        return [
            Complement(row.auteur_id, row.texte, row.piece, row.cree_le)
            for row in await self._connection.execute(statement)
        ]
