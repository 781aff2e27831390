"""`vigie run` : les rôles de ce processus, leur démarrage et leur fin."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiohttp import web

from bot.container import Classer, open_classifier, open_context
from bot.health import Pulse, health_app
from bot.inbound.intake import KINDS, Intake
from bot.inbound.polling import Poller
from bot.inbound.webhook import webhook_app
from bot.inbound.worker import Worker
from bot.outbound.courier import Courier
from bot.outbound.delivery import Delivery
from bot.outbound.pace import Pace
from bot.outbound.sender import Sender
from bot.settings import Settings, SettingsError, split_listen
from handlers import build_router
from scheduler.ticks import ticking
from storage.journal import Cle
from storage.leadership import LeadershipLostError, leadership
from usecases.contexte import Contexte
from usecases.entretenir import battre, reprendre

log = structlog.get_logger(__name__)

TICK_SECONDS = 15.0
FAST_TICK_SECONDS = 0.5
"""Avec `VIGIE_CLOCK`, le temps avance par bonds : on le regarde plus souvent."""

DRAIN_SECONDS = 10.0
"""Temps laissé aux envois en cours quand on demande l'arrêt."""


class App:
    """Les rôles qui tournent, et de quoi les arrêter proprement."""

    def __init__(self, settings: Settings, *, limited: bool = True, classer: Classer | None = None) -> None:
        """`limited=False` lève les limites d'envoi : pour les mesures seulement ; `classer` : déjà chargé ailleurs."""
        if settings.telegram_token is None:
            raise SettingsError("VIGIE_TELEGRAM_TOKEN : requis")
        self._settings = settings
        self._token = settings.telegram_token.get_secret_value()
        self._limited = limited
        self._classer = classer
        self._pulse = Pulse()
        self._wakers: list[Callable[[], None]] = []
        self._stoppers: list[Callable[[], None]] = []
        self._stopping = asyncio.Event()
        self._lost = False

    def stop(self) -> None:
        """Demande l'arrêt : plus rien n'est pris, ce qui est en cours finit."""
        self._stopping.set()
        for stopper in self._stoppers:
            stopper()

    async def run(self) -> None:
        """Fait tourner les rôles jusqu'à `stop`, ou jusqu'à la panne de l'un d'eux."""
        async with AsyncExitStack() as stack:
            classer = self._classer
            if classer is None and "inbound" in self._settings.roles:
                classer = await stack.enter_async_context(open_classifier())
            ctx = await stack.enter_async_context(
                open_context(self._settings, classer=classer, wake=self._wake_courier)
            )
            await reprendre(ctx)
            if self._settings.health_listen:
                await stack.enter_async_context(
                    serving(health_app(ctx.base, self._pulse), self._settings.health_listen)
                )
            await self._run_roles(ctx)
        if self._lost:
            raise LeadershipLostError("la base a coupé la connexion qui gardait un rôle : relancez vigie run")

    async def _run_roles(self, ctx: Contexte) -> None:
        roles = {"inbound": self._inbound, "courier": self._courier, "scheduler": self._scheduler}
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(roles[role](ctx)) for role in self._settings.roles]
            group.create_task(self._end(tasks))

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        """Après la demande d'arrêt, laisse finir, puis coupe."""
        await self._stopping.wait()
        _, late = await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
        for task in late:
            task.cancel()

    def _lose(self) -> None:
        """La base ne garantit plus qu'on est seul : s'arrêter, et laisser la place."""
        self._lost = True
        self.stop()

    def _wake_courier(self) -> None:
        for waker in self._wakers:
            waker()

    async def _until_stopped(self, *work: asyncio.Task[None]) -> None:
        """Attend l'arrêt, ou la fin de l'un de ces travaux ; coupe alors ce qui reste."""
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            done, _ = await asyncio.wait([stopped, *work], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                await task
        finally:
            for task in (stopped, *work):
                task.cancel()

    async def _courier(self, ctx: Contexte) -> None:
        async with self._lead(ctx, "courier") as led:
            if not led:
                return
            async with Sender(self._token, self._settings.telegram_api, limited=self._limited) as sender:
                pace = Pace(limited=self._limited)
                courier = Courier(ctx, Delivery(ctx, sender), pace, self._pulse.beat("courier"))
                self._wakers.append(courier.wake)
                self._stoppers.append(courier.stop)
                if not self._stopping.is_set():
                    await courier.run()

    async def _scheduler(self, ctx: Contexte) -> None:
        sign = self._pulse.beat("scheduler")

        async def tick() -> None:
            await battre(ctx)
            sign()

        async with self._lead(ctx, "scheduler") as led:
            if led:
                async with ticking(tick, FAST_TICK_SECONDS if self._settings.clock else TICK_SECONDS):
                    await self._stopping.wait()

    async def _inbound(self, ctx: Contexte) -> None:
        server = TelegramAPIServer.from_base(self._settings.telegram_api)
        async with Bot(self._token, session=AiohttpSession(api=server)).context() as bot:
            dispatcher = Dispatcher(disable_fsm=True)
            dispatcher.include_router(build_router())
            worker = Worker(ctx, dispatcher, bot, self._pulse.beat("worker"))
            self._stoppers.append(worker.stop)
            intake = Intake(ctx.base, ctx.clock, bot.id, worker.wake)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._work(ctx, worker))
                group.create_task(self._receive(ctx, bot, intake))

    async def _work(self, ctx: Contexte, worker: Worker) -> None:
        async with self._lead(ctx, "worker") as led:
            if led and not self._stopping.is_set():
                await worker.run()

    async def _receive(self, ctx: Contexte, bot: Bot, intake: Intake) -> None:
        if self._settings.webhook_url:
            await self._receive_webhook(ctx, bot, intake)
        else:
            await self._receive_polling(ctx, bot, intake)

    async def _receive_webhook(self, ctx: Contexte, bot: Bot, intake: Intake) -> None:
        settings = self._settings
        if settings.webhook_url is None or settings.webhook_secret is None or settings.webhook_listen is None:
            raise SettingsError("VIGIE_WEBHOOK_URL demande VIGIE_WEBHOOK_SECRET et VIGIE_WEBHOOK_LISTEN")
        secret = settings.webhook_secret.get_secret_value()
        async with serving(webhook_app(intake, settings.webhook_url, secret), settings.webhook_listen):
            await self._introduce(ctx, bot)
            await bot.set_webhook(settings.webhook_url, secret_token=secret, allowed_updates=list(KINDS))
            log.info("vigie est prête", mode="webhook")
            await self._stopping.wait()

    async def _receive_polling(self, ctx: Contexte, bot: Bot, intake: Intake) -> None:
        async with self._lead(ctx, "polling") as led:
            if not led:
                return
            await self._introduce(ctx, bot)
            await bot.delete_webhook()
            log.info("vigie est prête", mode="interrogation")
            async with aiohttp.ClientSession() as session:
                api = f"{self._settings.telegram_api}/bot{self._token}"
                poller = Poller(session, api, intake, self._pulse.beat("polling"))
                await self._until_stopped(asyncio.create_task(poller.run()))

    async def _introduce(self, ctx: Contexte, bot: Bot) -> None:
        """Demande à Telegram le nom du bot, qui sert aux invitations ; patiente s'il ne répond pas."""
        wait = 0.5
        while True:
            try:
                me = await bot.get_me()
                break
            except TelegramAPIError as error:
                if type(error).__name__ in {"TelegramUnauthorizedError", "TelegramNotFound"}:
                    raise SettingsError("VIGIE_TELEGRAM_TOKEN : Telegram refuse ce jeton") from error
                log.warning("Telegram ne répond pas", cause=type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
        async with ctx.traiter(None) as unit:
            await unit.meta.set(Cle.BOT_USERNAME, me.username or "")

    @asynccontextmanager
    async def _lead(self, ctx: Contexte, role: str) -> AsyncIterator[bool]:
        """Tient un rôle à soi seul ; faux si l'arrêt est demandé avant de l'obtenir."""
        async with AsyncExitStack() as stack:
            taking = asyncio.create_task(stack.enter_async_context(leadership(ctx.base, role, self._lose)))
            stopped = asyncio.create_task(self._stopping.wait())
            await asyncio.wait([taking, stopped], return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not taking.done():
                taking.cancel()
                await asyncio.wait([taking])
            led = not taking.cancelled()
            if led:
                taking.result()
            yield led


@asynccontextmanager
async def serving(app: web.Application, listen: str) -> AsyncIterator[None]:
    """Sert une application HTTP sur « hôte:port » le temps du bloc."""
    host, port = split_listen(listen)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


async def run(settings: Settings) -> None:
    """Fait tourner le bot jusqu'à SIGTERM ou SIGINT."""
    app = App(settings)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, app.stop)
    await app.run()
