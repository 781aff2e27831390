"""APScheduler bat la mesure ; chaque tic honore les échéances dues et tient la maison.

Aucune tâche n'est confiée à APScheduler : un tic manqué ne perd rien, le suivant trouve les mêmes lignes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)


@asynccontextmanager
async def ticking(action: Callable[[], Awaitable[None]], seconds: float) -> AsyncIterator[None]:
    """Appelle l'action toutes les `seconds`, une à la fois, le temps du bloc ; un échec est journalisé, pas avalé."""

    async def tick() -> None:
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
        scheduler.shutdown(wait=False)
