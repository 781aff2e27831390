"""Dire si le processus va bien : `GET /healthz` et `GET /metrics`."""

from __future__ import annotations

import time
from collections.abc import Callable

from aiohttp import web

from storage.database import Database, DatabaseUnavailableError

STALE_SECONDS = 60.0
"""Sans signe d'un rôle pendant ce temps, il est tenu pour mort (une interrogation de Telegram dure 30 secondes)."""


class Pulse:
    """Le dernier signe de vie de chaque rôle de ce processus."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic` est le temps réel, en secondes."""
        self._monotonic = monotonic
        self._beats: dict[str, float] = {}

    def beat(self, role: str) -> Callable[[], None]:
        """De quoi donner signe de vie pour ce rôle."""
        self._beats[role] = self._monotonic()

        def sign() -> None:
            self._beats[role] = self._monotonic()

        return sign

    def ages(self) -> dict[str, float]:
        """Secondes écoulées depuis le dernier signe de chaque rôle."""
        now = self._monotonic()
        return {role: now - beat for role, beat in self._beats.items()}


def health_app(base: Database, pulse: Pulse) -> web.Application:
    """L'application de surveillance ; elle ne dit que des nombres."""

    async def healthz(_request: web.Request) -> web.Response:
        late = sorted(role for role, age in pulse.ages().items() if age > STALE_SECONDS)
        try:
            await base.ping()
        except DatabaseUnavailableError:
            late.append("database")
        return web.json_response({"ok": not late, "late": late}, status=503 if late else 200)

    async def metrics(_request: web.Request) -> web.Response:
        async with base.read() as unit:
            gauges = {
                "vigie_inbox_pending": await unit.inbox.count("recu"),
                "vigie_inbox_quarantined": await unit.inbox.count("ecarte"),
                "vigie_outbox_pending": await unit.outbox.count("a_envoyer"),
                "vigie_outbox_quarantined": await unit.outbox.count("ecarte"),
            }
        lines = [f"# TYPE {name} gauge\n{name} {value}" for name, value in gauges.items()]
        lines.append("# TYPE vigie_role_age_seconds gauge")
        lines += [f'vigie_role_age_seconds{{role="{role}"}} {age:.1f}' for role, age in sorted(pulse.ages().items())]
        return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    return app
