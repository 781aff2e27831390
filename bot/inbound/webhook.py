"""Recevoir par webhook. Le 200 ne part qu'une fois la mise à jour écrite."""

from __future__ import annotations

import hmac
import json
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.inbound.intake import Intake

log = structlog.get_logger(__name__)

MAX_BODY = 1 << 20
"""Taille d'une mise à jour, en octets : bien plus que ce que Telegram envoie."""


def webhook_app(intake: Intake, url: str, secret: str) -> web.Application:
    """L'application qui reçoit sur le chemin de l'adresse donnée ; le secret est comparé à temps constant."""

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except json.JSONDecodeError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        await intake.store([update])
        return web.Response()

    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_post(urlsplit(url).path or "/", receive)
    return app
