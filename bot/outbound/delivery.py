"""Un envoi, du rendu à la réponse de Telegram, et ce qu'il faut en conclure."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Protocol

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.outbound.sender import TEXTE_MAX, Sender
from bot.outbound.transport import NotReachedError
from domain.vues import Avis, Piece
from storage.cards import Card
from storage.outbox import Nature, OutboxRow
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from views.aide import commandes
from views.avis import dire
from views.ecran import Ecran, decouper
from views.pieces import rendre_piece
from views.rendu import PLUS_BAS, rendre_fiche

log = structlog.get_logger(__name__)

OFFLINE_SECONDS = 2.0
BACKOFF_SECONDS = 1.0
BACKOFF_MAX = 60.0


class Verdict(Enum):
    """Ce qu'il faut faire d'une ligne après un essai."""

    SENT = auto()
    WAIT = auto()
    """Telegram demande d'attendre : l'essai ne compte pas."""
    OFFLINE = auto()
    """Telegram n'a pas été atteint : l'essai ne compte pas."""
    DOUBTFUL = auto()
    """Le message est peut-être arrivé."""
    RETRY = auto()
    CLOSED = auto()
    """La personne bloque le bot, ou le groupe l'a exclu."""
    MOVED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """La suite d'un essai. `shown` : message et empreinte à retenir pour la fiche ; `hold` : secondes d'attente.

    `calls` : combien de messages ont été tentés dans la conversation.
    """

    verdict: Verdict
    shown: tuple[int | None, str | None] | None = None
    hold: float = 0.0
    moved_to: int | None = None
    cause: str = ""
    calls: int = 1


Screen = tuple[Card, Ecran] | Exception | None
"""Ce qu'une ligne doit montrer : une fiche et son écran, l'erreur de leur rendu, ou rien."""


class _Part(Protocol):
    """Un message d'un envoi qui en demande plusieurs."""

    def __call__(self, *, resent: bool) -> Awaitable[None]:
        """L'envoie, marqué s'il est peut-être déjà arrivé."""


class Delivery:
    """Rend et envoie une ligne."""

    def __init__(self, ctx: Contexte, sender: Sender) -> None:
        """Lit l'état par le contexte, envoie par le compte du bot."""
        self._ctx = ctx
        self._sender = sender

    async def prepare(self, rows: Sequence[OutboxRow]) -> list[Screen]:
        """Rend les fiches de ces lignes, ensemble : une seule lecture de l'état présent."""
        if not any(row.nature is Nature.FICHE for row in rows):
            return [None] * len(rows)
        async with self._ctx.base.read() as unit:
            return [await self._render(unit, row) for row in rows]

    async def _render(self, unit: UnitOfWork, row: OutboxRow) -> Screen:
        """La fiche et son écran ; rien s'il n'y a rien à montrer ; l'erreur, si le rendu échoue."""
        try:
            card = await unit.cards.get(row.card_id) if row.card_id is not None else None
            if card is None or card.fermee:
                return None
            ecran = await rendre_fiche(self._ctx, unit, card)
            return None if ecran is None else (card, ecran)
        except Exception as error:
            log.exception("rendu en échec", ligne=row.id)
            return error

    async def deliver(self, row: OutboxRow, screen: Screen) -> Outcome:
        """Essaie une fois ; toute réponse de Telegram devient un verdict."""
        if isinstance(screen, Exception):
            return Outcome(Verdict.RETRY, hold=_backoff(row), cause=type(screen).__name__, calls=0)
        try:
            return await self._send(row, screen)
        except RetryAfter as error:
            seconds = error.retry_after if isinstance(error.retry_after, int) else error.retry_after.total_seconds()
            return Outcome(Verdict.WAIT, hold=float(seconds))
        except ChatMigrated as error:
            return Outcome(Verdict.MOVED, moved_to=error.new_chat_id)
        except Forbidden:
            return Outcome(Verdict.CLOSED)
        except InvalidToken:
            return Outcome(Verdict.OFFLINE, hold=BACKOFF_MAX, cause="InvalidToken")
        except BadRequest as error:
            return self._refused(row, error)
        except _HarmlessError as error:
            return Outcome(Verdict.RETRY, hold=_backoff(row), cause=str(error))
        except NetworkError as error:
            return self._unsure(row, error)
        except Exception as error:
            log.exception("envoi en échec", ligne=row.id, nature=row.nature.value)
            return Outcome(Verdict.RETRY, hold=_backoff(row), cause=type(error).__name__)

    async def _send(self, row: OutboxRow, screen: tuple[Card, Ecran] | None) -> Outcome:
        match row.nature:
            case Nature.FICHE:
                return await self._show(row, screen)
            case Nature.AVIS:
                return await self._say(row, dire(Avis(row.nom), row.params))
            case Nature.PIECE:
                document = await rendre_piece(self._ctx, Piece(row.nom), row.params)
                await self._sender.attach(row.chat_id, document, resent=row.doute)
            case Nature.MENU:
                with _harmless():
                    await self._sender.menu(row.chat_id, commandes(row.nom.split(",")))
        return Outcome(Verdict.SENT)

    async def _show(self, row: OutboxRow, screen: tuple[Card, Ecran] | None) -> Outcome:
        """Montre la fiche ; ne renvoie pas ce qui se voit déjà."""
        if screen is None:
            return Outcome(Verdict.SENT, calls=0)
        card, ecran = screen
        if card.message_id is None:
            return await self._post(row, card, ecran)
        if row.a_neuf:
            await self._forget(card)
            return await self._post(row, card, ecran)
        if card.empreinte == ecran.empreinte(card.etape):
            return Outcome(Verdict.SENT, calls=0)
        with _harmless():
            await self._sender.edit(card, ecran)
        return Outcome(Verdict.SENT, shown=(card.message_id, ecran.empreinte(card.etape)))

    async def _post(self, row: OutboxRow, card: Card, ecran: Ecran) -> Outcome:
        """Envoie ce qui précède la fiche, puis la fiche."""
        textes = [morceau for texte in ecran.avant for morceau in decouper(texte, TEXTE_MAX)]
        before: list[_Part] = [partial(self._sender.show_piece, row.chat_id, piece) for piece in ecran.pieces]
        before += [partial(self._sender.say, row.chat_id, texte, protect=ecran.protege) for texte in textes]
        await self._in_turn(row, before)
        message_id = await self._sender.post(card, ecran)
        return Outcome(Verdict.SENT, shown=(message_id, ecran.empreinte(card.etape)), calls=len(before) + 1)

    async def _say(self, row: OutboxRow, texte: str) -> Outcome:
        """Dit un avis, en plusieurs messages s'il est long."""
        *before, last = decouper(texte, TEXTE_MAX)
        await self._in_turn(row, [partial(self._sender.say, row.chat_id, morceau) for morceau in before])
        await self._sender.say(row.chat_id, last, resent=row.doute and row.parties >= len(before))
        return Outcome(Verdict.SENT, calls=len(before) + 1)

    async def _in_turn(self, row: OutboxRow, parts: Sequence[_Part]) -> None:
        """Envoie ces messages l'un après l'autre et retient chacun : un arrêt ou un refus n'en répète qu'un."""
        for rank, send in enumerate(parts):
            if rank >= row.parties:
                await send(resent=row.doute and rank == row.parties)
                async with self._ctx.base.write() as unit:
                    await unit.outbox.advance(row.id, rank + 1)

    async def _forget(self, card: Card) -> None:
        """Retire l'ancien message avant d'en montrer un neuf ; l'oubli est écrit avant l'envoi."""
        assert card.message_id is not None
        try:
            with _harmless():
                await self._sender.delete(card.chat_id, card.message_id)
        except BadRequest:
            await self._empty(card)
        async with self._ctx.base.write() as unit:
            await unit.cards.shown(card.id, None, None)

    async def _empty(self, card: Card) -> None:
        """Un message trop vieux pour être retiré perd ce qu'il disait et ses boutons."""
        try:
            with _harmless():
                await self._sender.edit(card, PLUS_BAS)
        except BadRequest:
            log.info("ancien message resté en place", fiche=card.id)

    def _refused(self, row: OutboxRow, error: BadRequest) -> Outcome:
        said = error.message.casefold()
        if "not modified" in said:
            return Outcome(Verdict.SENT)
        if row.nature is Nature.FICHE and ("message to edit" in said or "can't be edited" in said):
            return Outcome(Verdict.RETRY, shown=(None, None), cause="message perdu")
        if "chat not found" in said:
            return Outcome(Verdict.CLOSED)
        return Outcome(Verdict.FAILED, cause=error.message)

    def _unsure(self, row: OutboxRow, error: NetworkError) -> Outcome:
        """Un refus de connexion n'a rien envoyé ; une réponse qui manque a pu être précédée de l'envoi."""
        cause = type(error.__cause__).__name__ if error.__cause__ is not None else type(error).__name__
        if isinstance(error, NotReachedError):
            return Outcome(Verdict.OFFLINE, hold=OFFLINE_SECONDS, cause=cause)
        hold = 0.0 if isinstance(error, TimedOut) else _backoff(row)
        return Outcome(Verdict.DOUBTFUL, hold=hold, cause=cause)


class _HarmlessError(Exception):
    """La réponse manque à un appel qui peut se refaire sans que rien ne se voie deux fois."""


@contextmanager
def _harmless() -> Iterator[None]:
    try:
        yield
    except (BadRequest, NotReachedError):
        raise
    except NetworkError as error:
        raise _HarmlessError(type(error).__name__) from error


def _backoff(row: OutboxRow) -> float:
    return float(min(BACKOFF_MAX, BACKOFF_SECONDS * 2 ** max(0, row.essais - 1)))
