"""What the page shows: whose phones, what they may say, what to try."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.model import Chat, User


@dataclass(frozen=True)
class Ecran:
    """One phone.

    Args:
        titre: whose phone, or which group.
        sous_titre: their role.
        user: who holds it; in a group, who speaks first.
        chat: the chat shown; None for the person's private chat with the bot.
        speakers: in a group, the people one may choose to be.
        suggestions: example messages, sent by one click.
    """

    titre: str
    sous_titre: str
    user: User
    chat: Chat | None = None
    speakers: Sequence[User] = ()
    suggestions: Sequence[str] = ()

    @property
    def people(self) -> list[User]:
        """Everybody this phone may act for, the first by default."""
        return [self.user, *(person for person in self.speakers if person is not self.user)]


@dataclass(frozen=True)
class Page:
    """The page: its phones, and short « Essayez ceci » steps."""

    screens: Sequence[Ecran] = field(default_factory=list)
    explanations: Sequence[str] = ()
