"""The page's own routes: what it is served, what it may do, who may ask."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from simulator import Chat, ClockFile, Ecran, Json, Page, Simulator, User
from simulator.clockfile import in_french
from simulator.control import Control

MORNING = "2026-11-24T10:05:00+01:00"


class Browser:
    """The page's view: acts by POST, events as they come."""

    def __init__(self, sim: Simulator, client: aiohttp.ClientSession) -> None:
        self.sim = sim
        self.client = client

    async def post(self, path: str, body: Json, headers: dict[str, str] | None = None) -> tuple[int, Json]:
        """Posts JSON and reads the answer, if it is one."""
        async with self.client.post(self.sim.url + path, json=body, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith("{") else {}

    async def act(self, screen: int, user: User, kind: str, **body: object) -> tuple[int, Json]:
        """One act of one person."""
        return await self.post("/api/act", {"screen": screen, "user": user.id, "kind": kind, **body})

    async def events(self, until: str) -> dict[str, list[Json]]:
        """Events from the opening, up to the first that contains `until`."""
        found: dict[str, list[Json]] = {}
        async with self.client.get(f"{self.sim.url}/events") as stream:
            name = ""
            async for raw in stream.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    found.setdefault(name, []).append(json.loads(line[6:]))
                    if until in line:
                        return found
        raise AssertionError(f"{until} never came: {found}")


@pytest_asyncio.fixture
async def sim(tmp_path: Path) -> AsyncIterator[Simulator]:
    """A simulator whose clock stands on a Tuesday morning."""
    clock = tmp_path / "clock"
    clock.write_text(MORNING, encoding="utf-8")
    running = Simulator(clock_file=clock)
    awa, karim = running.add_user("Awa", "Diallo", started=True), running.add_user("Karim")
    team = running.add_group("Équipe", [karim, awa])
    screens = [Ecran("Awa", "Gardienne", awa, suggestions=["Bonjour"]), Ecran("Équipe", "Groupe", karim, team, [awa])]
    running.show(Page(screens, ["Essayez"]))
    async with running:
        yield running


@pytest.fixture
def awa(sim: Simulator) -> User:
    """The caretaker of the first screen."""
    return sim.state.users[1001]


@pytest.fixture
def karim(sim: Simulator) -> User:
    """The social officer of the group's screen."""
    return sim.state.users[1002]


@pytest.fixture
def team(sim: Simulator) -> Chat:
    """The group of the second screen."""
    return sim.chat_of(-4001)


@pytest_asyncio.fixture
async def browser(sim: Simulator) -> AsyncIterator[Browser]:
    """The page."""
    async with aiohttp.ClientSession() as client:
        yield Browser(sim, client)


@pytest.mark.asyncio
async def test_the_page_and_its_files_come_with_a_strict_policy(browser: Browser) -> None:
    for path in ("/", "/page/app.js", "/page/phone.css", "/page/exemple.png"):
        async with browser.client.get(browser.sim.url + path) as answer:
            assert answer.status == 200
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            body = await answer.read()
            assert b"http://" not in body.replace(b"http://www.w3.org", b"")
    async with browser.client.get(browser.sim.url + "/") as answer:
        page = await answer.text()
    assert "<title>Vigie — démonstration</title>" in page
    assert "rien ne part chez Telegram, toutes les personnes sont inventées" in page
    for path in ("/page/__init__.py", "/page/..%2fcontrol.py", "/page/none.js", "/media/none"):
        async with browser.client.get(browser.sim.url + path) as answer:
            assert answer.status == 404


@pytest.mark.asyncio
async def test_another_host_or_origin_is_refused(browser: Browser, awa: User) -> None:
    async with browser.client.get(browser.sim.url + "/", headers={"Host": "attaquant.example"}) as answer:
        assert answer.status == 421
    body: Json = {"screen": 0, "user": awa.id, "kind": "text", "text": "x"}
    for headers in ({"Origin": "http://attaquant.example"}, {"Sec-Fetch-Site": "cross-site"}):
        status, _ = await browser.post("/api/act", body, headers)
        assert status == 403
    async with browser.client.post(browser.sim.url + "/api/act", data=json.dumps(body)) as answer:
        assert answer.status == 415
    assert browser.sim.messages(awa) == []
    status, _ = await browser.post("/api/act", body, {"Origin": browser.sim.url})
    assert status == 200


@pytest.mark.asyncio
async def test_each_act_of_the_page_becomes_what_a_person_does(browser: Browser, sim: Simulator, awa: User) -> None:
    await browser.act(0, awa, "start", payload="inv-1")
    await browser.act(0, awa, "text", text="Bonjour", reply_to=1)
    await browser.act(0, awa, "photo", caption="Hall")
    await browser.act(0, awa, "voice")
    await browser.act(0, awa, "location")
    await browser.act(0, awa, "edit", message=2, text="Bonsoir")
    start, text, photo, voice, place = sim.messages(awa)
    assert (start.text, text.text, text.reply_to) == ("/start inv-1", "Bonsoir", start)
    assert photo.file is not None
    assert (photo.text, photo.file.mime) == ("Hall", "image/png")
    assert voice.content.keys() == {"voice"}
    assert place.content.keys() == {"location"}


@pytest.mark.asyncio
async def test_two_people_of_the_group_press_at_once(
    browser: Browser, sim: Simulator, team: Chat, awa: User, karim: User
) -> None:
    markup: Json = {"inline_keyboard": [[{"text": "Je prends en charge", "callback_data": "p"}]]}
    sim.state.post(team, sim.bot, {"text": "Carte"}, markup=markup)
    await browser.act(1, karim, "press", message=1, data="p", users=[karim.id, awa.id])
    assert [press.user for press in sim.state.presses.values()] == [karim, awa]
    status, answer = await browser.act(1, karim, "press", message=1, data="forged", users=[karim.id])
    assert (status, answer["error"]) == (400, "ce bouton n\u2019est plus là")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        {"screen": 9, "kind": "text", "text": "x"},
        {"screen": 0, "kind": "dance"},
        {"screen": 0, "kind": "text", "text": "   "},
        {"screen": 0, "kind": "text", "text": "x", "user": 1002},
        {"screen": 0, "kind": "photo", "data": "%%%"},
        {"screen": 0, "kind": "photo", "data": "bm90IGFuIGltYWdl"},
        {"screen": 0, "kind": "start", "payload": "<>"},
        {"screen": 0, "kind": "edit", "message": 77, "text": "x"},
    ],
)
async def test_an_impossible_act_is_refused_with_a_word(browser: Browser, awa: User, body: Json) -> None:
    status, answer = await browser.post("/api/act", {"user": awa.id, **body})
    assert (status, answer["ok"]) == (400, False)
    assert answer["error"]


@pytest.mark.asyncio
async def test_the_events_carry_people_messages_toasts_and_time(browser: Browser, sim: Simulator, awa: User) -> None:
    sim.send_text(awa, awa, "<script>alert(1)</script>")
    found = await browser.events('"text": "mardi 24 novembre, 10 h 05"')
    setup = found["setup"][0]
    assert setup["explanations"] == ["Essayez"]
    assert setup["clock"] is True
    screens = setup["screens"]
    assert isinstance(screens, list)
    assert [len(screen["people"]) for screen in screens] == [1, 2]
    shown = found["screen"][0]["messages"]
    assert isinstance(shown, list)
    assert (shown[0]["text"], shown[0]["entities"]) == ("<script>alert(1)</script>", [])
    assert (shown[0]["day"], shown[0]["time"]) == ("mardi 24 novembre", "10 h 05")


@pytest.mark.asyncio
async def test_no_script_of_the_page_writes_markup() -> None:
    folder = Path(Control.__init__.__code__.co_filename).parent / "page"
    scripts = list(folder.glob("*.js"))
    assert len(scripts) >= 5
    for script in scripts:
        code = script.read_text(encoding="utf-8")
        assert not [word for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write") if word in code]


@pytest.mark.asyncio
async def test_files_open_in_the_browser_only_when_harmless(browser: Browser, sim: Simulator, awa: User) -> None:
    pdf = sim.send_document(awa, awa, b"%PDF-1.7", "fiche é.pdf").file
    html = sim.send_document(awa, awa, b"<script>alert(1)</script>", "piege.html").file
    assert pdf is not None
    assert html is not None
    async with browser.client.get(f"{sim.url}/media/{pdf.unique_id}") as answer:
        assert answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''fiche%20%C3%A9.pdf"
    async with browser.client.get(f"{sim.url}/media/{html.unique_id}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.asyncio
async def test_the_page_moves_the_clock_file(browser: Browser, sim: Simulator) -> None:
    assert sim.clock is not None
    for move, after in (("hour", "11:05"), ("four_hours", "15:05"), ("morning", "09:00")):
        status, _ = await browser.post("/api/clock", {"move": move})
        assert status == 200
        assert sim.clock.read().strftime("%H:%M") == after
    assert sim.clock.path.read_text(encoding="utf-8") == "2026-11-25T09:00:00+01:00\n"
    assert [path.name for path in sim.clock.path.parent.iterdir()] == ["clock"]
    status, _ = await browser.post("/api/clock", {"move": "yesterday"})
    assert status == 400


@pytest.mark.parametrize(
    ("before", "hour", "morning"),
    [
        ("2026-03-28T23:30:00+01:00", "2026-03-29T00:30:00+01:00", "2026-03-29T09:00:00+02:00"),
        ("2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-03-30T09:00:00+02:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-26T09:00:00+01:00"),
        ("2026-12-31T23:59:00+01:00", "2027-01-01T00:59:00+01:00", "2027-01-01T09:00:00+01:00"),
    ],
)
def test_the_clock_crosses_both_changes_of_hour(tmp_path: Path, before: str, hour: str, morning: str) -> None:
    clock = ClockFile(tmp_path / "clock")
    clock.path.write_text(before, encoding="utf-8")
    clock.advance(datetime.resolution * 3_600_000_000)
    assert clock.path.read_text(encoding="utf-8").strip() == hour
    clock.path.write_text(before, encoding="utf-8")
    clock.next_morning()
    assert clock.path.read_text(encoding="utf-8").strip() == morning


def test_the_date_is_said_in_french() -> None:
    assert in_french(datetime.fromisoformat("2026-11-24T09:05:00+00:00")) == "mardi 24 novembre, 10 h 05"
    assert in_french(datetime.fromisoformat("2026-08-01T00:00:00+02:00")) == "samedi 1er août, 0 h 00"
