"""Checks of `reply_markup`, with Telegram's limits."""

from simulator.base import Json, bad_request
from simulator.params import Params, objects

MAX_DATA_BYTES = 64
_ACTIONS = {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay",
            "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game"}  # fmt: skip
_OTHER_KINDS = {"keyboard", "remove_keyboard", "force_reply"}


def _check_button(button: Json) -> None:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = _ACTIONS & {key for key, value in button.items() if value is not None}
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data, url = button.get("callback_data"), button.get("url")
    if data is not None and not 1 <= len(str(data).encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://", "t.me/")):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")


def read_markup(params: Params, *, inline_only: bool = False) -> Json | None:
    """The markup of a call, checked; an empty inline keyboard counts as none.

    Raises:
        ApiError: 400 for a bad button, or, on an edit, for anything but an inline keyboard.
    """
    markup = params.mapping("reply_markup")
    if markup is None:
        return None
    if "inline_keyboard" not in markup:
        if inline_only:
            raise bad_request("inline keyboard expected")
        if not _OTHER_KINDS & set(markup):
            raise bad_request("can't parse reply keyboard markup JSON object")
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    kept = [objects(row, "inline_keyboard row") for row in rows if row]
    for row in kept:
        for button in row:
            _check_button(button)
    if sum(len(row) for row in kept) > 100:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None
