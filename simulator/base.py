"""What every part of the simulator shares: the JSON alias, API errors, a wake-up signal, text folding."""

import asyncio
import re
import unicodedata
from typing import TypeAlias

Json: TypeAlias = dict[str, object]
"""A JSON object as Telegram writes it."""


class ApiError(Exception):
    """A refusal of the Bot API, answered as `{"ok": false, …}` with the same HTTP status.

    Args:
        code: HTTP status and `error_code`.
        description: Telegram's English sentence, prefix included (`Bad Request: …`).
        parameters: `retry_after` (seconds) or `migrate_to_chat_id`, when Telegram gives them.
    """

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> Json:
        """The body of the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> ApiError:
    """A 400 with Telegram's usual prefix."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """A 403 with Telegram's usual prefix."""
    return ApiError(403, f"Forbidden: {reason}")


class Signal:
    """Wakes whoever waits for the next change; single event loop, so nothing is missed between check and wait."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self.version = 0

    def notify(self) -> None:
        """Says that something changed."""
        self.version += 1
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def future(self) -> "asyncio.Future[None]":
        """A future done at the next change; taken at once, so that no change slips by before it is awaited."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        waiter.add_done_callback(self._waiters.discard)
        return waiter


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, the unit of Telegram's offsets and limits."""
    return len(text.encode("utf-16-le")) // 2


def plain_spaces(text: str) -> str:
    """The text with plain spaces in place of no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def fold_label(label: str) -> str:
    """A button label without leading emoji, with apostrophes and spaces made plain, in lower case.

    Tests and people name a button by how it starts, whatever typography or emoji the view chose.
    """
    plain = unicodedata.normalize("NFC", label)
    plain = re.sub("[\u2019\u02bc\u2018]", "'", plain)
    plain = re.sub("[\\s\u00a0\u202f]+", " ", plain)
    return re.sub(r"^[^\w]+", "", plain).strip().casefold()
