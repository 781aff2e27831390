"""The bot's menus, name and descriptions."""

import json
import re

from simulator.base import Json, bad_request
from simulator.methods.registry import method
from simulator.params import Params
from simulator.state import State

_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")


def scope_key(scope: Json | None) -> str:
    """One text for a scope, whatever the order of its fields and the type of its ids."""
    plain = {k: str(v) for k, v in (scope or {"type": "default"}).items() if v is not None}
    return json.dumps(plain, sort_keys=True)


def _key(state: State, params: Params) -> tuple[str, str]:
    scope = params.mapping("scope")
    if scope and scope.get("chat_id") is not None:
        state.chat(str(scope["chat_id"]))
    return scope_key(scope), params.text("language_code") or ""


@method("setMyCommands")
async def set_my_commands(state: State, params: Params) -> bool:
    """The menu of one scope and language."""
    commands = params.items("commands") or []
    key = _key(state, params)
    for command in commands:
        if not _COMMAND.match(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    state.commands[key] = [{"command": c["command"], "description": c["description"]} for c in commands]
    state.signal.notify()
    return True


@method("getMyCommands")
async def get_my_commands(state: State, params: Params) -> list[Json]:
    """The menu set for exactly this scope and language."""
    return state.commands.get(_key(state, params), [])


@method("deleteMyCommands")
async def delete_my_commands(state: State, params: Params) -> bool:
    """Forgets the menu of this scope and language."""
    state.commands.pop(_key(state, params), None)
    state.signal.notify()
    return True


def menu(state: State, chat_id: int, language: str = "fr") -> list[Json]:
    """The menu a person sees in a chat: the narrowest scope that has one, in their language first."""
    chat = state.chats.get(chat_id)
    wide = "all_group_chats" if chat is not None and chat.is_group else "all_private_chats"
    for scope in ({"type": "chat", "chat_id": chat_id}, {"type": wide}, {"type": "default"}):
        for code in (language, ""):
            commands = state.commands.get((scope_key(dict(scope)), code))
            if commands:
                return commands
    return []


@method("setMyName")
async def set_my_name(state: State, params: Params) -> bool:
    """Accepted and kept."""
    state.profile["name", params.text("language_code") or ""] = params.text("name") or ""
    return True


@method("setMyDescription")
async def set_my_description(state: State, params: Params) -> bool:
    """Accepted and kept."""
    state.profile["description", params.text("language_code") or ""] = params.text("description") or ""
    return True


@method("setMyShortDescription")
async def set_my_short_description(state: State, params: Params) -> bool:
    """Accepted and kept."""
    short = params.text("short_description") or ""
    state.profile["short_description", params.text("language_code") or ""] = short
    return True


@method("getMyName")
async def get_my_name(state: State, params: Params) -> Json:
    """The name set, or the bot's own."""
    return {"name": state.profile.get(("name", params.text("language_code") or ""), state.bot.first_name)}


@method("getMyDescription")
async def get_my_description(state: State, params: Params) -> Json:
    """The description set, or none."""
    return {"description": state.profile.get(("description", params.text("language_code") or ""), "")}


@method("getMyShortDescription")
async def get_my_short_description(state: State, params: Params) -> Json:
    """The short description set, or none."""
    key = ("short_description", params.text("language_code") or "")
    return {"short_description": state.profile.get(key, "")}


@method("setChatMenuButton", "setMessageReaction", "setMyDefaultAdministratorRights")
async def accept(state: State, params: Params) -> bool:
    """Accepted, without effect here."""
    return True
