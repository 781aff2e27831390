"""The HTTP face of the simulated Bot API."""

import asyncio
import time
from typing import NoReturn

from aiohttp import web

from simulator.base import ApiError, Json
from simulator.faults import Fault
from simulator.methods import chats, editing, polling, profile, registry, sending
from simulator.model import Call
from simulator.params import Params, read_params
from simulator.state import State

LOADED = (chats, editing, polling, profile, sending)
"""Modules whose import fills the table of methods."""


async def run_method(state: State, name: str, params: Params) -> object:
    """Does one call without HTTP, recorded like the others; used for methods given back by a webhook."""
    canonical, handler = registry.find(name)
    call = Call(canonical, params.values, time.monotonic())
    state.calls.append(call)
    return await _perform(state, call, handler, params)


async def _perform(state: State, call: Call, handler: registry.Handler, params: Params) -> Json:
    try:
        body: Json = {"ok": True, "result": await handler(state, params)}
    except ApiError as error:
        body = error.to_json()
    call.response = body
    call.accepted = body["ok"] is True
    state.signal.notify()
    return body


async def _cut(request: web.Request) -> NoReturn:
    if request.transport is not None:
        request.transport.abort()
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


def _json(body: Json) -> web.Response:
    code = body.get("error_code", 200)
    return web.json_response(body, status=code if isinstance(code, int) else 200)


class BotApi:
    """Routes `/bot{token}/{method}` and `/file/bot{token}/{path}` over one state."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.refusing = False

    def register(self, app: web.Application) -> None:
        """Adds the routes."""
        app.router.add_route("*", "/bot{token}/{method}", self.call)
        app.router.add_get("/file/bot{token}/{path:.+}", self.download)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call, or the failure planned for it."""
        if self.refusing:
            await _cut(request)
        if request.match_info["token"] != self.state.token:
            return _json(ApiError(401, "Unauthorized").to_json())
        try:
            name, handler = registry.find(request.match_info["method"])
            params = await read_params(request)
        except ApiError as error:
            return _json(error.to_json())
        call = Call(name, params.values, time.monotonic())
        self.state.calls.append(call)
        fault = self.state.faults.take(name, params.values)
        if fault is not None:
            return await self._fail(request, fault, call, handler, params)
        return _json(await _perform(self.state, call, handler, params))

    async def _fail(
        self, request: web.Request, fault: Fault, call: Call, handler: registry.Handler, params: Params
    ) -> web.StreamResponse:
        if fault.kind == "answer":
            error = fault.error or ApiError(500, "Internal Server Error")
            call.response = error.to_json()
            self.state.signal.notify()
            return _json(call.response)
        if fault.kind != "refuse":
            await _perform(self.state, call, handler, params)
            call.response = None
        self.state.signal.notify()
        if fault.kind == "hang":
            await asyncio.Event().wait()
        await _cut(request)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, at the path `getFile` gave."""
        if self.refusing:
            await _cut(request)
        file = self.state.files.at(request.match_info["path"])
        if request.match_info["token"] != self.state.token or file is None:
            return _json(ApiError(404, "Not Found").to_json())
        return web.Response(body=file.data, content_type="application/octet-stream")
