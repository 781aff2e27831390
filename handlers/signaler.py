"""Écrire au bot, corriger sa fiche, l'envoyer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery
from aiogram.types import Message as TelegramMessage

from handlers.lecture import Appuie, lire_geste, lire_message
from handlers.reponse import repondre_a
from usecases import corriger, envoyer
from usecases.contexte import Contexte
from usecases.dire_hors_perimetre import dire_hors_perimetre
from usecases.geste import Geste, Reponse
from usecases.signaler import signaler
from views.codec import Action, Charge

GESTES: Mapping[Action, Callable[[Contexte, Geste], Awaitable[Reponse]]] = {
    Action.MENU: corriger.ouvrir_menu,
    Action.MOTIF: corriger.basculer_motif,
    Action.URGENCE: corriger.choisir_urgence,
    Action.RESIDENCE: corriger.choisir_residence,
    Action.REQUALIFIER: corriger.requalifier,
    Action.HORS_PERIMETRE: dire_hors_perimetre,
    Action.ANNULER: corriger.annuler,
    Action.ERREUR: corriger.dire_erreur,
    Action.ENVOYER: envoyer.envoyer,
    Action.COMPLETER: envoyer.completer_avec_brouillon,
    Action.NOUVEAU: envoyer.ouvrir_nouveau,
}


def build() -> Router:
    """Le routeur de ce parcours."""
    router = Router(name="signaler")
    prive = F.chat.type == ChatType.PRIVATE
    router.message.register(_recevoir, prive, ~F.text.startswith("/"))
    router.edited_message.register(_relire, prive)
    router.callback_query.register(_agir, Appuie(*GESTES))
    return router


async def _recevoir(message: TelegramMessage, ctx: Contexte, entree: int) -> None:
    await signaler(ctx, lire_message(message, entree))


async def _relire(message: TelegramMessage, ctx: Contexte, entree: int) -> None:
    await signaler(ctx, lire_message(message, entree, modifie=True))


async def _agir(callback: CallbackQuery, charge: Charge, ctx: Contexte, entree: int) -> None:
    await repondre_a(callback, await GESTES[charge.action](ctx, lire_geste(callback, charge, entree)))
