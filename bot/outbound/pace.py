"""À quel rythme écrire dans une conversation : quelques messages d'affilée, puis un par seconde."""

from __future__ import annotations

import time
from collections.abc import Callable

BURST = 4
PER_SECOND = 1.0


class Pace:
    """Les conversations qui doivent attendre, en temps réel : Telegram ne connaît pas l'horloge des essais."""

    def __init__(self, *, limited: bool = True, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Sans `limited`, seules les attentes demandées par Telegram comptent."""
        self._limited = limited
        self._monotonic = monotonic
        self._credit: dict[int, tuple[float, float]] = {}
        self._held: dict[int, float] = {}

    def spend(self, chat_id: int, calls: int) -> None:
        """Compte des envois dans cette conversation."""
        if self._limited and calls:
            credit, _ = self._refill(chat_id)
            self._credit[chat_id] = (credit - calls, self._monotonic())

    def hold(self, chat_id: int, seconds: float) -> None:
        """Rien dans cette conversation avant ce délai."""
        self._held[chat_id] = max(self._held.get(chat_id, 0.0), self._monotonic() + seconds)

    def waiting(self) -> dict[int, float]:
        """Les conversations qui attendent, et pour combien de secondes ; les autres sont oubliées."""
        now = self._monotonic()
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        delays = {chat: until - now for chat, until in self._held.items()}
        for chat in list(self._credit):
            credit, _ = self._refill(chat)
            if credit >= BURST:
                del self._credit[chat]
            elif credit < 1:
                delays[chat] = max(delays.get(chat, 0.0), (1 - credit) / PER_SECOND)
        return delays

    def _refill(self, chat_id: int) -> tuple[float, float]:
        now = self._monotonic()
        credit, since = self._credit.get(chat_id, (float(BURST), now))
        return min(float(BURST), credit + (now - since) * PER_SECOND), now
