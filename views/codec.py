"""Ce qu'un bouton porte : `version|action|fiche|étape|valeur`, 64 octets au plus.

Rien de ce qui y est écrit ne donne un droit : la fiche, la conversation et la personne sont revérifiées à l'appui.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"
MAX_BYTES = 64


class Action(StrEnum):
    """Les gestes possibles ; le code est court parce qu'il voyage dans chaque bouton."""

    MENU = "m"
    MOTIF = "mo"
    URGENCE = "ur"
    RESIDENCE = "re"
    REQUALIFIER = "rq"
    HORS_PERIMETRE = "hp"
    ENVOYER = "en"
    ANNULER = "an"
    ERREUR = "er"
    COMPLETER = "co"
    NOUVEAU = "no"
    PRENDRE = "pr"
    RENDRE = "rd"
    DETAILS = "de"
    REORIENTER = "ro"
    AVIS = "av"
    RESULTAT = "ra"
    ECRAN = "ec"
    CLOTURER = "cl"
    ROUVRIR = "rv"
    INSCRIRE = "in"


@dataclass(frozen=True, slots=True)
class Charge:
    """Ce que porte un bouton appuyé."""

    action: Action
    card_id: int
    etape: int
    valeur: str


def encode(charge: Charge) -> str:
    """Écrit un bouton ; `ValueError` s'il dépasse ce que Telegram accepte."""
    data = "|".join((VERSION, charge.action.value, str(charge.card_id), str(charge.etape), charge.valeur))
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"bouton trop long : {data}")
    return data


def decode(data: str) -> Charge | None:
    """Lit un bouton ; rien s'il est d'une autre version, forgé ou abîmé."""
    parts = data.split("|", 4)
    if len(parts) != 5 or parts[0] != VERSION or parts[1] not in set(Action):
        return None
    if not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts[2:4]):
        return None
    return Charge(Action(parts[1]), int(parts[2]), int(parts[3]), parts[4])
