"""Delivery by webhook: one update at a time per chat, retried until accepted."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime

import aiohttp

from simulator.base import ApiError, Json, Signal
from simulator.updates import Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_BACKOFF = 0.02
LONGEST_BACKOFF = 1.0
"""Seconds between two tries; short, so that tests do not wait."""
REQUEST_SECONDS = 60.0


class Webhook:
    """The webhook's setting and its delivery. `reply` runs a method given back in the body of the answer."""

    def __init__(
        self,
        queue: UpdateQueue,
        signal: Signal,
        now: Callable[[], datetime],
        reply: Callable[[str, Json], Awaitable[object]],
    ) -> None:
        self._queue = queue
        self._signal = signal
        self._now = now
        self._reply = reply
        self._task: asyncio.Task[None] | None = None
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error: tuple[datetime, str] | None = None
        queue.webhook_active = lambda: bool(self.url)

    def set(self, url: str, secret: str, max_connections: int) -> None:
        """Starts delivering to `url`; an empty one stops."""
        self._stop()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error = None
        if url:
            self._queue.interrupt()
            self._task = asyncio.get_running_loop().create_task(self._run())
        self._signal.notify()

    def info(self) -> Json:
        """Telegram's `WebhookInfo`."""
        body: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue.pending),
        }
        if self.url:
            body["max_connections"] = self.max_connections
        if self.last_error is not None:
            body["last_error_date"] = int(self.last_error[0].timestamp())
            body["last_error_message"] = self.last_error[1]
        if self._queue.allowed is not None:
            body["allowed_updates"] = sorted(self._queue.allowed)
        return body

    async def close(self) -> None:
        """Ends delivery and waits for its tasks."""
        tasks = [task for task in [self._task, *self._lanes.values()] if task is not None]
        self.url = ""
        self._stop()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _stop(self) -> None:
        for task in [self._task, *self._lanes.values()]:
            if task is not None:
                task.cancel()
        self._task = None
        self._lanes = {}

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS)
        connector = aiohttp.TCPConnector(limit=self.max_connections)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
            while True:
                changed = self._signal.future()
                for chat_id in {update.chat_id for update in self._queue.pending}:
                    lane = self._lanes.get(chat_id)
                    if lane is None or lane.done():
                        self._lanes[chat_id] = asyncio.create_task(self._lane(http, chat_id))
                await changed

    async def _lane(self, http: aiohttp.ClientSession, chat_id: int) -> None:
        while update := next((u for u in self._queue.pending if u.chat_id == chat_id), None):
            backoff = FIRST_BACKOFF
            while update in self._queue.pending and not await self._deliver(http, update):
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)

    async def _deliver(self, http: aiohttp.ClientSession, update: Update) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with http.post(self.url, json=update.to_json(), headers=headers, allow_redirects=False) as answer:
                body = await answer.read()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return False
        if not 200 <= status < 300:
            self._failed(f"Wrong response from the webhook: {status} {answer.reason}")
            return False
        self._queue.drop(update)
        await self._run_reply(body)
        return True

    def _failed(self, why: str) -> None:
        self.last_error = (self._now(), why)
        self._signal.notify()

    async def _run_reply(self, body: bytes) -> None:
        try:
            asked = json.loads(body)
        except ValueError:
            return
        if isinstance(asked, dict) and isinstance(asked.get("method"), str):
            try:
                await self._reply(asked.pop("method"), asked)
            except ApiError as error:
                self._failed(error.description)
