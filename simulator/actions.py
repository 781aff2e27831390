"""What people do on their phones, as the updates Telegram would send the bot."""

import time

from simulator import sample
from simulator.base import Json, bad_request
from simulator.entities import detect
from simulator.files import StoredFile, describe
from simulator.methods.chats import status_json
from simulator.methods.sending import forward_extra
from simulator.model import Chat, Message, Press, User, Version
from simulator.state import State


class Actions:
    """Acts of people. A chat is given as a `Chat`, as its id, or as a person for their private chat."""

    def __init__(self, state: State) -> None:
        self.state = state

    def chat_of(self, where: Chat | User | int) -> Chat:
        """The chat meant, after migration if there was one."""
        if isinstance(where, User):
            return self.state.private_chat(where)
        chat = where if isinstance(where, Chat) else self.state.chats.get(where)
        if chat is None and isinstance(where, int) and where in self.state.users:
            chat = self.state.private_chat(self.state.users[where])
        if chat is None:
            raise LookupError(f"no chat {where}")
        return self.chat_of(chat.migrated_to) if chat.migrated_to is not None else chat

    def _write(
        self, user: User, where: Chat | User | int, content: Json, file: StoredFile | None = None,
        reply_to: Message | None = None, extra: Json | None = None,
    ) -> Message:  # fmt: skip
        chat = self.chat_of(where)
        if chat.is_group and chat.members.get(user.id, "left") in {"left", "kicked"}:
            raise PermissionError(f"{user.name} is not in « {chat.title} »")
        if not chat.is_group:
            if chat.user is not user:
                raise PermissionError(f"{user.name} cannot write in another person's private chat")
            user.started = True
        return self.state.post(chat, user, content, file=file, reply_to=reply_to, extra=extra)

    # messages

    def send_text(self, user: User, where: Chat | User | int, text: str, *, reply_to: Message | None = None) -> Message:
        """Writes a text; commands and links get their entities."""
        if not text.strip():
            raise ValueError("Telegram sends no empty text")
        found = detect(text.strip(), [])
        content: Json = {"text": text.strip(), "entities": found} if found else {"text": text.strip()}
        return self._write(user, where, content, reply_to=reply_to)

    def edit_text(self, message: Message, text: str) -> Message:
        """Rewrites one's own message; the bot gets `edited_message`."""
        now = self.state.now()
        message.history.append(Version(message.text, message.content, message.markup, now))
        name = "text" if "text" in message.content else "caption"
        found = detect(text.strip(), [])
        worded = {"text", "entities", "caption", "caption_entities"}
        kept = {key: value for key, value in message.content.items() if key not in worded}
        message.content = {**kept, name: text.strip()}
        if found:
            message.content["entities" if name == "text" else "caption_entities"] = found
        message.edited_at = now
        if message.chat.bot_status not in {"left", "kicked"}:
            self.state.queue.add("edited_message", message.chat.id, message.to_json())
        self.state.signal.notify()
        return message

    def _send_file(
        self, user: User, where: Chat | User | int, file: StoredFile, caption: str,
        reply_to: Message | None, extra: Json | None = None,
    ) -> Message:  # fmt: skip
        content = describe(file)
        if caption:
            content["caption"] = caption
            if found := detect(caption, []):
                content["caption_entities"] = found
        return self._write(user, where, content, file, reply_to, extra)

    def send_photo(
        self, user: User, where: Chat | User | int, caption: str = "", *, media_group_id: str | None = None,
        data: bytes | None = None, reply_to: Message | None = None,
    ) -> Message:  # fmt: skip
        """Sends a picture; without `data`, a drawn one. Same `media_group_id` makes an album."""
        file = self.state.files.add("photo", data or sample.mailbox_picture(), "photo.png")
        extra: Json | None = {"media_group_id": media_group_id} if media_group_id else None
        return self._send_file(user, where, file, caption, reply_to, extra)

    def send_voice(
        self, user: User, where: Chat | User | int, *, seconds: int = 7, data: bytes | None = None,
        reply_to: Message | None = None,
    ) -> Message:  # fmt: skip
        """Sends a voice message of that many seconds."""
        file = self.state.files.add("voice", data or sample.voice_note(), "voice.oga", duration=seconds)
        return self._send_file(user, where, file, "", reply_to)

    def send_document(
        self, user: User, where: Chat | User | int, data: bytes, name: str, caption: str = "", *, mime: str = "",
        reply_to: Message | None = None,
    ) -> Message:  # fmt: skip
        """Sends a file."""
        return self._send_file(user, where, self.state.files.add("document", data, name, mime), caption, reply_to)

    def send_sticker(self, user: User, where: Chat | User | int) -> Message:
        """Sends a sticker."""
        return self._send_file(user, where, self.state.files.add("sticker", b"RIFF\0\0\0\0WEBP", "s.webp"), "", None)

    def send_location(
        self, user: User, where: Chat | User | int, latitude: float = 48.8566, longitude: float = 2.3522,
        *, reply_to: Message | None = None,
    ) -> Message:  # fmt: skip
        """Sends a place, in degrees."""
        return self._write(user, where, {"location": {"latitude": latitude, "longitude": longitude}}, reply_to=reply_to)

    def forward(self, user: User, where: Chat | User | int, message: Message) -> Message:
        """Forwards a message.

        Raises:
            PermissionError: its content is protected.
        """
        if message.protected:
            raise PermissionError("protected content cannot be forwarded")
        return self._write(user, where, dict(message.content), message.file, extra=forward_extra(message))

    # buttons and links

    def press(self, user: User, message: Message, button: str, *, forged: bool = False) -> Press:
        """Presses a button, named by how its label starts or by its exact data; `forged` sends any data as is.

        Raises:
            LookupError: no such button (unless forged).
            PermissionError: the person is not in that chat (unless forged).
        """
        found = None if forged else message.button(button)
        data = button if found is None else found.data
        if data is None:
            raise LookupError(f"« {button} » is a link, not a callback")
        chat = message.chat
        if not forged and (chat.members.get(user.id) if chat.is_group else chat.user is user or None) is None:
            raise PermissionError(f"{user.name} does not see this message")
        press = Press(str(next(self.state.queries)), user, message, data, time.monotonic())
        self.state.presses[press.query_id] = press
        shown = message.to_json()
        if message.deleted:
            shown = {"message_id": message.id, "chat": chat.to_json(), "date": 0}
        body: Json = {
            "id": press.query_id,
            "from": user.to_json(),
            "message": shown,
            "chat_instance": chat.instance,
            "data": data,
        }
        self.state.queue.add("callback_query", chat.id, body)
        return press

    def start(self, user: User, payload: str = "") -> Message:
        """Follows `t.me/bot?start=payload`, or presses Start; unblocks the bot first if needed.

        Raises:
            ValueError: a payload Telegram would not carry (64 characters of A-Z, a-z, 0-9, `_`, `-`).
        """
        if len(payload) > 64 or not all(c.isascii() and (c.isalnum() or c in "_-") for c in payload):
            raise ValueError("a start payload is at most 64 characters of A-Z, a-z, 0-9, _ and -")
        if user.blocked:
            self.unblock(user)
        return self.send_text(user, user, f"/start {payload}".strip())

    # coming and going

    def _bot_moved(self, chat: Chat, by: User, old: str, new: str) -> None:
        chat.bot_status = new
        body: Json = {
            "chat": chat.to_json(),
            "from": by.to_json(),
            "date": int(self.state.now().timestamp()),
            "old_chat_member": status_json(self.state.bot, old),
            "new_chat_member": status_json(self.state.bot, new),
        }
        self.state.queue.add("my_chat_member", chat.id, body)
        self.state.signal.notify()

    def block(self, user: User) -> None:
        """Blocks the bot; later sends are 403."""
        user.blocked = True
        self._bot_moved(self.state.private_chat(user), user, "member", "kicked")

    def unblock(self, user: User) -> None:
        """Unblocks the bot."""
        user.blocked = False
        self._bot_moved(self.state.private_chat(user), user, "kicked", "member")

    def add_bot(self, chat: Chat, by: User, *, admin: bool = False) -> None:
        """Brings the bot into a group, or makes it administrator."""
        old, new = chat.bot_status, "administrator" if admin else "member"
        chat.bot_status = new
        if old in {"left", "kicked"}:
            self.state.post(chat, by, {"new_chat_members": [self.state.bot.to_json()]}, service=True)
        self._bot_moved(chat, by, old, new)

    def kick_bot(self, chat: Chat, by: User) -> None:
        """Removes the bot from a group; later sends are 403."""
        self._bot_moved(chat, by, chat.bot_status, "kicked")
        self.state.post(chat, by, {"left_chat_member": self.state.bot.to_json()}, service=True)

    def join(self, chat: Chat, user: User, status: str = "member") -> None:
        """A person enters a group, or changes status there."""
        new = user.id not in chat.members
        chat.members[user.id] = status
        if new:
            self.state.post(chat, user, {"new_chat_members": [user.to_json()]}, service=True)

    def leave(self, chat: Chat, user: User) -> None:
        """A person leaves a group."""
        chat.members[user.id] = "left"
        self.state.post(chat, user, {"left_chat_member": user.to_json()}, service=True)

    def migrate_group(self, chat: Chat) -> Chat:
        """Turns a group into a supergroup: another id, old messages void, calls to the old id 400."""
        if chat.type != "group":
            raise bad_request("only a basic group migrates")
        by = next(self.state.users[user_id] for user_id in chat.members)
        new = Chat(-1_000_000_000_000 + chat.id, "supergroup", chat.title, members=dict(chat.members))
        new.bot_status = chat.bot_status
        self.state.chats[new.id] = new
        self.state.post(chat, by, {"migrate_to_chat_id": new.id}, service=True)
        chat.migrated_to = new.id
        self.state.post(new, by, {"migrate_from_chat_id": chat.id}, service=True)
        return new
