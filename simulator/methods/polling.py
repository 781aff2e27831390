"""getMe, getUpdates and the webhook."""

from urllib.parse import urlsplit

from simulator.base import Json, bad_request
from simulator.methods.registry import method
from simulator.params import Params
from simulator.state import State

LONGEST_POLL = 50


@method("getMe")
async def get_me(state: State, params: Params) -> Json:
    """The bot, with what `getMe` adds."""
    return {
        **state.bot.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getUpdates")
async def get_updates(state: State, params: Params) -> list[Json]:
    """Long poll; `timeout` in seconds of real time."""
    state.queue.allow(params.strings("allowed_updates"))
    limit = params.integer("limit")
    wait = max(0, min(params.integer("timeout") or 0, LONGEST_POLL))
    updates = await state.queue.poll(params.integer("offset") or 0, 100 if limit is None else limit, wait)
    return [update.to_json() for update in updates]


@method("setWebhook")
async def set_webhook(state: State, params: Params) -> bool:
    """Plain http is accepted here: everything stays on the loopback."""
    url = params.text("url") or ""
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = params.text("secret_token") or ""
    if len(secret) > 256 or not all(c.isascii() and (c.isalnum() or c in "_-") for c in secret):
        raise bad_request("secret token contains unallowed characters")
    if params.flag("drop_pending_updates"):
        state.queue.expire(callbacks_only=False)
    state.queue.allow(params.strings("allowed_updates"))
    state.webhook.set(url, secret, params.integer("max_connections") or 40)
    return True


@method("deleteWebhook")
async def delete_webhook(state: State, params: Params) -> bool:
    """Stops delivery; what waits stays for polling unless dropped."""
    if params.flag("drop_pending_updates"):
        state.queue.expire(callbacks_only=False)
    state.webhook.set("", "", 40)
    return True


@method("getWebhookInfo")
async def get_webhook_info(state: State, params: Params) -> Json:
    """Where updates go and what went wrong last."""
    return state.webhook.info()


@method("close", "logOut")
async def leave_server(state: State, params: Params) -> bool:
    """Nothing to do here: there is only this server."""
    return True
