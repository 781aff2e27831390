"""How updates reach the bot: aiogram's own polling, and webhooks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiogram import Dispatcher, types
from aiohttp import web

from simulator import Chat, Json, Simulator, User
from simulator.webhook import SECRET_HEADER
from tests.simulator.conftest import Http, aiogram_bot

pytestmark = pytest.mark.asyncio
Receive = Callable[[Json], Awaitable[int]]


@asynccontextmanager
async def webhook(receive: Receive, seen_headers: list[str], reply: Json | None = None) -> AsyncIterator[str]:
    """A small server; `receive` gives the status to answer, `reply` the body."""

    async def handle(request: web.Request) -> web.Response:
        seen_headers.append(request.headers.get(SECRET_HEADER, ""))
        return web.json_response(reply or {}, status=await receive(await request.json()))

    app = web.Application()
    app.router.add_post("/hook", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/hook"
    finally:
        await runner.cleanup()


async def test_aiogram_polls_answers_and_edits(sim: Simulator, awa: User) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def propose(message: types.Message) -> None:
        key = types.InlineKeyboardButton(text="Envoyer", callback_data="s")
        keyboard = types.InlineKeyboardMarkup(inline_keyboard=[[key]])
        await message.answer(f"Fiche : {message.text}", reply_markup=keyboard)

    @dispatcher.callback_query()
    async def send(query: types.CallbackQuery) -> None:
        await query.answer("Envoyé")
        assert isinstance(query.message, types.Message)
        await query.message.edit_text("V-26-0042")

    async with aiogram_bot(sim) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
        sim.send_text(awa, awa, "Mme Petit ne paie plus")
        card = await sim.wait_message(awa, "Fiche", button="Envoyer")
        answer = await sim.wait_answer(sim.press(awa, card, "Envoyer"))
        assert answer.text == "Envoyé"
        await sim.wait_until(lambda: card.text == "V-26-0042")
        await sim.wait_confirmed()
        await dispatcher.stop_polling()
        await polling


async def test_a_webhook_gets_the_secret_and_every_update_of_a_chat_in_order(
    sim: Simulator, http: Http, awa: User, karim: User
) -> None:
    seen: list[tuple[int, str]] = []
    headers: list[str] = []
    failures = {"un": 2}

    async def receive(update: Json) -> int:
        message = update["message"]
        assert isinstance(message, dict)
        text = message["text"]
        if failures.get(text, 0):
            failures[text] -= 1
            return 503
        seen.append((message["chat"]["id"], text))
        return 200

    async with webhook(receive, headers) as url:
        assert (await http("setWebhook", url=url, secret_token="S3cret_-"))["ok"]
        for word in ("un", "deux", "trois"):
            sim.send_text(awa, awa, word)
        sim.send_text(karim, karim, "ailleurs")
        await sim.wait_confirmed()
    assert [text for chat, text in seen if chat == awa.id] == ["un", "deux", "trois"]
    assert (karim.id, "ailleurs") in seen
    assert set(headers) == {"S3cret_-"}
    assert len(headers) == 6


async def test_what_a_webhook_refuses_waits_and_is_told(sim: Simulator, http: Http, awa: User) -> None:
    async def refuse(update: Json) -> int:
        return 500

    headers: list[str] = []
    async with webhook(refuse, headers) as url:
        await http("setWebhook", url=url)
        sim.send_text(awa, awa, "Bonjour")
        await sim.wait_until(lambda: len(headers) >= 2)
        info = (await http("getWebhookInfo"))["result"]
    assert isinstance(info, dict)
    assert (info["url"], info["pending_update_count"]) == (url, 1)
    assert "500" in info["last_error_message"]
    assert (await http("deleteWebhook"))["ok"]
    assert len((await http("getUpdates"))["result"]) == 1  # type: ignore[arg-type]


async def test_a_method_given_back_by_the_webhook_is_run(sim: Simulator, http: Http, awa: User) -> None:
    async def accept(update: Json) -> int:
        return 200

    async with webhook(accept, [], {"method": "sendMessage", "chat_id": awa.id, "text": "Reçu"}) as url:
        await http("setWebhook", url=url)
        sim.send_text(awa, awa, "Bonjour")
        await sim.wait_message(awa, "Reçu")


async def test_polling_and_webhook_exclude_each_other(sim: Simulator, http: Http, awa: User) -> None:
    first = asyncio.create_task(http("getUpdates", timeout=10))
    await sim.wait_until(lambda: sim.calls("getUpdates"))
    await http("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await first)["error_code"] == 409
    answer = await http("getUpdates")
    assert http.last_status == 409
    assert "webhook is active" in str(answer["description"])
    assert (await http("setWebhook", url="ftp://x"))["error_code"] == 400
    assert (await http("setWebhook", url="http://127.0.0.1:9/hook", secret_token="é"))["error_code"] == 400


async def test_dropping_pending_updates_forgets_them(sim: Simulator, http: Http, awa: User) -> None:
    sim.send_text(awa, awa, "Bonjour")
    await http("deleteWebhook", drop_pending_updates=True)
    assert sim.pending_updates == 0


async def test_offsets_and_limits_follow_telegram(sim: Simulator, http: Http, awa: User) -> None:
    for word in "abcd":
        sim.send_text(awa, awa, word)

    async def ids(**params: object) -> list[int]:
        found = (await http("getUpdates", **params))["result"]
        assert isinstance(found, list)
        return [update["update_id"] for update in found]

    first = (await ids())[0]
    assert await ids(limit=2) == [first, first + 1]
    assert await ids(offset=-1) == [first + 3]
    assert await ids() == [first + 3]
    assert await ids(offset=first + 4) == []


async def test_only_the_kinds_asked_for_are_kept(sim: Simulator, http: Http, awa: User, team: Chat) -> None:
    await http("getUpdates", allowed_updates=["callback_query"])
    sim.send_text(awa, awa, "Bonjour")
    assert sim.pending_updates == 0
    await http("getUpdates", allowed_updates=[])
    sim.send_text(awa, awa, "Bonjour")
    assert sim.pending_updates == 1


async def test_a_press_too_old_is_not_delivered(sim: Simulator, http: Http, awa: User) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Envoyer", "callback_data": "s"}]]}
    await http("sendMessage", chat_id=awa.id, text="Carte", reply_markup=keyboard)
    sim.press(awa, sim.last(awa), "Envoyer")
    sim.send_text(awa, awa, "encore là")
    sim.expire_callbacks()
    found = (await http("getUpdates"))["result"]
    assert isinstance(found, list)
    assert [list(update)[1] for update in found] == ["message"]


async def test_an_update_can_come_twice(sim: Simulator, http: Http, awa: User) -> None:
    sim.send_text(awa, awa, "Bonjour")
    update = sim.state.queue.pending[0]
    await http("getUpdates", offset=update.id + 1)
    sim.state.queue.redeliver(update)
    found = (await http("getUpdates"))["result"]
    assert isinstance(found, list)
    assert found[0]["update_id"] == update.id


async def test_faults_can_aim_at_one_chat_skip_some_and_last(
    sim: Simulator, http: Http, awa: User, karim: User
) -> None:
    fault = sim.fail("sendMessage", where=awa, times=None, skip=1)
    oks = [(await http("sendMessage", chat_id=who.id, text="x"))["ok"] for who in (awa, awa, karim, awa)]
    assert oks == [True, False, True, False]
    sim.state.faults.remove(fault)
    assert (await http("sendMessage", chat_id=awa.id, text="x"))["ok"]
    sim.fail()
    sim.heal()
    assert (await http("getMe"))["ok"]
