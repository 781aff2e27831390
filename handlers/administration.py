"""Entrer, inviter, lier un groupe, demander de l'aide."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message

from domain.vues import Avis
from usecases import aider, consulter, inviter
from usecases.contexte import Contexte
from usecases.lier_groupe import lier_groupe


def build() -> Router:
    """Le routeur de ce parcours."""
    router = Router(name="administration")
    prive = F.chat.type == ChatType.PRIVATE
    router.message.register(_entrer, prive, CommandStart())
    router.message.register(_aider, Command("aide", "help"))
    router.message.register(_confidentialite, prive, Command("confidentialite"))
    router.message.register(_inviter, prive, Command("inviter"))
    router.message.register(_equipe, prive, Command("equipe"))
    router.message.register(_mes_signalements, prive, Command("mes_signalements"))
    router.message.register(_lier, F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP}), Command("lier"))
    return router


async def _entrer(message: Message, command: CommandObject, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await inviter.rejoindre(ctx, entree, message.from_user.id, message.chat.id, command.args or "")


async def _aider(message: Message, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await aider.dire(ctx, entree, message.from_user.id, message.chat.id, Avis.AIDE)


async def _confidentialite(message: Message, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await aider.dire(ctx, entree, message.from_user.id, message.chat.id, Avis.CONFIDENTIALITE)


async def _inviter(message: Message, command: CommandObject, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await inviter.inviter(ctx, entree, message.from_user.id, message.chat.id, command.args or "")


async def _equipe(message: Message, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await consulter.lister_equipe(ctx, entree, message.from_user.id, message.chat.id)


async def _mes_signalements(message: Message, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await consulter.lister_mes_signalements(ctx, entree, message.from_user.id, message.chat.id)


async def _lier(message: Message, command: CommandObject, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await lier_groupe(ctx, entree, message.from_user.id, message.chat.id, command.args or "")
