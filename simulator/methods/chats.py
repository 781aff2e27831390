"""Methods about chats, members and files."""

from simulator.base import Json, bad_request
from simulator.files import MAX_DOWNLOAD_BYTES
from simulator.methods.registry import method
from simulator.model import Chat, User
from simulator.params import Params
from simulator.state import State

_RIGHTS = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
           "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
           "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages",
           "can_send_welcome_messages")  # fmt: skip


def status_json(user: User, status: str) -> Json:
    """Telegram's `ChatMember` of that status, with the fields each kind requires."""
    body: Json = {"status": status, "user": user.to_json()}
    if status == "administrator":
        body |= dict.fromkeys(_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    if status == "creator":
        body["is_anonymous"] = False
    if status == "kicked":
        body["until_date"] = 0
    return body


def member_json(state: State, chat: Chat, user_id: int) -> Json:
    """Telegram's `ChatMember` for a person or the bot, as it is now."""
    user = state.users[user_id]
    return status_json(user, chat.bot_status if user is state.bot else chat.members.get(user_id, "left"))


@method("getChat")
async def get_chat(state: State, params: Params) -> Json:
    """Telegram's `ChatFullInfo`, the fields libraries require."""
    chat = state.chat(params.text("chat_id"))
    body: Json = {
        **chat.to_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    if chat.pinned:
        body["pinned_message"] = chat.messages[chat.pinned[-1]].to_json(nested=True)
    return body


def _group(state: State, params: Params) -> Chat:
    chat = state.writable_chat(params.text("chat_id"))
    if not chat.is_group:
        raise bad_request("there are no administrators in the private chat")
    return chat


@method("getChatMember")
async def get_chat_member(state: State, params: Params) -> Json:
    """One member; somebody outside is `left`, an unknown id is 400."""
    chat = state.writable_chat(params.text("chat_id"))
    user_id = params.integer("user_id")
    if user_id not in state.users:
        raise bad_request("invalid user_id specified")
    return member_json(state, chat, user_id)


@method("getChatAdministrators")
async def get_chat_administrators(state: State, params: Params) -> list[Json]:
    """Creator and administrators."""
    chat = _group(state, params)
    ids = [user_id for user_id, status in chat.members.items() if status in {"creator", "administrator"}]
    ids += [state.bot.id] if chat.bot_status == "administrator" else []
    return [member_json(state, chat, user_id) for user_id in ids]


@method("getChatMemberCount")
async def get_chat_member_count(state: State, params: Params) -> int:
    """People and the bot."""
    chat = state.writable_chat(params.text("chat_id"))
    present = sum(status not in {"left", "kicked"} for status in chat.members.values())
    return present + 1 if chat.is_group else 2


@method("pinChatMessage")
async def pin_chat_message(state: State, params: Params) -> bool:
    """Pins a message; in a group only as administrator."""
    chat = state.writable_chat(params.text("chat_id"))
    if chat.is_group and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    message = state.message(chat, params.integer("message_id"), "message to pin not found")
    chat.pinned.append(message.id)
    state.signal.notify()
    return True


@method("unpinChatMessage", "unpinAllChatMessages")
async def unpin_chat_message(state: State, params: Params) -> bool:
    """Unpins the message of the call, or the last one, or all."""
    chat = state.writable_chat(params.text("chat_id"))
    asked = params.integer("message_id")
    chat.pinned = [one for one in chat.pinned if asked is not None and one != asked]
    state.signal.notify()
    return True


@method("leaveChat")
async def leave_chat(state: State, params: Params) -> bool:
    """The bot goes; later sends are 403."""
    chat = _group(state, params)
    chat.bot_status = "left"
    state.signal.notify()
    return True


@method("getFile")
async def get_file(state: State, params: Params) -> Json:
    """Where to download a file; refused over 20 MB."""
    file = state.files.find(params.text("file_id") or "")
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**file.to_json(), "file_path": file.path}
