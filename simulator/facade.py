"""`Simulator`: the whole simulated Telegram behind one object."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from simulator import faults
from simulator.base import ApiError
from simulator.clockfile import ClockFile
from simulator.faults import Fault, Kind
from simulator.model import Chat, User
from simulator.reading import Reading
from simulator.screens import Page
from simulator.server import HOST, Server
from simulator.state import State

DEFAULT_TOKEN = "123456789:simulated-token-of-nobody"


class Simulator(Reading):
    """A Bot API server on the loopback, with people who act and screens to read.

    Args:
        port: 0 lets the system choose.
        token: the only token accepted.
        name: the bot's first name.
        username: the bot's username, as in `t.me/username`.
        now: gives the date of messages; default: the clock file if given, else the real clock.
        clock_file: a file holding one ISO instant with offset, which the page can move.
        privacy_mode: True if the bot sees in groups only commands, replies and mentions.
        page: what the web page shows; without it, there is none.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = DEFAULT_TOKEN,
        name: str = "Vigie",
        username: str = "vigie_demo_bot",
        now: Callable[[], datetime] | None = None,
        clock_file: Path | None = None,
        privacy_mode: bool = False,
        page: Page | None = None,
    ) -> None:
        self.clock = ClockFile(clock_file) if clock_file is not None else None
        if now is None:
            now = self.clock.read if self.clock is not None else lambda: datetime.now(UTC)
        bot = User(int(token.split(":", 1)[0]), name, username=username, is_bot=True)
        super().__init__(State(token=token, bot=bot, now=now, privacy_mode=privacy_mode))
        self.server = Server(self.state, port)
        self._user_ids = itertools.count(1001)
        self._group_ids = itertools.count(4001)
        if page is not None:
            self.show(page)

    # life

    async def __aenter__(self) -> Self:
        """Starts answering."""
        await self.server.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cuts every connection and stops."""
        await self.server.close()

    @property
    def url(self) -> str:
        """Base URL, for `VIGIE_TELEGRAM_API` and for the browser; known once open."""
        return f"http://{HOST}:{self.server.port}"

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.state.token

    @property
    def bot(self) -> User:
        """The bot."""
        return self.state.bot

    def show(self, page: Page) -> None:
        """Adds the web page; once, before opening."""
        from simulator.control import Control

        Control(self, page).register(self.server.app)

    # people

    def add_user(
        self, first_name: str, last_name: str | None = None, *, username: str | None = None, id: int | None = None,
        language_code: str = "fr", started: bool = False,
    ) -> User:  # fmt: skip
        """A new person; `started` if they already pressed Start, so that the bot may write first."""
        number = next(self._user_ids) if id is None else id
        user = User(number, first_name, last_name, username, language_code, started=started)
        self.state.users[user.id] = user
        self.state.private_chat(user)
        return user

    def add_group(
        self, title: str, members: Iterable[User] = (), *, supergroup: bool = False, bot_status: str = "member",
        id: int | None = None,
    ) -> Chat:  # fmt: skip
        """A new group; the first member is its creator. `bot_status`: member, administrator, left or kicked."""
        number = next(self._group_ids)
        chat_id = (-1_000_000_000_000 - number if supergroup else -number) if id is None else id
        chat = Chat(chat_id, "supergroup" if supergroup else "group", title, bot_status=bot_status)
        for user in members:
            chat.members[user.id] = "member" if chat.members else "creator"
        self.state.chats[chat.id] = chat
        return chat

    # failures

    def fail(
        self, method: str | None = None, error: ApiError | None = None, *, kind: Kind = "answer",
        where: Chat | User | int | None = None, times: int | None = 1, skip: int = 0,
    ) -> Fault:  # fmt: skip
        """Plans a failure of the next matching calls; see `simulator.faults.Fault`."""
        chat_id = where if isinstance(where, int) or where is None else where.id
        return self.state.faults.add(Fault(kind, error, method, chat_id, times, skip))

    def too_many_requests(
        self, method: str | None = None, *, retry_after: int, where: Chat | User | int | None = None, times: int = 1
    ) -> Fault:
        """The next matching calls get 429."""
        return self.fail(method, faults.too_many_requests(retry_after), where=where, times=times)

    def hang_after_accepting(self, method: str, *, where: Chat | User | int | None = None, times: int = 1) -> Fault:
        """The next calls take effect but their answer never comes."""
        return self.fail(method, kind="hang", where=where, times=times)

    def drop_after_accepting(self, method: str, *, where: Chat | User | int | None = None, times: int = 1) -> Fault:
        """The next calls take effect and their connection is cut before the answer."""
        return self.fail(method, kind="drop", where=where, times=times)

    def heal(self) -> None:
        """Forgets every planned failure."""
        self.state.faults.clear()

    @asynccontextmanager
    async def unreachable(self) -> AsyncIterator[None]:
        """Connections are refused meanwhile, and those open are cut."""
        await self.server.refuse()
        try:
            yield
        finally:
            await self.server.listen()
