"""What a test looks at: the screens as people see them, the calls, and waiting for a change."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from simulator.actions import Actions
from simulator.base import plain_spaces
from simulator.model import Answer, Call, Chat, Message, Press, User

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds a wait lasts unless told otherwise; it ends as soon as what is awaited is there."""


class Reading(Actions):
    """Actions, and eyes."""

    def messages(self, where: Chat | User | int) -> list[Message]:
        """Messages of a chat that are still there, oldest first, in their present state."""
        return self.chat_of(where).present

    def bot_messages(self, where: Chat | User | int) -> list[Message]:
        """Those the bot wrote."""
        return [message for message in self.messages(where) if message.sender is self.state.bot]

    def last(self, where: Chat | User | int) -> Message:
        """The bot's last message there.

        Raises:
            LookupError: it wrote none.
        """
        written = self.bot_messages(where)
        if not written:
            raise LookupError("the bot wrote nothing there")
        return written[-1]

    def last_answer(self, user: User) -> Answer | None:
        """The last toast or alert this person saw."""
        answers = [press.answer for press in self.state.presses.values() if press.user is user and press.answer]
        return answers[-1] if answers else None

    def calls(self, method: str | None = None, where: Chat | User | int | None = None) -> list[Call]:
        """Calls received, in order; of one method and to one chat when given. `getUpdates` only when asked."""
        chat_id = where if isinstance(where, int) or where is None else where.id
        return [
            call
            for call in self.state.calls
            if (call.method != "getUpdates" if method is None else call.method == method)
            and (chat_id is None or call.chat_id == chat_id)
        ]

    @property
    def pending_updates(self) -> int:
        """Updates the bot has not confirmed yet."""
        return len(self.state.queue.pending)

    def expire_callbacks(self) -> None:
        """Lets presses grow too old: not delivered any more, and refused when answered."""
        for press in self.state.presses.values():
            press.expired = True
        self.state.queue.expire()

    async def wait_until(
        self,
        condition: Callable[[], T | None],
        timeout: float = PATIENCE,
        what: str = "the condition",
    ) -> T:
        """Waits for a truthy result, looking again at each change; a LookupError counts as not yet.

        Raises:
            AssertionError: not within `timeout` seconds of real time; the message shows every screen.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            changed = self.state.signal.future()
            try:
                result = condition()
            except LookupError:
                result = None
            if result:
                return result
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"{what} did not come within {timeout} s\n{self.transcript()}")
            await asyncio.wait({changed}, timeout=left)

    async def wait_message(
        self,
        where: Chat | User | int,
        containing: str = "",
        *,
        button: str | None = None,
        after: int = 0,
        timeout: float = PATIENCE,
    ) -> Message:
        """Waits for a message of the bot with that text, that button, and an id above `after`; the last such one.

        No-break spaces count as spaces.
        """

        def found() -> Message | None:
            for message in reversed(self.bot_messages(where)):
                right = plain_spaces(containing) in plain_spaces(message.text) and (
                    button is None or message.has_button(button)
                )
                if right and message.id > after:
                    return message
            return None

        what = f"« {containing} »" + (f" with button « {button} »" if button else "")
        return await self.wait_until(found, timeout, what)

    async def wait_answer(self, press: Press, timeout: float = PATIENCE) -> Answer:
        """Waits for the bot's answer to a press."""
        return await self.wait_until(lambda: press.answer, timeout, f"an answer to {press.data}")

    async def wait_confirmed(self, timeout: float = PATIENCE) -> None:
        """Waits until the bot has confirmed every update."""
        await self.wait_until(lambda: not self.state.queue.pending, timeout, "the confirmation of every update")

    def transcript(self, where: Chat | User | int | None = None) -> str:
        """The screens as text, for a failing test or the scripted demonstration."""
        chats = list(self.state.chats.values()) if where is None else [self.chat_of(where)]
        lines = []
        for chat in chats:
            lines.append(f"--- {chat.title or (chat.user.name if chat.user else chat.id)}")
            for message in chat.present:
                kind = "" if message.text else f"[{', '.join(message.content)}] "
                lines.append(f"{message.sender.name}: {kind}{message.text}")
                lines += ["    " + " ".join(f"[{button.text}]" for button in row) for row in message.rows]
        return "\n".join(lines)
