"""Ce qui est gardé d'une mise à jour : le nécessaire pour la traiter, et rien d'un inconnu.

Source : parcours, « Les personnes » (un inconnu : seulement le numéro de mise à jour et de quoi lui répondre).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from domain.calendrier import Clock
from storage.database import Database
from storage.inbox import Received

Json = dict[str, object]

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""Les mises à jour demandées à Telegram, et donc traitées."""

_MESSAGE_FIELDS = (
    "text", "caption", "photo", "voice", "audio", "video", "video_note", "document", "location", "sticker",
    "media_group_id", "migrate_to_chat_id", "migrate_from_chat_id", "entities",
)  # fmt: skip


class Intake:
    """Écrit ce que Telegram remet, en une transaction par lot, avant qu'il soit confirmé."""

    def __init__(self, base: Database, clock: Clock, bot_id: int, wake: Callable[[], None]) -> None:
        """`wake` réveille le traitement une fois le lot écrit."""
        self._base = base
        self._clock = clock
        self._bot_id = bot_id
        self._wake = wake

    async def store(self, updates: Sequence[Json]) -> None:
        """Écrit ces mises à jour ; au retour, elles peuvent être confirmées."""
        if not updates:
            return
        senders = {sender for update in updates if (sender := _sender(update)) is not None}
        async with self._base.write() as unit:
            known = await unit.personnes.connus(senders)
            received = [_received(update, known) for update in updates]
            await unit.inbox.add(self._bot_id, received, self._clock.now())
        self._wake()


def _received(update: Json, known: set[int]) -> Received:
    kept = keep(update, _sender(update) in known)
    content = None if kept is None else json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return Received(int(str(update["update_id"])), _queue(update), content)


def _body(update: Json) -> tuple[str, Json] | None:
    for kind in KINDS:
        if isinstance(update.get(kind), dict):
            return kind, cast(Json, update[kind])
    return None


def _sender(update: Json) -> int | None:
    body = _body(update)
    sender = body[1].get("from") if body else None
    return int(str(sender["id"])) if isinstance(sender, dict) else None


def _queue(update: Json) -> int:
    """La conversation, dont l'ordre est gardé."""
    body = _body(update)
    if body is None:
        return 0
    holder = body[1].get("message") if body[0] == "callback_query" else body[1]
    chat = holder.get("chat") if isinstance(holder, dict) else None
    return int(str(chat["id"])) if isinstance(chat, dict) else 0


def keep(update: Json, known: bool) -> Json | None:
    """La part d'une mise à jour qui est écrite ; rien d'un message de groupe qui n'est pas une commande."""
    body = _body(update)
    if body is None:
        return None
    kind, content = body
    slim: Json | None
    if kind == "callback_query":
        slim = _callback(content)
    elif kind == "my_chat_member":
        slim = {key: content[key] for key in ("date", "old_chat_member", "new_chat_member") if key in content}
        slim |= {"chat": _chat(content["chat"]), "from": _user(content["from"])}
    else:
        slim = _message(content, known)
    return None if slim is None else {"update_id": update["update_id"], kind: slim}


def _callback(content: Json) -> Json:
    slim: Json = {key: content[key] for key in ("id", "data", "chat_instance") if key in content}
    slim["from"] = _user(content["from"])
    if isinstance(content.get("message"), dict):
        slim["message"] = _stub(cast(Json, content["message"]))
    return slim


def _message(content: Json, known: bool) -> Json | None:
    slim = _stub(content)
    if isinstance(content.get("from"), dict):
        slim["from"] = _user(content["from"])
    text = str(content.get("text") or "")
    private = cast(Json, content["chat"]).get("type") == "private"
    if not private and "migrate_to_chat_id" not in content and not (known and text.startswith("/")):
        return None
    if not known and private:
        return slim | ({"text": text, "entities": content.get("entities", [])} if _invited(text) else {"text": ""})
    slim |= {key: content[key] for key in _MESSAGE_FIELDS if key in content}
    if isinstance(content.get("edit_date"), int):
        slim["edit_date"] = content["edit_date"]
    if isinstance(content.get("reply_to_message"), dict):
        slim["reply_to_message"] = _stub(cast(Json, content["reply_to_message"]))
    if isinstance(content.get("photo"), list):
        slim["photo"] = cast(list[object], content["photo"])[-1:]
    return slim


def _invited(text: str) -> bool:
    return text.startswith("/start ") and len(text) <= 80


def _stub(message: Json) -> Json:
    return {
        "message_id": message["message_id"],
        "date": message.get("date", 0),
        "chat": _chat(message["chat"]),
    }


def _chat(chat: object) -> Json:
    given = cast(Mapping[str, object], chat)
    return {"id": given["id"], "type": given["type"]}


def _user(user: object) -> Json:
    given = cast(Mapping[str, object], user)
    return {"id": given["id"], "is_bot": given.get("is_bot", False), "first_name": "-"}
