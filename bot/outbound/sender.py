"""Les appels à Telegram, par python-telegram-bot : un appel par méthode, sauf ce qui ne porte pas de marque."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from telegram import BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import AIORateLimiter, ExtBot

from bot.outbound.transport import AiohttpRequest
from storage.cards import Card
from views.codec import Charge, encode
from views.ecran import LONGUEUR_MAX, Ecran, brut
from views.pieces import Document

RENVOYE = "(message renvoyé)"
"""Marque d'un message qui est peut-être déjà arrivé une fois."""

TEXTE_MAX = LONGUEUR_MAX - len(RENVOYE) - 1
"""Longueur d'un texte qui garde la place de la marque."""

_POSITION = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


class Sender:
    """Le compte du bot, côté envoi."""

    def __init__(self, token: str, api: str, *, limited: bool = True) -> None:
        """`api` est l'adresse du serveur ; `limited` retient les envois sous les limites de Telegram."""
        self._request = AiohttpRequest()
        self._bot: ExtBot[int] = ExtBot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._request,
            get_updates_request=AiohttpRequest(),
            rate_limiter=AIORateLimiter(max_retries=0) if limited else None,
        )

    async def __aenter__(self) -> Self:
        """Ouvre les connexions, sans rien demander : Telegram peut être injoignable à cet instant."""
        await self._request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ferme les connexions."""
        await self._request.shutdown()

    async def post(self, card: Card, ecran: Ecran) -> int:
        """Montre la fiche dans un nouveau message et rend son numéro."""
        message = await self._bot.send_message(
            card.chat_id,
            _marque(ecran.texte, card.renvoyee),
            parse_mode="HTML",
            reply_markup=_clavier(card, ecran),
            protect_content=ecran.protege,
        )
        return message.message_id

    async def edit(self, card: Card, ecran: Ecran) -> None:
        """Met à jour le message qui montre la fiche."""
        assert card.message_id is not None
        await self._bot.edit_message_text(
            _marque(ecran.texte, card.renvoyee),
            chat_id=card.chat_id,
            message_id=card.message_id,
            parse_mode="HTML",
            reply_markup=_clavier(card, ecran),
        )

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Retire un message."""
        await self._bot.delete_message(chat_id, message_id)

    async def say(self, chat_id: int, texte: str, *, resent: bool, protect: bool = False) -> None:
        """Dit un texte, `TEXTE_MAX` points de code au plus."""
        await self._bot.send_message(chat_id, brut(_marque(texte, resent)), parse_mode="HTML", protect_content=protect)

    async def attach(self, chat_id: int, document: Document, *, resent: bool) -> None:
        """Envoie un document, ou une image à voir tout de suite."""
        legende = _marque(document.legende, resent)
        if document.image:
            await self._bot.send_photo(chat_id, document.contenu, caption=legende, filename=document.nom)
        else:
            await self._bot.send_document(chat_id, document.contenu, caption=legende, filename=document.nom)

    async def menu(self, chat_id: int, commandes: Sequence[tuple[str, str]]) -> None:
        """Pose le menu de commandes de cette conversation."""
        await self._bot.set_my_commands(
            [BotCommand(nom, dit) for nom, dit in commandes], scope=BotCommandScopeChat(chat_id)
        )

    async def show_piece(self, chat_id: int, piece: str, *, resent: bool) -> None:
        """Remontre un fichier reçu, sans l'avoir téléchargé ; la marque va en légende, ou devant s'il n'en a pas."""
        nature, _, valeur = piece.partition(":")
        bot, protect, caption = self._bot, True, RENVOYE if resent else None
        if resent and nature in {"video_note", "position"}:
            await self.say(chat_id, RENVOYE, resent=False)
        match nature:
            case "photo":
                await bot.send_photo(chat_id, valeur, caption=caption, protect_content=protect)
            case "voice":
                await bot.send_voice(chat_id, valeur, caption=caption, protect_content=protect)
            case "audio":
                await bot.send_audio(chat_id, valeur, caption=caption, protect_content=protect)
            case "video":
                await bot.send_video(chat_id, valeur, caption=caption, protect_content=protect)
            case "video_note":
                await bot.send_video_note(chat_id, valeur, protect_content=protect)
            case "position" if lu := _POSITION.fullmatch(valeur):
                await bot.send_location(chat_id, float(lu[1]), float(lu[2]), protect_content=protect)
            case _:
                await bot.send_document(chat_id, valeur, caption=caption, protect_content=protect)


def _marque(texte: str, resent: bool) -> str:
    return f"{texte}\n{RENVOYE}".strip() if resent else texte


def _clavier(card: Card, ecran: Ecran) -> InlineKeyboardMarkup | None:
    if not ecran.boutons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    bouton.texte,
                    callback_data=encode(Charge(bouton.action, card.id, card.etape, bouton.valeur)),
                )
                for bouton in rangee
            ]
            for rangee in ecran.boutons
        ]
    )
