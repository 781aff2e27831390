"""The page's routes: files, events, and what each person does."""

import asyncio
import binascii
import json
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from simulator import sample
from simulator.base import ApiError, Json
from simulator.clockfile import in_french
from simulator.model import Message
from simulator.screens import Ecran, Page
from simulator.view import person, screen_chat, screen_json, setup_json

if TYPE_CHECKING:
    from simulator.facade import Simulator

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
SAFE = {"Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store"}  # fmt: skip
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "audio/ogg"}
BREATH = 0.03
"""Seconds a burst of changes has to gather into one event."""
HEARTBEAT = 2.0
"""Seconds between two looks at the clock when nothing else happens."""


class Control:
    """The page of one simulator."""

    def __init__(self, sim: "Simulator", page: Page) -> None:
        self.sim = sim
        self.page = page
        self._acts: dict[str, Callable[[Json, Ecran], None]] = {
            "text": self._text,
            "photo": self._photo,
            "voice": self._voice,
            "location": self._location,
            "press": self._press,
            "start": self._start,
            "edit": self._edit,
        }

    def register(self, app: web.Application) -> None:
        """Adds the routes."""
        app.router.add_get("/", self.index)
        app.router.add_get("/page/{name}", self.asset)
        app.router.add_get("/media/{unique_id}", self.media)
        app.router.add_get("/events", self.events)
        app.router.add_post("/api/act", self.act)
        app.router.add_post("/api/clock", self.clock)

    # files

    async def index(self, request: web.Request) -> web.Response:
        """The page itself."""
        return _asset("index.html")

    async def asset(self, request: web.Request) -> web.Response:
        """A style sheet, a script, or the sample picture."""
        name = request.match_info["name"]
        if name == "exemple.png":
            return web.Response(body=sample.mailbox_picture(), content_type="image/png", headers=SAFE)
        return _asset(name)

    async def media(self, request: web.Request) -> web.Response:
        """A file somebody sent; shown in the browser only if it is a picture, a PDF or a sound."""
        file = self.sim.state.files.unique(request.match_info["unique_id"])
        if file is None:
            raise web.HTTPNotFound
        headers = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
        shown = file.mime in _INLINE
        answer = web.Response(
            body=file.data, content_type=file.mime if shown else "application/octet-stream", headers=headers
        )
        disposition = "inline" if shown else "attachment"
        answer.headers["Content-Disposition"] = _disposition(disposition, file.name)
        return answer

    # events

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the whole at first, then each screen that changed."""
        stream = web.StreamResponse(headers={**SAFE, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        screens, clock = list(self.page.screens), self.sim.clock is not None
        await _send(stream, "setup", setup_json(self.sim, screens, list(self.page.explanations), clock=clock))
        sent: dict[str, str] = {}
        seen = len(self.sim.state.notices)
        while True:
            changed = self.sim.state.signal.future()
            for index, screen in enumerate(screens):
                await _send_new(stream, sent, f"screen{index}", "screen", screen_json(self.sim, index, screen))
            await _send_new(stream, sent, "clock", "clock", {"text": in_french(self.sim.state.now())})
            seen = await self._send_notices(stream, seen)
            await asyncio.wait({changed}, timeout=HEARTBEAT)
            await asyncio.sleep(BREATH)

    async def _send_notices(self, stream: web.StreamResponse, seen: int) -> int:
        notices = self.sim.state.notices[seen:]
        for notice in notices:
            shown = [i for i, s in enumerate(self.page.screens) if screen_chat(self.sim, s).id == notice.chat_id]
            who = self.sim.state.users.get(notice.user_id or 0)
            await _send(stream, "notice", {
                "kind": notice.kind, "screens": shown, "user": notice.user_id, "name": who.name if who else "",
                "text": notice.text, "alert": notice.alert, "url": notice.url,
            })  # fmt: skip
        return seen + len(notices)

    # acts

    async def act(self, request: web.Request) -> web.Response:
        """One act of one person; a refusal comes back as a French sentence."""
        asked = await _read(request)
        try:
            index = asked.get("screen")
            if not isinstance(index, int) or not 0 <= index < len(self.page.screens):
                raise LookupError("écran inconnu")
            act = self._acts.get(str(asked.get("kind")))
            if act is None:
                raise LookupError("geste inconnu")
            act(asked, self.page.screens[index])
        except (LookupError, ValueError, PermissionError) as error:
            return _answer({"ok": False, "error": str(error)}, 400)
        except ApiError as error:
            return _answer({"ok": False, "error": error.description}, 400)
        return _answer({"ok": True})

    def _message(self, screen: Ecran, message_id: object) -> Message | None:
        chat = screen_chat(self.sim, screen)
        return chat.messages.get(message_id) if isinstance(message_id, int) else None

    def _text(self, asked: Json, screen: Ecran) -> None:
        user = person(screen, asked.get("user"))
        answered = self._message(screen, asked.get("reply_to"))
        self.sim.send_text(user, screen_chat(self.sim, screen), str(asked.get("text", ""))[:4096], reply_to=answered)

    def _photo(self, asked: Json, screen: Ecran) -> None:
        user = person(screen, asked.get("user"))
        data = asked.get("data")
        try:
            picture = b64decode(data, validate=True) if isinstance(data, str) and data else None
        except binascii.Error:
            raise ValueError("image illisible") from None
        caption = str(asked.get("caption", "")).strip()[:1024]
        self.sim.send_photo(user, screen_chat(self.sim, screen), caption, data=picture)

    def _voice(self, asked: Json, screen: Ecran) -> None:
        self.sim.send_voice(person(screen, asked.get("user")), screen_chat(self.sim, screen))

    def _location(self, asked: Json, screen: Ecran) -> None:
        self.sim.send_location(person(screen, asked.get("user")), screen_chat(self.sim, screen))

    def _press(self, asked: Json, screen: Ecran) -> None:
        message = self._message(screen, asked.get("message"))
        ids = asked.get("users")
        if message is None or not isinstance(ids, list) or not ids:
            raise LookupError("message ou personne inconnus")
        people = [person(screen, user_id) for user_id in ids]
        data = str(asked.get("data", ""))
        if all(button.data != data for button in message.buttons):
            raise LookupError("ce bouton n’est plus là")
        for user in people:
            self.sim.press(user, message, data)

    def _start(self, asked: Json, screen: Ecran) -> None:
        self.sim.start(person(screen, asked.get("user")), str(asked.get("payload", "")))

    def _edit(self, asked: Json, screen: Ecran) -> None:
        user = person(screen, asked.get("user"))
        message = self._message(screen, asked.get("message"))
        text = str(asked.get("text", "")).strip()[:4096]
        if message is None or message.sender is not user or not text:
            raise LookupError("ce message ne se modifie pas")
        self.sim.edit_text(message, text)

    async def clock(self, request: web.Request) -> web.Response:
        """Moves the clock file: `hour`, `four_hours` or `morning`."""
        move, clock = (await _read(request)).get("move"), self.sim.clock
        if clock is None:
            return _answer({"ok": False, "error": "l’horloge de cette démonstration ne se déplace pas"}, 400)
        if move == "morning":
            clock.next_morning()
        elif move in {"hour", "four_hours"}:
            clock.advance(timedelta(hours=1 if move == "hour" else 4))
        else:
            return _answer({"ok": False, "error": "déplacement inconnu"}, 400)
        self.sim.state.signal.notify()
        return _answer({"ok": True})


def _asset(name: str) -> web.Response:
    known = {entry.name: entry for entry in files("simulator.page").iterdir()}
    kind = _TYPES.get("." + name.rpartition(".")[2])
    if name not in known or kind is None:
        raise web.HTTPNotFound
    text = known[name].read_text(encoding="utf-8")
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=SAFE)


def _disposition(kind: str, name: str) -> str:
    """A Content-Disposition header safe for any file name."""
    return f"{kind}; filename*=UTF-8''{quote(name, safe='')}"


async def _read(request: web.Request) -> Json:
    """The JSON of a POST coming from the page itself.

    Raises:
        web.HTTPForbidden: it comes from another origin.
        web.HTTPBadRequest: not JSON.
    """
    origin = request.headers.get("Origin")
    same_site = request.headers.get("Sec-Fetch-Site") in {None, "same-origin", "none"}
    if origin not in {None, f"http://{request.host}"} or not same_site:
        raise web.HTTPForbidden(text="other origin")
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON expected")
    try:
        asked = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="bad JSON") from None
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest(text="object expected")
    return asked


def _answer(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers=SAFE)


async def _send(stream: web.StreamResponse, event: str, body: Json) -> None:
    await stream.write(f"event: {event}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n".encode())


async def _send_new(stream: web.StreamResponse, sent: dict[str, str], key: str, event: str, body: Json) -> None:
    text = json.dumps(body, ensure_ascii=False)
    if sent.get(key) != text:
        sent[key] = text
        await _send(stream, event, body)
