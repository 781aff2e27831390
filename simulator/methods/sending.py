"""Methods that send: text, files, albums, places, copies, chat actions."""

from simulator.base import Json, bad_request
from simulator.methods.outgoing import caption_content, file_content, send, text_content
from simulator.methods.registry import method
from simulator.model import Message
from simulator.params import Params
from simulator.state import Notice, State

_ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
            "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}  # fmt: skip


@method("sendMessage")
async def send_message(state: State, params: Params) -> Json:
    """Text, with Telegram's checks in its order: the chat first."""
    state.writable_chat(params.text("chat_id"))
    return send(state, params, text_content(params)).to_json()


async def _send_file(state: State, params: Params, kind: str) -> Json:
    state.writable_chat(params.text("chat_id"))
    caption = caption_content(params)
    media, file = file_content(state, params, kind, params.text(kind))
    return send(state, params, {**media, **caption}, file).to_json()


@method("sendPhoto")
async def send_photo(state: State, params: Params) -> Json:
    """A picture with its caption."""
    return await _send_file(state, params, "photo")


@method("sendDocument")
async def send_document(state: State, params: Params) -> Json:
    """A file with its caption."""
    return await _send_file(state, params, "document")


@method("sendVoice")
async def send_voice(state: State, params: Params) -> Json:
    """A voice message."""
    return await _send_file(state, params, "voice")


@method("sendVideo")
async def send_video(state: State, params: Params) -> Json:
    """A video with its caption."""
    return await _send_file(state, params, "video")


@method("sendAudio")
async def send_audio(state: State, params: Params) -> Json:
    """A sound file with its caption."""
    return await _send_file(state, params, "audio")


@method("sendLocation")
async def send_location(state: State, params: Params) -> Json:
    """A place, in degrees."""
    place: Json = {"latitude": params.number("latitude"), "longitude": params.number("longitude")}
    return send(state, params, {"location": place}).to_json()


@method("sendMediaGroup")
async def send_media_group(state: State, params: Params) -> list[Json]:
    """An album of 2 to 10 pictures or files: all or nothing."""
    state.writable_chat(params.text("chat_id"))
    media = params.items("media") or []
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of messages specified: an album has 2 to 10")
    parts = []
    for item in media:
        one = Params(item, params.files)
        kind = str(item.get("type"))
        if kind not in {"photo", "document", "audio", "video"}:
            raise bad_request("can't parse InputMedia: type must be photo, video, document or audio")
        body, file = file_content(state, one, kind, one.text("media"))
        parts.append(({**body, **caption_content(one)}, file))
    album: Json = {"media_group_id": str(next(state.albums))}
    return [send(state, params, content, file, dict(album)).to_json() for content, file in parts]


def _source(state: State, params: Params) -> Message:
    origin = state.chat(params.text("from_chat_id"))
    return state.message(origin, params.integer("message_id"), "message to copy not found")


@method("copyMessage")
async def copy_message(state: State, params: Params) -> Json:
    """The same content as a message of the bot's own; a new caption when given."""
    source = _source(state, params)
    if source.service or (source.protected and source.sender is not state.bot):
        raise bad_request("message can't be copied")
    content = dict(source.content)
    if params.text("caption") is not None:
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | caption_content(params)
    return {"message_id": send(state, params, content, source.file).id}


@method("forwardMessage")
async def forward_message(state: State, params: Params) -> Json:
    """The content with its origin; refused for protected content."""
    source = _source(state, params)
    if source.protected or source.service:
        raise bad_request("message can't be forwarded")
    return send(state, params, dict(source.content), source.file, forward_extra(source)).to_json()


def forward_extra(source: Message) -> Json:
    """What a forwarded message says of where it comes from."""
    origin: Json = {"type": "user", "sender_user": source.sender.to_json(), "date": int(source.date.timestamp())}
    return {"forward_origin": origin}


@method("sendChatAction")
async def send_chat_action(state: State, params: Params) -> bool:
    """« écrit… », for five seconds."""
    chat = state.writable_chat(params.text("chat_id"))
    action = params.text("action") or ""
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.notify(Notice("action", chat.id, None, action))
    return True
