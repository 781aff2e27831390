"""Le relevé du mois."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from usecases.contexte import Contexte
from usecases.veille import demander_releve


def build() -> Router:
    """Le routeur de ce parcours."""
    router = Router(name="veille")
    router.message.register(_releve, Command("veille"))
    return router


async def _releve(message: Message, command: CommandObject, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await demander_releve(ctx, entree, message.from_user.id, message.chat.id, command.args or "")
