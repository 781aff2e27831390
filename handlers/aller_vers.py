"""Le résultat d'une tentative, d'un geste ; les absences."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.lecture import Appuie, lire_geste
from handlers.reponse import repondre_a
from usecases.absence import noter_absence
from usecases.aller_vers import noter_tentative
from usecases.contexte import Contexte
from views.codec import Action, Charge


def build() -> Router:
    """Le routeur de ce parcours."""
    router = Router(name="aller_vers")
    router.callback_query.register(_noter, Appuie(Action.RESULTAT))
    router.message.register(_absence, F.chat.type == ChatType.PRIVATE, Command("absence"))
    return router


async def _noter(callback: CallbackQuery, charge: Charge, ctx: Contexte, entree: int) -> None:
    await repondre_a(callback, await noter_tentative(ctx, lire_geste(callback, charge, entree)))


async def _absence(message: Message, command: CommandObject, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await noter_absence(ctx, entree, message.from_user.id, message.chat.id, command.args or "")
