"""Ce qu'une personne écrit au bot, sans rien de la messagerie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """Un message privé. `entree` est la ligne d'arrivée ; `piece` nomme un fichier joint (« photo:identifiant »)."""

    entree: int
    telegram_id: int
    chat_id: int
    message_id: int
    texte: str = ""
    piece: str | None = None
    reponse_a: int | None = None
    modifie: bool = False
    album: str | None = None
