"""Interroger Telegram. L'offset n'avance qu'une fois le lot écrit : c'est cela qui confirme."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import aiohttp
import structlog

from bot.inbound.intake import KINDS, Intake, Json
from bot.settings import SettingsError

log = structlog.get_logger(__name__)

POLL_SECONDS = 30
"""Durée d'une interrogation longue ; Telegram en accepte 50."""

BACKOFF_MAX = 30.0


class Poller:
    """La boucle d'interrogation."""

    def __init__(self, session: aiohttp.ClientSession, api: str, intake: Intake, on_poll: Callable[[], None]) -> None:
        """`api` est l'adresse du bot, jeton compris ; `on_poll` dit que la boucle est vivante."""
        self._session = session
        self._api = api
        self._intake = intake
        self._on_poll = on_poll

    async def run(self) -> None:
        """Interroge sans fin ; une panne du réseau ou de Telegram fait attendre, jamais perdre."""
        offset, wait = 0, 0.5
        while True:
            try:
                updates = await self._get_updates(offset)
            except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError) as error:
                log.warning("Telegram ne répond pas", cause=type(error).__name__)
                updates = None
            self._on_poll()
            if updates is None:
                await asyncio.sleep(wait)
                wait = min(wait * 2, BACKOFF_MAX)
                continue
            wait = 0.5
            await self._intake.store(updates)
            offset = max([offset, *(int(str(update["update_id"])) + 1 for update in updates)])

    async def _get_updates(self, offset: int) -> list[Json] | None:
        """Un lot ; rien si Telegram a refusé et qu'il faut attendre. Lève `SettingsError` si le jeton est refusé."""
        params: Json = {"offset": offset, "timeout": POLL_SECONDS, "limit": 100, "allowed_updates": list(KINDS)}
        timeout = aiohttp.ClientTimeout(total=POLL_SECONDS + 15)
        async with self._session.post(f"{self._api}/getUpdates", json=params, timeout=timeout) as response:
            answer = json.loads(await response.text())
        if answer.get("ok"):
            return list(answer["result"])
        if answer.get("error_code") in (401, 404):
            raise SettingsError("VIGIE_TELEGRAM_TOKEN : Telegram refuse ce jeton")
        log.warning("getUpdates refusé", code=answer.get("error_code"))
        return None
