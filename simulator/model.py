"""People, chats and messages, with the JSON Telegram would write for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from simulator.base import Json, fold_label
from simulator.files import StoredFile
from simulator.params import objects


@dataclass(eq=False)
class User:
    """A person, or the bot. `started`: pressed Start once; `blocked`: has blocked the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "fr"
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    @property
    def name(self) -> str:
        """First and last name, as shown in a bubble."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def to_json(self) -> Json:
        """Telegram's `User`."""
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            body["last_name"] = self.last_name
        if self.username:
            body["username"] = self.username
        if not self.is_bot:
            body["language_code"] = self.language_code
        return body


@dataclass(frozen=True)
class Button:
    """One inline button: `data` is its callback data, `url` its link; one of them is set."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Version:
    """What a message said before an edit, and until when."""

    text: str
    content: Json
    markup: Json | None
    until: datetime


@dataclass(eq=False)
class Message:
    """A message of a chat, present state. `content` holds only what an edit can change."""

    chat: Chat
    id: int
    sender: User
    date: datetime
    content: Json
    markup: Json | None = None
    file: StoredFile | None = None
    reply_to: Message | None = None
    extra: Json = field(default_factory=dict)
    protected: bool = False
    silent: bool = False
    service: bool = False
    deleted: bool = False
    edited_at: datetime | None = None
    history: list[Version] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text, or the caption, or nothing."""
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        """Entities of the text or caption, offsets in UTF-16 units."""
        return objects(self.content.get("entities") or self.content.get("caption_entities") or [], "entities")

    @property
    def rows(self) -> list[list[Button]]:
        """Inline buttons, row by row."""
        rows = (self.markup or {}).get("inline_keyboard")
        return [[_button(b) for b in objects(row, "row")] for row in rows] if isinstance(rows, list) else []

    @property
    def buttons(self) -> list[Button]:
        """Inline buttons, flat, in reading order."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """Labels of the inline buttons, as written."""
        return [button.text for button in self.buttons]

    @property
    def edited(self) -> bool:
        """True once its content or buttons changed."""
        return bool(self.history)

    def button(self, wanted: str) -> Button:
        """The button whose label starts with `wanted` (emoji, case, apostrophes and spaces folded) or of that data.

        Raises:
            LookupError: no such button; the message says which there are.
        """
        for button in self.buttons:
            if button.data == wanted or fold_label(button.text).startswith(fold_label(wanted)):
                return button
        raise LookupError(f"no button « {wanted} » among {self.labels} under: {self.text[:120]!r}")

    def has_button(self, wanted: str) -> bool:
        """True when `button(wanted)` would find one."""
        return any(b.data == wanted or fold_label(b.text).startswith(fold_label(wanted)) for b in self.buttons)

    def to_json(self, *, nested: bool = False) -> Json:
        """Telegram's `Message`; `nested` leaves out the message it replies to, as Telegram does."""
        body: Json = {
            "message_id": self.id,
            "from": self.sender.to_json(),
            "chat": self.chat.to_json(),
            "date": int(self.date.timestamp()),
            **self.content,
            **self.extra,
        }
        if self.edited_at is not None:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.protected:
            body["has_protected_content"] = True
        if self.reply_to is not None and not nested:
            body["reply_to_message"] = self.reply_to.to_json(nested=True)
        if self.markup and "inline_keyboard" in self.markup:
            body["reply_markup"] = self.markup
        return body


def _button(raw: Json) -> Button:
    data, url = raw.get("callback_data"), raw.get("url")
    return Button(str(raw.get("text", "")), None if data is None else str(data), None if url is None else str(url))


@dataclass(eq=False)
class Chat:
    """A private chat (its id is the person's), a group or a supergroup; `members` maps user ids to a status."""

    id: int
    type: str
    title: str = ""
    user: User | None = None
    members: dict[int, str] = field(default_factory=dict)
    bot_status: str = "member"
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_id: int = 0

    @property
    def instance(self) -> str:
        """Telegram's `chat_instance`: stable for one chat, says nothing of it."""
        return str(abs(self.id) * 7919 + 104729)

    @property
    def is_group(self) -> bool:
        """True for a group or a supergroup."""
        return self.type != "private"

    @property
    def present(self) -> list[Message]:
        """Messages not deleted, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]

    def to_json(self) -> Json:
        """Telegram's `Chat`."""
        if self.user is None:
            return {"id": self.id, "type": self.type, "title": self.title}
        person = {k: v for k, v in self.user.to_json().items() if k in {"first_name", "last_name", "username"}}
        return {"id": self.id, "type": "private", **person}


@dataclass(frozen=True)
class Answer:
    """What `answerCallbackQuery` showed one person: a toast, or an alert, or a link opened."""

    query_id: str
    user: User
    text: str
    show_alert: bool
    url: str | None = None


@dataclass(eq=False)
class Press:
    """One press of a button. `answers` fills when the bot answers; `born` is monotonic seconds."""

    query_id: str
    user: User
    message: Message
    data: str
    born: float
    expired: bool = False
    answers: list[Answer] = field(default_factory=list)

    @property
    def answer(self) -> Answer | None:
        """The first answer, the one the person saw."""
        return self.answers[0] if self.answers else None


@dataclass(eq=False)
class Call:
    """One call of the bot. `at`: monotonic seconds. `response`: None while it runs or when a fault cut it.

    `accepted` says whether the call took effect, even if its answer was then lost.
    """

    method: str
    params: Json
    at: float
    response: Json | None = None
    accepted: bool = False

    @property
    def chat_id(self) -> int | None:
        """The chat aimed at, when the call names one by number."""
        try:
            return int(str(self.params.get("chat_id")))
        except ValueError:
            return None

    @property
    def ok(self) -> bool:
        """True when Telegram would have said yes."""
        return bool(self.response and self.response.get("ok"))
