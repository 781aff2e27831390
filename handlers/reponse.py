"""Répondre à un appui : le seul appel qu'un parcours fasse à Telegram."""

from __future__ import annotations

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery

from usecases.geste import Reponse
from views.avis import repondre

log = structlog.get_logger(__name__)


async def repondre_a(callback: CallbackQuery, reponse: Reponse) -> None:
    """Dit le résultat de l'appui ; un appui trop ancien pour qu'on y réponde n'est pas une panne."""
    texte = repondre(reponse.avis, reponse.params)
    try:
        await callback.answer(texte or None, show_alert=reponse.alerte or None)
    except TelegramAPIError as error:
        log.info("appui sans réponse possible", cause=type(error).__name__)
