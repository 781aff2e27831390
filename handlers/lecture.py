"""De l'objet d'aiogram au message ou au geste des cas d'usage."""

from __future__ import annotations

from aiogram.filters import Filter
from aiogram.types import CallbackQuery
from aiogram.types import Message as TelegramMessage

from usecases.geste import Geste
from usecases.message import Message
from views.codec import Action, Charge, decode


class Appuie(Filter):
    """Un bouton de Vigie qui fait un de ces gestes ; donne sa charge au parcours."""

    def __init__(self, *actions: Action) -> None:
        """Les gestes acceptés."""
        self._actions = actions

    async def __call__(self, callback: CallbackQuery) -> dict[str, Charge] | bool:
        """La charge du bouton, ou faux."""
        charge = decode(callback.data or "")
        return {"charge": charge} if charge is not None and charge.action in self._actions else False


def lire_geste(callback: CallbackQuery, charge: Charge, entree: int) -> Geste:
    """Qui appuie, où, sur quoi."""
    chat_id = callback.message.chat.id if callback.message is not None else 0
    return Geste(entree, callback.from_user.id, chat_id, charge.card_id, charge.etape, charge.valeur)


def lire_message(message: TelegramMessage, entree: int, *, modifie: bool = False) -> Message:
    """Le texte, la pièce jointe et ce à quoi le message répond."""
    return Message(
        entree=entree,
        telegram_id=message.from_user.id if message.from_user else message.chat.id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        texte=message.text or message.caption or "",
        piece=_piece(message),
        reponse_a=message.reply_to_message.message_id if message.reply_to_message else None,
        modifie=modifie,
        album=message.media_group_id,
    )


def _piece(message: TelegramMessage) -> str | None:
    """Le fichier joint, par sa nature et son identifiant ; il reste chez Telegram jusqu'à ce qu'on l'ouvre."""
    if message.photo:
        return f"photo:{message.photo[-1].file_id}"
    if message.voice:
        return f"voice:{message.voice.file_id}"
    if message.audio:
        return f"audio:{message.audio.file_id}"
    if message.video:
        return f"video:{message.video.file_id}"
    if message.video_note:
        return f"video_note:{message.video_note.file_id}"
    if message.document:
        return f"document:{message.document.file_id}"
    if message.location:
        return f"position:{message.location.latitude},{message.location.longitude}"
    return None
