"""`vigie run` sans les limites d'envoi de Telegram : pour mesurer le chemin, pas l'attente."""

from __future__ import annotations

import asyncio
import cProfile
import os
import signal

from bot.app import App
from bot.log import configure_logging
from bot.settings import load_settings


async def main() -> None:
    """Fait tourner Vigie jusqu'à SIGTERM."""
    app = App(load_settings(), limited=False)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.stop)
    await app.run()


if __name__ == "__main__":
    configure_logging("WARNING", as_json=False)
    if profile := os.environ.get("VIGIE_BENCH_PROFILE"):
        profiler = cProfile.Profile()
        profiler.runcall(asyncio.run, main())
        profiler.dump_stats(profile)
    else:
        asyncio.run(main())
