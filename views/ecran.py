"""Une fiche prête à montrer, sans rien de la messagerie qui la montrera."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape

from views.codec import Action

INSECABLE = "\u00a0"

_ESPACES = re.compile(r" (?=[:;?»])|(?<=«) |(?<=\d) (?=h\b)|(?<=\bh) (?=\d)")

LONGUEUR_MAX = 4096
"""Longueur d'un message Telegram, en points de code."""


@dataclass(frozen=True, slots=True)
class Bouton:
    """Un bouton : ce qu'on lit, et le geste qu'il fait."""

    texte: str
    action: Action
    valeur: str = ""


@dataclass(frozen=True, slots=True)
class Ecran:
    """Le contenu d'une fiche. `texte` est en HTML simple ; `avant` et `pieces` la précèdent quand elle est neuve.

    `pieces` sont des fichiers Telegram (« photo:identifiant ») ; `protege` interdit de les transférer.
    """

    texte: str
    boutons: tuple[tuple[Bouton, ...], ...] = ()
    protege: bool = False
    avant: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()

    def empreinte(self, etape: int) -> str:
        """Empreinte de ce que la fiche montre, boutons compris : deux écrans égaux ne se renvoient pas."""
        vu = repr((self.texte, self.boutons, self.protege, etape if self.boutons else 0))
        return hashlib.sha256(vu.encode()).hexdigest()


def gras(texte: str) -> str:
    """Le texte en gras, échappé."""
    return f"<b>{escape(texte, quote=False)}</b>"


def brut(texte: str) -> str:
    """Le texte tel quel, échappé."""
    return escape(texte, quote=False)


def insecables(phrase: str) -> str:
    """La phrase avec ses espaces insécables : autour des guillemets, devant « : ; ? », et dans « 10 h 05 »."""
    return _ESPACES.sub(INSECABLE, phrase)


def champ(nom: str, valeur: str) -> str:
    """Une ligne « Nom : valeur » ; la valeur est déjà échappée, et n'est pas touchée."""
    return f"{nom}{INSECABLE}: {valeur}"


def citer(mots: str) -> str:
    """Les mots d'une personne, entre guillemets et tels quels ; déjà échappés."""
    return f"«{INSECABLE}{mots}{INSECABLE}»"


def decouper(texte: str, longueur: int = LONGUEUR_MAX) -> list[str]:
    """Coupe un texte en messages, en fin de ligne si une ligne finit dans la seconde moitié, sinon entre deux mots.

    Rien n'est perdu que des sauts de ligne ; un morceau blanc, que Telegram refuserait, n'est pas rendu.
    """
    morceaux = []
    while len(texte) > longueur:
        coupe = texte.rfind("\n", longueur // 2, longueur)
        coupe = coupe if coupe > 0 else texte.rfind(" ", 1, longueur)
        coupe = coupe if coupe > 0 else longueur
        morceaux.append(texte[:coupe])
        texte = texte[coupe:].lstrip("\n")
    return [morceau for morceau in (*morceaux, texte) if morceau.strip()] or [texte]
