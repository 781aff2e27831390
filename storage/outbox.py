"""Ce qui reste à montrer. Écrit avec ce qui le fait montrer, envoyé ensuite par le coursier."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, Table, and_, bindparam, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.vues import Avis, Piece
from storage.sql import Insertion, insert_into, per_dialect
from storage.tables import cards, outbox

Valeur = str | int | bool | None | Sequence[str] | Sequence[Sequence[str]]
Params = Mapping[str, Valeur]
"""Ce qu'un avis doit dire, gardé chiffré jusqu'à l'envoi."""


class Nature(StrEnum):
    """Ce qu'une ligne fait faire au coursier."""

    FICHE = "fiche"
    AVIS = "avis"
    PIECE = "piece"
    MENU = "menu"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Une ligne prise par le coursier. `doute` : un envoi précédent est peut-être arrivé.

    `parties` : combien de ses messages sont arrivés, quand elle en demande plusieurs.
    """

    id: int
    nature: Nature
    chat_id: int
    card_id: int | None
    nom: str
    params: Params
    a_neuf: bool
    doute: bool
    essais: int
    parties: int


def _row(row: Row[tuple[object, ...]]) -> OutboxRow:
    return OutboxRow(
        row.id,
        Nature(row.nature),
        row.chat_id,
        row.card_id,
        row.nom or "",
        json.loads(row.params or "{}"),
        row.a_neuf,
        row.doute,
        row.essais,
        row.parties,
    )


_WAITING = (outbox.c.etat == "a_envoyer") & outbox.c.chat_id.not_in(bindparam("except", expanding=True))

_HAS_PENDING = select(outbox.c.id).where(_WAITING).limit(1)

_CLAIM = (
    update(outbox)
    .where(
        outbox.c.id.in_(
            select(func.min(outbox.c.id))
            .where(_WAITING)
            .group_by(outbox.c.chat_id)
            .order_by(func.min(outbox.c.id))
            .limit(bindparam("limit"))
        ),
        outbox.c.etat == "a_envoyer",
    )
    .values(etat="en_envoi", essais=outbox.c.essais + 1)
    .returning(outbox)
)

_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"))
    .values(etat="envoye", envoye_le=bindparam("now"), params=None)
)


def _build_show(insert: Callable[[Table], Insertion]) -> Insertion:
    statement = insert(outbox)
    return statement.on_conflict_do_update(
        index_elements=["card_id"],
        index_where=text("etat = 'a_envoyer'"),  # en toutes lettres : un plan générique de PostgreSQL ignore les $n
        set_={"a_neuf": or_(outbox.c.a_neuf, statement.excluded.a_neuf)},
    )


_SHOW = per_dialect(_build_show)


class Outbox:
    """La boîte de départ."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection
        self.added = 0

    async def show(self, card_id: int, chat_id: int, now: datetime, *, afresh: bool = False) -> None:
        """Fera montrer la fiche ; plusieurs demandes en attente n'en font qu'une. `afresh` : en bas du fil."""
        values = {"nature": Nature.FICHE.value, "chat_id": chat_id, "card_id": card_id, "a_neuf": afresh}
        await self._connection.execute(_SHOW(self._connection), {**values, "cree_le": now})
        self.added += 1

    async def say(self, chat_id: int, avis: Avis, now: datetime, **params: Valeur) -> None:
        """Fera dire un avis."""
        await self._add(Nature.AVIS, chat_id, avis.value, params, now)

    async def attach(self, chat_id: int, piece: Piece, now: datetime, **params: Valeur) -> None:
        """Fera envoyer un document."""
        await self._add(Nature.PIECE, chat_id, piece.value, params, now)

    async def menu(self, chat_id: int, commandes: str, now: datetime) -> None:
        """Fera poser le menu de commandes de cette conversation."""
        await self._add(Nature.MENU, chat_id, commandes, {}, now)

    async def _add(self, nature: Nature, chat_id: int, nom: str, params: Params, now: datetime) -> None:
        await self._connection.execute(
            insert_into(self._connection, outbox).values(
                nature=nature.value, chat_id=chat_id, nom=nom, params=json.dumps(params), cree_le=now
            )
        )
        self.added += 1

    async def claim(self, limit: int, except_chats: Sequence[int]) -> list[OutboxRow]:
        """Prend la première ligne de chaque conversation et la marque en envoi, avant tout appel au réseau."""
        rows = await self._connection.execute(_CLAIM, {"except": list(except_chats), "limit": limit})
        return sorted(map(_row, rows), key=lambda row: row.id)

    async def has_pending(self, except_chats: Sequence[int]) -> bool:
        """Vrai s'il y a quelque chose à prendre : une lecture, pour ne pas ouvrir d'écriture à vide."""
        return (await self._connection.execute(_HAS_PENDING, {"except": list(except_chats)})).first() is not None

    async def sent(self, row_id: int, now: datetime) -> None:
        """L'envoi a réussi, ou n'a plus lieu d'être : ce qu'il disait est effacé."""
        await self._connection.execute(_SENT, {"row_id": row_id, "now": now})

    async def again(self, row_id: int, *, doubtful: bool = False) -> None:
        """Remet la ligne à envoyer. Une fiche déjà remise en attente entre-temps absorbe celle-ci et son doute.

        Une fiche douteuse l'est pour toujours : la copie qui est peut-être partie n'a pas de numéro connu.
        """
        if doubtful:
            await self._connection.execute(update(outbox).where(outbox.c.id == row_id).values(doute=True))
            card = select(outbox.c.card_id).where(outbox.c.id == row_id).scalar_subquery()
            await self._connection.execute(update(cards).where(cards.c.id == card).values(renvoyee=True))
        if await self._superseded(row_id):
            return
        try:
            async with self._connection.begin_nested():
                await self._connection.execute(update(outbox).where(outbox.c.id == row_id).values(etat="a_envoyer"))
        except IntegrityError:  # PostgreSQL : la même fiche vient d'être remise en attente par un autre
            await self._superseded(row_id)

    async def _superseded(self, row_id: int) -> bool:
        """Vrai si la même fiche attend déjà : cette ligne-là reprend ce que celle-ci avait de particulier."""
        row = outbox.alias("row")
        ours = (
            select(row.c.a_neuf, row.c.doute, row.c.parties)
            .where(row.c.id == row_id, row.c.card_id == outbox.c.card_id)
            .correlate(outbox)
        )
        statement = (
            update(outbox)
            .where(outbox.c.etat == "a_envoyer", outbox.c.id != row_id, ours.exists())
            .values(
                a_neuf=or_(outbox.c.a_neuf, ours.with_only_columns(row.c.a_neuf).scalar_subquery()),
                doute=or_(outbox.c.doute, ours.with_only_columns(row.c.doute).scalar_subquery()),
                parties=ours.with_only_columns(row.c.parties).scalar_subquery(),
            )
            .returning(outbox.c.id)
        )
        if (await self._connection.execute(statement)).first() is None:
            return False
        await self._connection.execute(update(outbox).where(outbox.c.id == row_id).values(etat="envoye"))
        return True

    async def advance(self, row_id: int, parties: int) -> None:
        """Retient combien de messages de cette ligne sont arrivés : la suite reprendra après eux."""
        await self._connection.execute(update(outbox).where(outbox.c.id == row_id).values(parties=parties))

    async def uncount(self, row_id: int) -> None:
        """Une attente demandée par Telegram n'use pas un essai."""
        await self._connection.execute(update(outbox).where(outbox.c.id == row_id).values(essais=outbox.c.essais - 1))

    async def quarantine(self, row_id: int) -> None:
        """Met la ligne de côté après trop d'essais."""
        await self._connection.execute(update(outbox).where(outbox.c.id == row_id).values(etat="ecarte"))

    async def interrupted(self) -> list[tuple[int, bool]]:
        """Les lignes qu'un arrêt a laissées en envoi, et si leur message a pu partir sans qu'on le sache.

        Une fiche montrée à neuf oublie son ancien message avant d'envoyer : tant qu'elle en a un, rien n'est parti.
        """
        nouveau = cards.c.message_id.is_(None)
        statement = (
            select(outbox.c.id, and_(outbox.c.nature != Nature.MENU.value, nouveau).label("doute"))
            .outerjoin(cards, cards.c.id == outbox.c.card_id)
            .where(outbox.c.etat == "en_envoi")
            .order_by(outbox.c.id)
        )
        return [(row.id, bool(row.doute)) for row in await self._connection.execute(statement)]

    async def move_chat(self, old: int, new: int) -> None:
        """Suit un groupe devenu supergroupe."""
        await self._connection.execute(
            update(outbox).where(outbox.c.chat_id == old, outbox.c.etat != "envoye").values(chat_id=new)
        )

    async def drop_chat(self, chat_id: int, now: datetime) -> None:
        """Abandonne ce qui attend pour une conversation fermée au bot."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.chat_id == chat_id, outbox.c.etat.in_(("a_envoyer", "en_envoi")))
            .values(etat="injoignable", params=None, envoye_le=now)
        )

    async def count(self, state: str) -> int:
        """Combien de lignes dans cet état."""
        statement = select(func.count()).select_from(outbox).where(outbox.c.etat == state)
        return int((await self._connection.execute(statement)).scalar_one())

    async def forget_quarantined(self, before: datetime) -> None:
        """Efface ce que disaient les envois mis de côté avant cet instant."""
        await self._connection.execute(
            update(outbox).where(outbox.c.cree_le < before, outbox.c.etat == "ecarte").values(params=None)
        )

    async def purge(self, before: datetime) -> None:
        """Oublie les envois faits avant cet instant."""
        await self._connection.execute(
            outbox.delete().where(outbox.c.cree_le < before, outbox.c.etat.in_(("envoye", "injoignable")))
        )
