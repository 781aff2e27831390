"""Un envoi, du rendu à la réponse de Telegram, et ce qu'il faut en conclure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.outbound.sender import Sender
from bot.outbound.transport import NotReachedError
from domain.vues import Avis, Piece
from storage.cards import Card
from storage.outbox import Nature, OutboxRow
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from views.aide import commandes
from views.avis import dire
from views.ecran import Ecran
from views.pieces import rendre_piece
from views.rendu import rendre_fiche

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
    """La suite d'un essai. `shown` : message et empreinte à retenir pour la fiche ; `hold` : secondes d'attente."""

    verdict: Verdict
    shown: tuple[int | None, str | None] | None = None
    hold: float = 0.0
    moved_to: int | None = None
    cause: str = ""
    called: bool = True


Screen = tuple[Card, Ecran] | Exception | None
"""Ce qu'une ligne doit montrer : une fiche et son écran, l'erreur de leur rendu, ou rien."""


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
            return Outcome(Verdict.RETRY, hold=_backoff(row), cause=type(screen).__name__, called=False)
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
                await self._sender.say(row.chat_id, dire(Avis(row.nom), row.params), resent=row.doute)
            case Nature.PIECE:
                document = await rendre_piece(self._ctx, Piece(row.nom), row.params)
                await self._sender.attach(row.chat_id, document, resent=row.doute)
            case Nature.MENU:
                await self._sender.menu(row.chat_id, commandes(row.nom.split(",")))
        return Outcome(Verdict.SENT)

    async def _show(self, row: OutboxRow, screen: tuple[Card, Ecran] | None) -> Outcome:
        """Montre la fiche ; ne renvoie pas ce qui se voit déjà."""
        if screen is None:
            return Outcome(Verdict.SENT, called=False)
        card, ecran = screen
        if card.message_id is None:
            return await self._post(card, ecran, resent=row.doute)
        if row.a_neuf:
            await self._forget(card)
            return await self._post(card, ecran, resent=row.doute)
        if card.empreinte == ecran.empreinte(card.etape):
            return Outcome(Verdict.SENT, called=False)
        await self._sender.edit(card, ecran)
        return Outcome(Verdict.SENT, shown=(card.message_id, ecran.empreinte(card.etape)))

    async def _post(self, card: Card, ecran: Ecran, *, resent: bool) -> Outcome:
        message_id = await self._sender.post(card, ecran, resent=resent)
        return Outcome(Verdict.SENT, shown=(message_id, ecran.empreinte(card.etape)))

    async def _forget(self, card: Card) -> None:
        """Retire l'ancien message avant d'en montrer un neuf ; l'oubli est écrit avant l'envoi."""
        assert card.message_id is not None
        try:
            await self._sender.delete(card.chat_id, card.message_id)
        except BadRequest:
            log.info("ancien message resté en place", fiche=card.id)
        async with self._ctx.base.write() as unit:
            await unit.cards.shown(card.id, None, None)

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


def _backoff(row: OutboxRow) -> float:
    return float(min(BACKOFF_MAX, BACKOFF_SECONDS * 2 ** max(0, row.essais - 1)))
