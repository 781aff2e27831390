"""Failures asked for by a test: what goes wrong, for which call, how many times."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from simulator.base import ApiError, Json

Kind = Literal["answer", "hang", "drop", "refuse"]


@dataclass(eq=False)
class Fault:
    """One planned failure.

    Args:
        kind: `answer` replies `error` and does nothing; `hang` does the call and never replies; `drop` does it
            and cuts the connection; `refuse` cuts before doing anything.
        error: what `answer` replies.
        method: method aimed at, None for all.
        chat_id: chat aimed at, None for all.
        times: how many calls fail, None until removed.
        skip: how many matching calls pass before the first failure.
        when: further condition on the parameters.
    """

    kind: Kind
    error: ApiError | None = None
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    skip: int = 0
    when: Callable[[Json], bool] | None = field(default=None)

    def concerns(self, method: str, params: Json) -> bool:
        """True when this call is one it aims at."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat_id is not None and str(params.get("chat_id")) != str(self.chat_id):
            return False
        return self.when is None or self.when(params)


def too_many_requests(retry_after: int) -> ApiError:
    """429, to retry after that many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def blocked() -> ApiError:
    """403, the person blocked the bot."""
    return ApiError(403, "Forbidden: bot was blocked by the user")


def migrated(new_id: int) -> ApiError:
    """400, the group became the supergroup `new_id`."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new_id},
    )


def server_error() -> ApiError:
    """500."""
    return ApiError(500, "Internal Server Error")


def bad_gateway() -> ApiError:
    """502."""
    return ApiError(502, "Bad Gateway")


class FaultQueue:
    """Planned failures, oldest first."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Plans one more."""
        self.planned.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Forgets one; nothing when it is already spent."""
        if fault in self.planned:
            self.planned.remove(fault)

    def clear(self) -> None:
        """Forgets them all."""
        self.planned.clear()

    def take(self, method: str, params: Json) -> Fault | None:
        """The failure this call meets, counted down; None when it passes."""
        for fault in self.planned:
            if not fault.concerns(method, params):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.planned.remove(fault)
            return fault
        return None
