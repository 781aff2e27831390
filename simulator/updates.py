"""Updates waiting for the bot, and long polling with Telegram's offset rules."""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from simulator.base import ApiError, Json, Signal

CALLBACK_LIFE = 150.0
"""Seconds of real time after which a press is neither delivered nor answerable."""
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True)
class Update:
    """One update; its body is fixed when the event happens. `born`: monotonic seconds."""

    id: int
    kind: str
    chat_id: int
    body: Json
    born: float

    def to_json(self) -> Json:
        """Telegram's `Update`."""
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """Unconfirmed updates, oldest first."""

    def __init__(self, signal: Signal, first_id: int = 100_001) -> None:
        self._signal = signal
        self._next_id = first_id
        self._poll: asyncio.Future[None] | None = None
        self.pending: list[Update] = []
        self.allowed: frozenset[str] | None = None
        self.webhook_active: Callable[[], bool] = lambda: False

    def allow(self, kinds: Collection[str] | None) -> None:
        """Keeps `allowed_updates` as Telegram does: None leaves it, an empty list is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def add(self, kind: str, chat_id: int, body: Json) -> Update | None:
        """Queues an update; None when the bot does not ask for that kind."""
        if kind in NOT_BY_DEFAULT if self.allowed is None else kind not in self.allowed:
            return None
        update = Update(self._next_id, kind, chat_id, body, time.monotonic())
        self._next_id += 1
        self.pending.append(update)
        self._signal.notify()
        return update

    def redeliver(self, update: Update) -> None:
        """Puts an already confirmed update back in front, as Telegram does after a doubtful confirmation."""
        self.pending.insert(0, update)
        self._signal.notify()

    def confirm(self, offset: int) -> None:
        """Forgets everything below `offset`; a negative one keeps only the last ones."""
        if offset > 0:
            self.pending = [update for update in self.pending if update.id >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]
        self._signal.notify()

    def drop(self, update: Update) -> None:
        """Forgets one update, delivered by webhook."""
        if update in self.pending:
            self.pending.remove(update)
        self._signal.notify()

    def expire(self, *, callbacks_only: bool = True) -> None:
        """Forgets what Telegram drops: presses after `CALLBACK_LIFE`, everything after a day."""
        self.pending = [u for u in self.pending if callbacks_only and u.kind != "callback_query"]

    def _drop_old(self) -> None:
        limit = time.monotonic() - CALLBACK_LIFE
        self.pending = [u for u in self.pending if u.kind != "callback_query" or u.born > limit]

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """One `getUpdates`: waits up to `seconds` for the first update.

        Raises:
            ApiError: 409 when a webhook is set, or when another poll starts meanwhile.
        """
        if self.webhook_active():
            raise ApiError(409, WEBHOOK_ACTIVE)
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(409, TWO_POLLERS))
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = mine
        self.confirm(offset)
        deadline = time.monotonic() + seconds
        try:
            while True:
                self._drop_old()
                left = deadline - time.monotonic()
                if self.pending or left <= 0:
                    return self.pending[: max(1, min(limit, 100))]
                await asyncio.wait({mine, self._signal.future()}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if mine.done():
                    mine.result()
        finally:
            if mine.done():
                mine.exception()
            mine.cancel()

    def interrupt(self) -> None:
        """Ends the running poll with 409, as setting a webhook does."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(409, "Conflict: terminated by setWebhook request"))
