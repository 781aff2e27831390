"""Methods that change or remove messages, and the answers to button presses."""

from datetime import timedelta

from simulator.base import Json, bad_request, utf16_length
from simulator.files import StoredFile
from simulator.markup import read_markup
from simulator.methods.outgoing import caption_content, file_content, text_content
from simulator.methods.registry import method
from simulator.model import Answer, Message, Version
from simulator.params import Params
from simulator.state import Notice, State

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MAX_ANSWER = 200
DELETE_WITHIN = timedelta(hours=48)


def _own(state: State, params: Params) -> Message:
    chat = state.writable_chat(params.text("chat_id"))
    message = state.message(chat, params.integer("message_id"), "message to edit not found")
    if message.sender is not state.bot or message.service:
        raise bad_request("message can't be edited")
    return message


def change(state: State, message: Message, content: Json, markup: Json | None, file: StoredFile | None) -> None:
    """Replaces content and buttons and keeps the former version; 400 when nothing differs."""
    if content == message.content and markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    now = state.now()
    message.history.append(Version(message.text, message.content, message.markup, now))
    if content != message.content:
        message.edited_at = now
    message.content, message.markup, message.file = content, markup, file
    state.signal.notify()


@method("editMessageText")
async def edit_message_text(state: State, params: Params) -> Json:
    """A new text; buttons not given again go away, as at Telegram."""
    message = _own(state, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    content = text_content(params, "MESSAGE_TOO_LONG")
    change(state, message, content, read_markup(params, inline_only=True), message.file)
    return message.to_json()


@method("editMessageCaption")
async def edit_message_caption(state: State, params: Params) -> Json:
    """A new caption under a file."""
    message = _own(state, params)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    kept = {k: v for k, v in message.content.items() if not k.startswith("caption")}
    change(state, message, kept | caption_content(params), read_markup(params, inline_only=True), message.file)
    return message.to_json()


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(state: State, params: Params) -> Json:
    """New buttons, or none."""
    message = _own(state, params)
    change(state, message, message.content, read_markup(params, inline_only=True), message.file)
    return message.to_json()


@method("editMessageMedia")
async def edit_message_media(state: State, params: Params) -> Json:
    """Another file in place of the former, or in place of a text."""
    message = _own(state, params)
    media = params.mapping("media")
    if media is None or media.get("type") not in {"photo", "document", "audio", "video"}:
        raise bad_request("can't parse InputMedia")
    one = Params(media, params.files)
    body, file = file_content(state, one, str(media["type"]), one.text("media"))
    change(state, message, body | caption_content(one), read_markup(params, inline_only=True), file)
    return message.to_json()


@method("deleteMessage")
async def delete_message(state: State, params: Params) -> bool:
    """Removes a message less than 48 hours old: its own, or anyone's in private or as administrator."""
    chat = state.writable_chat(params.text("chat_id"))
    message = state.message(chat, params.integer("message_id"), "message to delete not found")
    others = message.sender is not state.bot and chat.is_group and chat.bot_status != "administrator"
    if others or state.now() - message.date > DELETE_WITHIN:
        raise bad_request("message can't be deleted")
    message.deleted = True
    state.signal.notify()
    return True


@method("answerCallbackQuery")
async def answer_callback_query(state: State, params: Params) -> bool:
    """Ends the press; a text shows as toast or alert to that person only."""
    press = state.live_press(params.text("callback_query_id") or "")
    if press is None:
        raise bad_request(QUERY_TOO_OLD)
    text = params.text("text") or ""
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = Answer(press.query_id, press.user, text, params.flag("show_alert"), params.text("url"))
    press.answers.append(answer)
    if len(press.answers) == 1:
        chat_id = press.message.chat.id
        state.notify(Notice("answer", chat_id, press.user.id, text, answer.show_alert, answer.url))
    state.signal.notify()
    return True
