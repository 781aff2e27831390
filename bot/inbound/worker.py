"""Traiter ce qui est écrit : dans l'ordre de chaque conversation, plusieurs conversations à la fois."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Update

from storage.inbox import AlreadyDoneError, InboxRow
from usecases.contexte import Contexte
from usecases.presence import classer_sans_suite, compter_panne

log = structlog.get_logger(__name__)

BATCH = 200
PARALLEL = 8
"""Conversations traitées ensemble : assez pour occuper la machine, peu pour l'écriture unique de SQLite."""

IDLE_SECONDS = 1.0
"""Sans réveil, la boîte est relue à ce rythme : un autre processus a pu y écrire."""


class Worker:
    """Vide la boîte d'arrivée par le répartiteur d'aiogram."""

    def __init__(self, ctx: Contexte, dispatcher: Dispatcher, bot: Bot, on_turn: Callable[[], None]) -> None:
        """`on_turn` dit que la boucle est vivante."""
        self._ctx = ctx
        self._dispatcher = dispatcher
        self._bot = bot
        self._on_turn = on_turn
        self._woken = asyncio.Event()
        self._busy: set[int] = set()
        self._slots = asyncio.Semaphore(PARALLEL)
        self._stopped = False

    def wake(self) -> None:
        """Il y a peut-être à traiter."""
        self._woken.set()

    def stop(self) -> None:
        """Ne commence plus rien ; les conversations en cours finissent."""
        self._stopped = True
        self._woken.set()

    async def run(self) -> None:
        """Traite jusqu'à `stop`."""
        async with asyncio.TaskGroup() as tasks:
            while not self._stopped:
                self._woken.clear()
                self._on_turn()
                for queue, rows in (await self._pending()).items():
                    self._busy.add(queue)
                    tasks.create_task(self._handle_queue(queue, rows))
                try:
                    await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
                except TimeoutError:
                    continue

    async def _pending(self) -> dict[int, list[InboxRow]]:
        async with self._ctx.base.read() as unit:
            rows = await unit.inbox.pending(BATCH, tuple(self._busy))
        queues: dict[int, list[InboxRow]] = defaultdict(list)
        for row in rows:
            queues[row.queue].append(row)
        return queues

    async def _handle_queue(self, queue: int, rows: list[InboxRow]) -> None:
        try:
            async with self._slots:
                for row in rows:
                    if self._stopped or not await self._handle(row):
                        break
        finally:
            self._busy.discard(queue)
            self._woken.set()

    async def _handle(self, row: InboxRow) -> bool:
        """Traite une ligne ; faux si elle doit être réessayée avant les suivantes de sa conversation."""
        try:
            update = Update.model_validate_json(row.content)
            result = await self._dispatcher.feed_update(self._bot, update, ctx=self._ctx, entree=row.id)
            if result is UNHANDLED:
                await classer_sans_suite(self._ctx, row.id)
            return True
        except AlreadyDoneError:
            return True
        except Exception:
            log.exception("message en échec", entree=row.id)
            return await compter_panne(self._ctx, row.id, row.queue)
