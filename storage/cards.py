"""Les fiches : quel message montre quel sujet, dans quelle conversation, et quel menu y est ouvert."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.vues import Fiche
from storage.sql import per_dialect
from storage.tables import cards


@dataclass(frozen=True, slots=True)
class Card:
    """Un message tenu à jour ; `message_id` est absent tant qu'il n'a pas été envoyé.

    `renvoyee` : une copie plus ancienne est peut-être restée à l'écran, la fiche le dit désormais.
    """

    id: int
    fiche: Fiche
    sujet_id: int
    chat_id: int
    message_id: int | None
    empreinte: str | None
    ecran: str
    etape: int
    fermee: bool
    renvoyee: bool


def _card(row: Row[tuple[object, ...]]) -> Card:
    return Card(
        row.id,
        Fiche(row.fiche),
        row.sujet_id,
        row.chat_id,
        row.message_id,
        row.empreinte,
        row.ecran,
        row.etape,
        row.fermee,
        row.renvoyee,
    )


_GET = select(cards).where(cards.c.id == bindparam("card_id"))

_OPEN = per_dialect(
    lambda insert: (
        insert(cards)
        .on_conflict_do_update(index_elements=["fiche", "sujet_id", "chat_id"], set_={"fermee": False})
        .returning(cards)
    )
)

_WAITING = (
    select(cards)
    .where(cards.c.chat_id == bindparam("chat"), cards.c.ecran.like("saisie%"), cards.c.fermee.is_(False))
    .order_by(cards.c.id.desc())
    .limit(1)
)

_SHOWN = (
    update(cards)
    .where(cards.c.id == bindparam("card_id_"))
    .values(message_id=bindparam("message"), empreinte=bindparam("vu"))
)


class Cards:
    """Les fiches, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def open(self, fiche: Fiche, sujet_id: int, chat_id: int) -> Card:
        """La fiche de ce sujet dans cette conversation, créée au besoin."""
        values = {"fiche": fiche.value, "sujet_id": sujet_id, "chat_id": chat_id}
        return _card((await self._connection.execute(_OPEN(self._connection), values)).one())

    async def get(self, card_id: int) -> Card | None:
        """Une fiche par son numéro."""
        row = (await self._connection.execute(_GET, {"card_id": card_id})).first()
        return None if row is None else _card(row)

    async def by_message(self, chat_id: int, message_id: int) -> Card | None:
        """La fiche que montre ce message."""
        statement = select(cards).where(cards.c.chat_id == chat_id, cards.c.message_id == message_id)
        row = (await self._connection.execute(statement)).first()
        return None if row is None else _card(row)

    async def showing(self, fiche: Fiche, sujet_id: int) -> list[Card]:
        """Toutes les fiches ouvertes de ce sujet, où qu'elles soient."""
        statement = (
            select(cards)
            .where(cards.c.fiche == fiche.value, cards.c.sujet_id == sujet_id, cards.c.fermee.is_(False))
            .order_by(cards.c.id)
        )
        return [_card(row) for row in await self._connection.execute(statement)]

    async def waiting_text(self, chat_id: int) -> Card | None:
        """La fiche de cette conversation qui attend une réponse écrite, la plus récente s'il y en a plusieurs."""
        row = (await self._connection.execute(_WAITING, {"chat": chat_id})).first()
        return None if row is None else _card(row)

    async def turn(self, card_id: int, ecran: str | None = None) -> None:
        """Périme les boutons déjà montrés ; avec `ecran`, ouvre ce menu."""
        values: dict[str, object] = {"etape": cards.c.etape + 1}
        if ecran is not None:
            values["ecran"] = ecran
        await self._connection.execute(update(cards).where(cards.c.id == card_id).values(values))

    async def shown(self, card_id: int, message_id: int | None, empreinte: str | None) -> None:
        """Retient le message qui montre la fiche et l'empreinte de ce qu'il montre."""
        await self._connection.execute(_SHOWN, {"card_id_": card_id, "message": message_id, "vu": empreinte})

    async def close(self, card_id: int) -> None:
        """La fiche ne suit plus son sujet."""
        await self._connection.execute(update(cards).where(cards.c.id == card_id).values(fermee=True, ecran=""))

    async def move_chat(self, old: int, new: int) -> list[Card]:
        """Suit un groupe devenu supergroupe : les anciens messages n'y valent plus.

        Une fiche déjà ouverte dans le supergroupe y reste seule.
        """
        twin = cards.alias("twin")
        already = select(twin.c.id).where(
            twin.c.chat_id == new, twin.c.fiche == cards.c.fiche, twin.c.sujet_id == cards.c.sujet_id
        )
        await self._connection.execute(delete(cards).where(cards.c.chat_id == old, already.exists()))
        statement = (
            update(cards)
            .where(cards.c.chat_id == old)
            .values(chat_id=new, message_id=None, empreinte=None, renvoyee=False)
            .returning(cards)
        )
        return [_card(row) for row in await self._connection.execute(statement)]
