"""Le coursier : prend ce qui reste à montrer, l'envoie, et note ce qui en est advenu.

Une ligne est marquée en envoi et gardée avant tout appel : après un arrêt brutal, ce qui a pu partir sans qu'on le
sache est renvoyé une fois, marqué. Une conversation n'a qu'un envoi en cours ; elle n'en bloque aucune autre.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.outbound.delivery import Delivery, Outcome, Screen, Verdict
from bot.outbound.pace import Pace
from domain.personne import Role
from domain.vues import Avis
from storage.outbox import Nature, OutboxRow
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.orienter import prevenir_role
from usecases.presence import noter_joignable, quitter_groupe, suivre_groupe

log = structlog.get_logger(__name__)

BATCH = 24
"""Conversations servies ensemble ; Telegram en accepte une trentaine par seconde."""

IDLE_SECONDS = 1.0
"""Sans réveil, la boîte de départ est relue à ce rythme : un autre processus a pu y écrire."""

GATHER_SECONDS = 0.004
"""Quand d'autres envois sont en cours, de quoi en noter plusieurs dans la même écriture."""

ATTEMPTS = 8
"""Essais d'un même envoi avant de le mettre de côté."""


@dataclass(frozen=True, slots=True)
class _Done:
    row: OutboxRow
    outcome: Outcome


class Courier:
    """La boucle d'envoi."""

    def __init__(self, ctx: Contexte, delivery: Delivery, pace: Pace, on_turn: Callable[[], None]) -> None:
        """`on_turn` dit que la boucle est vivante."""
        self._ctx = ctx
        self._delivery = delivery
        self._pace = pace
        self._on_turn = on_turn
        self._woken = asyncio.Event()
        self._busy: set[int] = set()
        self._done: list[_Done] = []
        self._stopped = False

    def wake(self) -> None:
        """Il y a peut-être à envoyer."""
        self._woken.set()

    def stop(self) -> None:
        """Ne prend plus rien ; ce qui est en envoi finit et se note."""
        self._stopped = True
        self._woken.set()

    async def run(self) -> None:
        """Envoie jusqu'à `stop`."""
        await self._recover()
        async with asyncio.TaskGroup() as tasks:
            while not self._stopped or self._busy:
                self._woken.clear()
                self._on_turn()
                rows = await self._turn()
                self._busy |= {row.chat_id for row in rows}
                for row, screen in zip(rows, await self._delivery.prepare(rows), strict=True):
                    tasks.create_task(self._deliver(row, screen))
                await self._rest()

    async def _rest(self) -> None:
        """Attend un réveil, la fin d'une attente de conversation, ou la relecture suivante."""
        if self._stopped and not self._busy:
            return
        delay = min([IDLE_SECONDS, *self._pace.waiting().values()])
        try:
            await asyncio.wait_for(self._woken.wait(), max(delay, 0.005))
        except TimeoutError:
            return
        if len(self._busy) > len(self._done):
            await asyncio.sleep(GATHER_SECONDS)

    async def _recover(self) -> None:
        """Ce qu'un arrêt a laissé en envoi repart ; marqué s'il a pu arriver."""
        async with self._ctx.base.write() as unit:
            for row_id, doubtful in await unit.outbox.interrupted():
                await unit.outbox.again(row_id, doubtful=doubtful)

    async def _turn(self) -> list[OutboxRow]:
        """Note ce qui est arrivé depuis le tour d'avant et prend la suite, dans la même transaction."""
        done, self._done = self._done, []
        except_chats = tuple((self._busy - {item.row.chat_id for item in done}) | set(self._pace.waiting()))
        if not done and self._stopped:
            return []
        if not done:
            async with self._ctx.base.read() as unit:
                if not await unit.outbox.has_pending(except_chats):
                    return []
        async with self._ctx.base.write() as unit:
            for item in done:
                await self._record(unit, item)
            rows = [] if self._stopped else await unit.outbox.claim(BATCH, except_chats)
        self._busy -= {item.row.chat_id for item in done}
        for item in done:
            await self._follow(item)
        return rows

    async def _record(self, unit: UnitOfWork, item: _Done) -> None:
        row, outcome = item.row, item.outcome
        if outcome.shown is not None and row.card_id is not None:
            await unit.cards.shown(row.card_id, *outcome.shown)
        match outcome.verdict:
            case Verdict.SENT:
                await unit.outbox.sent(row.id, self._ctx.clock.now())
            case Verdict.WAIT | Verdict.OFFLINE | Verdict.MOVED:
                await unit.outbox.uncount(row.id)
                await unit.outbox.again(row.id)
            case Verdict.DOUBTFUL | Verdict.RETRY if row.essais < ATTEMPTS:
                await unit.outbox.again(row.id, doubtful=outcome.verdict is Verdict.DOUBTFUL)
            case Verdict.CLOSED:
                await unit.outbox.sent(row.id, self._ctx.clock.now())
            case _:
                log.error("envoi mis de côté", ligne=row.id, nature=row.nature.value, cause=outcome.cause)
                await unit.outbox.quarantine(row.id)
                if row.nature in {Nature.FICHE, Nature.PIECE}:
                    await prevenir_role(unit, Role.ADMIN, Avis.ENVOI_ECARTE, self._ctx.clock.now(), numero=str(row.id))

    async def _follow(self, item: _Done) -> None:
        """Ce qu'un refus de Telegram apprend : personne injoignable, groupe quitté ou déplacé."""
        chat_id, outcome = item.row.chat_id, item.outcome
        if outcome.verdict is Verdict.CLOSED and chat_id > 0:
            await noter_joignable(self._ctx, None, chat_id, False)
        elif outcome.verdict is Verdict.CLOSED:
            await quitter_groupe(self._ctx, None, chat_id)
        elif outcome.verdict is Verdict.MOVED and outcome.moved_to is not None:
            await suivre_groupe(self._ctx, None, chat_id, outcome.moved_to)

    async def _deliver(self, row: OutboxRow, screen: Screen) -> None:
        outcome = await self._delivery.deliver(row, screen)
        self._pace.spend(row.chat_id, outcome.calls)
        if outcome.hold:
            self._pace.hold(row.chat_id, outcome.hold)
        self._done.append(_Done(row, outcome))
        self._woken.set()
