"""A small local Telegram: Bot API server, people who act, screens to read, and a page that plays the phones.

It knows nothing of the product: the bot talks to it over HTTP as it would to Telegram. In a test::

    async with Simulator(now=clock) as sim:
        awa = sim.add_user("Awa", "Diallo")
        team = sim.add_group("Équipe Nord", [awa])
        ...  # start the bot with base URL sim.url and token sim.token
        sim.start(awa, "invitation")
        sim.send_text(awa, awa, "Mme Petit ne paie plus")
        card = await sim.wait_message(awa, "Impayés", button="Envoyer")
        press = sim.press(awa, card, "Envoyer")
        await sim.wait_answer(press)
        sim.too_many_requests("sendMessage", retry_after=3, where=team)
        assert not sim.calls("sendMessage", team)

Every act is immediate and becomes an update; every wait ends at the change it waits for, without sleeping.
`python -m simulator --port N` serves it alone.
"""

from simulator.base import ApiError, Json, plain_spaces
from simulator.clockfile import ClockFile
from simulator.facade import DEFAULT_TOKEN, Simulator
from simulator.faults import Fault, bad_gateway, blocked, migrated, server_error, too_many_requests
from simulator.model import Answer, Button, Call, Chat, Message, Press, User
from simulator.screens import Ecran, Page

__all__ = [
    "DEFAULT_TOKEN",
    "Answer",
    "ApiError",
    "Button",
    "Call",
    "Chat",
    "ClockFile",
    "Ecran",
    "Fault",
    "Json",
    "Message",
    "Page",
    "Press",
    "Simulator",
    "User",
    "bad_gateway",
    "blocked",
    "migrated",
    "plain_spaces",
    "server_error",
    "too_many_requests",
]  # fmt: skip
