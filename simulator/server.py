"""The listening side: one loopback port for the Bot API and, when asked, the page."""

import socket
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from simulator.api import BotApi, run_method
from simulator.files import MAX_UPLOAD_BYTES
from simulator.state import State

HOST = "127.0.0.1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Binds `127.0.0.1` only; `port` 0 lets the system choose, and the choice is kept across refusals."""

    def __init__(self, state: State, port: int) -> None:
        self.state = state
        self.port = port
        self.api = BotApi(state)
        self.app = web.Application(client_max_size=MAX_UPLOAD_BYTES + 1024 * 1024, middlewares=[_checked_host(self)])
        self.api.register(self.app)
        self._runner: web.AppRunner | None = None
        self._site: web.SockSite | None = None
        state.dispatch = lambda name, params: run_method(state, name, params)

    async def open(self) -> None:
        """Starts answering.

        Raises:
            OSError: the port is taken.
        """
        self._runner = web.AppRunner(self.app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await self.listen()

    async def close(self) -> None:
        """Cuts every connection and stops."""
        await self.state.webhook.close()
        self.cut_connections()
        if self._runner is not None:
            await self._runner.cleanup()

    async def listen(self) -> None:
        """Accepts connections (again)."""
        if self._runner is None:
            raise RuntimeError("open the server first")
        self.api.refusing = False
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, self.port))
        self.port = sock.getsockname()[1]
        self._site = web.SockSite(self._runner, sock)
        await self._site.start()

    async def refuse(self) -> None:
        """Refuses new connections and cuts those open, as when the network is down."""
        self.api.refusing = True
        if self._site is not None:
            await self._site.stop()
            self._site = None
        self.cut_connections()

    def cut_connections(self) -> None:
        """Aborts every open connection; calls waiting on them are lost."""
        server = self._runner.server if self._runner is not None else None
        for connection in list(server.connections) if server is not None else []:
            if connection.transport is not None:
                connection.transport.abort()


def _checked_host(server: Server) -> Middleware:
    """Refuses a request whose Host is another name: a foreign page that rebinds its name to the loopback."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host") not in {f"{HOST}:{server.port}", f"localhost:{server.port}"}:
            raise web.HTTPMisdirectedRequest(text="unknown host")
        return await handler(request)

    return middleware
