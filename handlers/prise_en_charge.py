"""Prendre, rendre, réorienter, demander un avis, ouvrir, clôturer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.lecture import Appuie, lire_geste
from handlers.reponse import repondre_a
from usecases import cloturer, consulter, prendre_en_charge
from usecases.contexte import Contexte
from usecases.geste import Geste, Reponse
from views.codec import Action, Charge

GESTES: Mapping[Action, Callable[[Contexte, Geste], Awaitable[Reponse]]] = {
    Action.PRENDRE: prendre_en_charge.prendre_en_charge,
    Action.RENDRE: prendre_en_charge.rendre,
    Action.REORIENTER: prendre_en_charge.reorienter,
    Action.AVIS: prendre_en_charge.demander_avis,
    Action.DETAILS: prendre_en_charge.ouvrir_details,
    Action.ECRAN: cloturer.ouvrir_ecran,
    Action.CLOTURER: cloturer.cloturer,
    Action.ROUVRIR: cloturer.rouvrir,
    Action.INSCRIRE: cloturer.inscrire_a_la_veille,
}


def build() -> Router:
    """Le routeur de ce parcours."""
    router = Router(name="prise_en_charge")
    prive = F.chat.type == ChatType.PRIVATE
    router.callback_query.register(_agir, Appuie(*GESTES))
    router.message.register(_lister, prive, Command("dossiers"))
    router.message.register(_ouvrir, Command("dossier"))
    return router


async def _agir(callback: CallbackQuery, charge: Charge, ctx: Contexte, entree: int) -> None:
    await repondre_a(callback, await GESTES[charge.action](ctx, lire_geste(callback, charge, entree)))


async def _lister(message: Message, command: CommandObject, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        mot = command.args or ""
        await consulter.lister_dossiers(ctx, entree, message.from_user.id, message.chat.id, mot)


async def _ouvrir(message: Message, command: CommandObject, ctx: Contexte, entree: int) -> None:
    if message.from_user is not None:
        ref = command.args or ""
        await consulter.ouvrir_dossier(ctx, entree, message.from_user.id, message.chat.id, ref)
