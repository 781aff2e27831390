"""The table of methods the simulated Bot API answers."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from simulator.base import ApiError
from simulator.params import Params
from simulator.state import State

Handler: TypeAlias = Callable[[State, Params], Awaitable[object]]
"""Does one call and returns its `result`; raises `ApiError` to refuse."""

_METHODS: dict[str, tuple[str, Handler]] = {}


def method(*names: str) -> Callable[[Handler], Handler]:
    """Registers a handler under Bot API names, matched without case as Telegram does."""

    def register(handler: Handler) -> Handler:
        for name in names:
            _METHODS[name.lower()] = (name, handler)
        return handler

    return register


def find(name: str) -> tuple[str, Handler]:
    """Canonical name and handler.

    Raises:
        ApiError: 404 for a method Telegram does not have, or this simulator does not play.
    """
    found = _METHODS.get(name.lower())
    if found is None:
        raise ApiError(404, "Not Found: method not found")
    return found
