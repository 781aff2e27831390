"""Everything Telegram would know: people, chats, messages, files, waiting updates, calls received."""

import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from simulator.base import Json, Signal, bad_request, forbidden
from simulator.faults import FaultQueue, migrated
from simulator.files import FileStore, StoredFile
from simulator.model import Call, Chat, Message, Press, User
from simulator.params import Params
from simulator.updates import CALLBACK_LIFE, UpdateQueue
from simulator.webhook import Webhook

CALLS_KEPT = 20_000


@dataclass(frozen=True)
class Notice:
    """Something a phone shows for a moment: a callback answer, or the bot typing."""

    kind: str
    chat_id: int
    user_id: int | None
    text: str
    alert: bool = False
    url: str | None = None


class State:
    """The whole state, in memory, changed only from one event loop."""

    def __init__(self, *, token: str, bot: User, now: Callable[[], datetime], privacy_mode: bool = False) -> None:
        self.token = token
        self.bot = bot
        self.now = now
        self.privacy_mode = privacy_mode
        self.signal = Signal()
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.queue = UpdateQueue(self.signal)
        self.webhook = Webhook(self.queue, self.signal, now, self._webhook_reply)
        self.faults = FaultQueue()
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.presses: dict[str, Press] = {}
        self.notices: list[Notice] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.albums = itertools.count(13_000_000_000_000_001)
        self.queries = itertools.count(4_800_000_000_000_000_001)
        self.dispatch: Callable[[str, Params], Awaitable[object]] | None = None

    async def _webhook_reply(self, method: str, params: Json) -> object:
        return await self.dispatch(method, Params(params)) if self.dispatch is not None else None

    # people and chats

    def private_chat(self, user: User) -> Chat:
        """The private chat of this person with the bot, made on first use."""
        if user.id not in self.chats:
            self.chats[user.id] = Chat(user.id, "private", user=user)
        return self.chats[user.id]

    def chat(self, chat_id: str | int | None) -> Chat:
        """The chat a call aims at.

        Raises:
            ApiError: 400 when it does not exist, with the new id when it was migrated.
        """
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        try:
            number = int(chat_id)
        except ValueError:
            raise bad_request("chat not found") from None
        if number in self.users and number != self.bot.id:
            return self.private_chat(self.users[number])
        chat = self.chats.get(number)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        return chat

    def writable_chat(self, chat_id: str | int | None) -> Chat:
        """The chat a call aims at, when the bot may write there.

        Raises:
            ApiError: 400 as `chat`; 403 when the person blocked the bot or never started it, or the bot is out.
        """
        chat = self.chat(chat_id)
        if chat.user is not None:
            if chat.user.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.user.started:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        name = "supergroup chat" if chat.type == "supergroup" else "group chat"
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {name}")
        if chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {name}")
        return chat

    # messages

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        markup: Json | None = None,
        file: StoredFile | None = None,
        reply_to: Message | None = None,
        extra: Json | None = None,
        protected: bool = False,
        silent: bool = False,
        service: bool = False,
    ) -> Message:
        """Adds a message to a chat; tells the bot when somebody else wrote it."""
        chat.last_id += 1
        message = Message(
            chat, chat.last_id, sender, self.now(), content, markup, file, reply_to, extra or {}, protected, silent,
            service,
        )  # fmt: skip
        chat.messages[message.id] = message
        if sender is not self.bot and self._bot_sees(message):
            self.queue.add("message", chat.id, message.to_json())
        self.signal.notify()
        return message

    def _bot_sees(self, message: Message) -> bool:
        chat = message.chat
        if not chat.is_group:
            return True
        if chat.bot_status in {"left", "kicked"}:
            return False
        if not self.privacy_mode or message.service or chat.bot_status == "administrator":
            return True
        to_bot = message.reply_to is not None and message.reply_to.sender is self.bot
        return to_bot or message.text.startswith("/") or f"@{self.bot.username}" in message.text

    def message(self, chat: Chat, message_id: int | None, missing: str) -> Message:
        """The message of that id in that chat; 400 `missing` when there is none or it was deleted."""
        found = chat.messages.get(message_id or 0)
        if found is None or found.deleted:
            raise bad_request(missing)
        return found

    # callback presses

    def live_press(self, query_id: str) -> Press | None:
        """The press of this id while it may still be answered."""
        press = self.presses.get(query_id)
        if press is None or press.expired or time.monotonic() - press.born > CALLBACK_LIFE:
            return None
        return press

    def notify(self, notice: Notice) -> None:
        """Shows something for a moment on the phones."""
        self.notices.append(notice)
        self.signal.notify()
