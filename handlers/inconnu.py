"""Ce qu'aucun autre parcours ne prend : bouton périmé, commande inconnue, blocage, groupe qui change."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from domain.vues import Avis
from handlers.reponse import repondre_a
from usecases import aider, presence
from usecases.contexte import Contexte
from usecases.geste import Reponse

_PARTI = {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}


def build() -> Router:
    """Le routeur de ce parcours."""
    router = Router(name="inconnu")
    router.message.register(_suivre_groupe, F.migrate_to_chat_id)
    router.message.register(_commande_inconnue, F.chat.type == ChatType.PRIVATE)
    router.callback_query.register(_bouton_inconnu)
    router.my_chat_member.register(_presence)
    return router


async def _suivre_groupe(message: Message, ctx: Contexte, entree: int) -> None:
    if message.migrate_to_chat_id is not None:
        await presence.suivre_groupe(ctx, entree, message.chat.id, message.migrate_to_chat_id)


async def _commande_inconnue(message: Message, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        await aider.dire(ctx, entree, message.from_user.id, message.chat.id, Avis.AIDE)


async def _bouton_inconnu(callback: CallbackQuery, ctx: Contexte, entree: int) -> None:
    await presence.classer_sans_suite(ctx, entree)
    await repondre_a(callback, Reponse(Avis.FICHE_PERIMEE, alerte=True))


async def _presence(change: ChatMemberUpdated, ctx: Contexte, entree: int) -> None:
    parti = change.new_chat_member.status in _PARTI
    if change.chat.type == ChatType.PRIVATE:
        await presence.noter_joignable(ctx, entree, change.chat.id, not parti)
    elif parti:
        await presence.quitter_groupe(ctx, entree, change.chat.id)
