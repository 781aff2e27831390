"""What the page is told of a screen, as JSON; the page writes it with text nodes only."""

from zoneinfo import ZoneInfo

from simulator.base import Json
from simulator.clockfile import in_french
from simulator.methods.profile import menu
from simulator.model import Button, Chat, Message, User
from simulator.reading import Reading
from simulator.screens import Ecran

SHOWN = 150
"""Messages shown per screen, the last ones."""
_PARIS = ZoneInfo("Europe/Paris")


def screen_chat(sim: Reading, screen: Ecran) -> Chat:
    """The chat of a screen, followed through a migration."""
    return sim.chat_of(screen.chat or screen.user)


def setup_json(sim: Reading, screens: list[Ecran], explanations: list[str], *, clock: bool) -> Json:
    """What does not change: phones, people, examples."""
    phones = [
        {
            "titre": screen.titre,
            "sous_titre": screen.sous_titre,
            "people": [{"id": person.id, "name": person.name} for person in screen.people],
            "suggestions": list(screen.suggestions),
            "group": screen_chat(sim, screen).is_group,
        }
        for screen in screens
    ]
    bot = sim.state.bot
    return {
        "bot": {"name": bot.name, "username": bot.username},
        "screens": phones,
        "explanations": explanations,
        "clock": clock,
    }


def screen_json(sim: Reading, index: int, screen: Ecran) -> Json:
    """The messages and the menu of one screen."""
    chat = screen_chat(sim, screen)
    people = screen.people
    return {
        "index": index,
        "messages": [message_json(sim, message) for message in chat.present[-SHOWN:]],
        "menu": menu(sim.state, chat.id, people[0].language_code),
        "blocked": bool(chat.user and chat.user.blocked),
        "out": chat.is_group and chat.bot_status in {"left", "kicked"},
    }


def message_json(sim: Reading, message: Message) -> Json:
    """One bubble."""
    local = message.date.astimezone(_PARIS)
    day, hour = in_french(local).split(", ")
    markup = message.markup or {}
    return {
        "id": message.id,
        "from": message.sender.id,
        "name": message.sender.name,
        "bot": message.sender is sim.state.bot,
        "day": day,
        "time": hour,
        "text": _text(message),
        "entities": message.entities,
        "rows": [[_button(button) for button in row] for row in message.rows],
        "media": _media(message),
        "location": message.content.get("location"),
        "reply": _quoted(message.reply_to),
        "edited": message.edited_at is not None,
        "protected": message.protected,
        "forwarded": "forward_origin" in message.extra,
        "service": _service(message) if message.service else None,
        "force_reply": bool(markup.get("force_reply")),
        "keyboard": markup.get("keyboard"),
    }


def _text(message: Message) -> str:
    """The text as Telegram shows it: whoever follows a link reads « /start », not what the link carries."""
    carried = message.text.startswith("/start ") and not message.sender.is_bot
    return "/start" if carried else message.text


def _button(button: Button) -> Json:
    return {"text": button.text, "data": button.data, "url": button.url}


def _media(message: Message) -> Json | None:
    file = message.file
    if file is None:
        return None
    return {
        "kind": file.kind,
        "url": f"/media/{file.unique_id}",
        "name": file.name,
        "size": len(file.data),
        "duration": file.duration,
        "width": file.width,
        "height": file.height,
    }


def _quoted(message: Message | None) -> Json | None:
    if message is None:
        return None
    text = "message supprimé" if message.deleted else message.text or "pièce jointe"
    return {"id": message.id, "name": message.sender.name, "text": text[:120]}


def _service(message: Message) -> str:
    sentences = {
        "new_chat_members": "a rejoint le groupe ou y a ajouté quelqu’un",
        "left_chat_member": "a quitté le groupe ou en a retiré quelqu’un",
        "migrate_to_chat_id": "a fait du groupe un supergroupe",
        "migrate_from_chat_id": "a fait du groupe un supergroupe",
    }
    for key, sentence in sentences.items():
        if key in message.content:
            return f"{message.sender.name} {sentence}"
    return message.sender.name


def person(screen: Ecran, user_id: object) -> User:
    """The person of that screen with this id.

    Raises:
        LookupError: nobody of that id holds this phone.
    """
    for user in screen.people:
        if user.id == user_id:
            return user
    raise LookupError("cette personne ne tient pas ce téléphone")
