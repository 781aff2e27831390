"""What every sending method shares: chat, reply, text and caption limits, the message itself."""

from simulator.base import Json, bad_request, utf16_length
from simulator.entities import read_text
from simulator.files import StoredFile, describe
from simulator.markup import read_markup
from simulator.model import Chat, Message
from simulator.params import Params
from simulator.state import State

MAX_TEXT = 4096
MAX_CAPTION = 1024


def text_content(params: Params, too_long: str = "message is too long") -> Json:
    """Text and entities of a text message; 400 when empty, 400 `too_long` over 4,096 UTF-16 units."""
    text, entities = read_text(params)
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request(too_long)
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(params: Params) -> Json:
    """Caption and its entities, possibly none; 400 over 1,024 UTF-16 units."""
    caption, entities = read_text(params, "caption", "caption_entities")
    if utf16_length(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    content: Json = {}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    return content


def file_content(state: State, params: Params, kind: str, value: str | None) -> tuple[Json, StoredFile]:
    """The file part of a message; its caption is the caller's."""
    file = state.files.received(params, kind, value, kind)
    return describe(file), file


def replied(state: State, chat: Chat, params: Params) -> Message | None:
    """The message answered to; 400 when it is gone, unless sending without it is allowed."""
    reply = params.mapping("reply_parameters") or {}
    asked = reply.get("message_id", params.integer("reply_to_message_id"))
    if asked is None:
        return None
    found = chat.messages.get(int(str(asked)))
    if found is not None and not found.deleted:
        return found
    if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def send(
    state: State,
    params: Params,
    content: Json,
    file: StoredFile | None = None,
    extra: Json | None = None,
) -> Message:
    """Posts what the bot sends in the chat of the call."""
    chat = state.writable_chat(params.text("chat_id"))
    return state.post(
        chat,
        state.bot,
        content,
        markup=read_markup(params),
        file=file,
        reply_to=replied(state, chat, params),
        extra=extra,
        protected=params.flag("protect_content"),
        silent=params.flag("disable_notification"),
    )
