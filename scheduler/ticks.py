"""APScheduler bat la mesure ; chaque tic honore les échéances dues et tient la maison.

Aucune tâche n'est confiée à APScheduler : un tic manqué ne perd rien, le suivant trouve les mêmes lignes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)


@asynccontextmanager
async def ticking(action: Callable[[], Awaitable[None]], seconds: float) -> AsyncIterator[None]:
    """Appelle l'action toutes les `seconds`, une à la fois, le temps du bloc ; un échec est journalisé, pas avalé.

    À la sortie, le tic en cours finit : une échéance commencée n'est pas coupée.
    """
    running = asyncio.Lock()

    async def tick() -> None:
        async with running:
            try:
                await action()
            except Exception:
                log.exception("tic en échec")

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(tick, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None)
    scheduler.start()
    try:
        await tick()
        yield
    finally:
        scheduler.pause()
        await asyncio.sleep(0)  # un tic qu'APScheduler vient de lancer a le temps de commencer
        async with running:
            scheduler.shutdown(wait=False)
