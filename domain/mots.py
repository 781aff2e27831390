"""Les mots d'un texte et leurs places, pour retrouver un nom écrit autrement (casse, accents, tirets)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.texte import plier

_MOT = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_ENTRE = re.compile(r"[\s.'’ʼ\-‐‑–]{0,3}")

Mot = tuple[int, int, str]
"""Début, fin (en points de code) et forme pliée d'un mot."""


def liste(ecrits: str) -> tuple[str, ...]:
    """Une liste de mots, écrite séparée par des blancs."""
    return tuple(ecrits.split())


def mots(texte: str) -> list[Mot]:
    """Les mots d'un texte, dans l'ordre ; une apostrophe ou un tiret les sépare."""
    return [(m.start(), m.end(), plier(m.group())) for m in _MOT.finditer(texte)]


def chercher(texte: str, lus: Sequence[Mot], valeur: str) -> Iterator[tuple[int, int]]:
    """Chaque passage où `valeur` est écrite, à la casse et aux accents près ; `lus` sont les mots de `texte`."""
    voulus = [plie for _, _, plie in mots(valeur)]
    if not voulus:
        return
    for rang in range(len(lus) - len(voulus) + 1):
        passage = lus[rang : rang + len(voulus)]
        if [plie for _, _, plie in passage] == voulus and _se_suivent(texte, passage):
            yield passage[0][0], passage[-1][1]


def _se_suivent(texte: str, passage: Sequence[Mot]) -> bool:
    return all(_ENTRE.fullmatch(texte[a[1] : b[0]]) for a, b in pairwise(passage))


def comme(modele: str, mot: str) -> str:
    """`mot` avec la casse de `modele` : tout en capitales, tout en minuscules, ou une initiale haute."""
    if modele.isupper() and len(modele) > 1:
        return mot.upper()
    return mot.lower() if modele.islower() else mot
