"""Du corpus annoté aux cibles du réseau : étiquettes, et place de chaque caractère dans un repère."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from domain.signalement import Motif, Urgence
from nlp.appris.etiquettes import PLACES
from nlp.evaluation import Ligne

_AVANT = {  # ce qui annonce chaque repère, juste avant lui
    "residence": r"(?:r[ée]s(?:idence)?|cit[ée]|aux?|foyer|clos|quartier|,|-|à)\s*\W*$",
    "batiment": r"(?:b[âa]t(?:iment)?s?\.?|bt|tour|imm(?:euble)?|bloc|pavillon|plot|b[aâ]timan)\s*\W*$",
    "escalier": r"(?:esc(?:alier)?s?\.?|cage|entr[ée]e|hall|mont[ée]e|all[ée]e|eskalier|lesc\w*)\s*\W*$",
    "etage": r"(?:au|du|de l|le|,|etage|é[tT]age|niveau|niv)\s*\W*$",
    "logement": (
        r"(?:porte|pte|app?ts?\.?|appartement|lo?gt?s?\.?|logement|n[°o]|studio|chambre|ch|apart|num[ée]ro"
        r"|du|au|le|la|,)\s*\W*$"
    ),
}


PIEGES = (
    "negation", "resolu", "partiel", "hypothetique", "autre_personne", "figure", "technique", "administratif",
    "service", "bailleur_muet", "indirect", "rapporte", "mixte",
)  # fmt: skip
"""Ce que l'auteur du message a noté de sa tournure : appris en plus, pour mieux lire, et jamais livré."""


@dataclass(frozen=True, slots=True)
class Exemple:
    """Un message annoté : texte, étiquettes, place de chaque caractère dans `PLACES`, pièges notés."""

    texte: str
    etiquettes: tuple[int, ...]
    places: tuple[int, ...] | None
    pieges: tuple[int, ...] | None = None


def exemple(ligne: Ligne) -> Exemple:
    """Les cibles d'une ligne annotée ; sans clé « lieu » ou « traps », les repères ou les pièges ne sont pas appris."""
    motifs = set(ligne["motifs"])
    urgence = ligne["urgence"]
    cibles = [int(m.value in motifs) for m in Motif]
    cibles += [int(urgence in (Urgence.HAUTE, Urgence.IMMEDIATE)), int(urgence == Urgence.IMMEDIATE), int(bool(motifs))]
    pieges = tuple(int(p in ligne["traps"]) for p in PIEGES) if "traps" in ligne else None
    if "lieu" not in ligne:
        return Exemple(ligne["text"], tuple(cibles), None, pieges)
    reperes = {k: v for k, v in {**ligne["lieu"], "locataire": ligne["locataire"]}.items() if v}
    return Exemple(ligne["text"], tuple(cibles), _places(ligne["text"], reperes), pieges)


def _places(texte: str, reperes: dict[str, str]) -> tuple[int, ...]:
    places = [0] * len(texte)
    for repere, valeur in sorted(reperes.items(), key=lambda r: -len(r[1])):
        debut = _situer(texte, repere, valeur, places)
        if debut is None:
            continue
        rang = PLACES.index(f"B-{repere}")
        places[debut : debut + len(valeur)] = [rang] + [rang + 1] * (len(valeur) - 1)
    return tuple(places)


def _situer(texte: str, repere: str, valeur: str, places: Sequence[int]) -> int | None:
    """Le début de la meilleure occurrence : mot entier, précédée du mot qui annonce ce repère."""
    meilleur: tuple[int, int] | None = None
    for trouve in re.finditer(re.escape(valeur), texte):
        a, b = trouve.span()
        if any(places[a:b]):
            continue
        avant, apres = texte[max(0, a - 1) : a], texte[b : b + 1]
        entier = int(not (avant.isalnum() and valeur[0].isalnum()))
        entier += int(not (apres.isalnum() and valeur[-1].isalnum()))
        annonce = repere in _AVANT and bool(re.search(_AVANT[repere], texte[max(0, a - 20) : a], re.I))
        note = entier + 2 * annonce
        if meilleur is None or note > meilleur[0]:
            meilleur = (note, a)
    return None if meilleur is None else meilleur[1]


LONG_MIN, LONG_MAX = 500, 1300
"""Caractères visés pour un message allongé : au-delà de ce qui se lit d'une traite, sans dépasser ce qui s'apprend."""
COURT = 300
"""Caractères au plus d'un message qui en allonge un autre."""


def allonger(exemple: Exemple, hors_perimetre: Sequence[Exemple], alea: random.Random) -> Exemple:
    """Le même message au milieu d'autres où il n'y a rien à signaler : il en garde les étiquettes.

    Le corpus a peu de longs messages, et chacun tient autant de place que dix. `hors_perimetre` : de courts messages.
    Repères et pièges ne sont pas appris d'un tel mélange.
    """
    textes, visee = [exemple.texte], alea.randint(LONG_MIN, LONG_MAX - COURT)
    while sum(map(len, textes)) < visee:
        textes.insert(alea.randint(0, len(textes)), alea.choice(hors_perimetre).texte)
    return Exemple(alea.choice((" ", "\n")).join(textes), exemple.etiquettes, None, None)


_VOISINES = dict(zip("azertyuiopqsdfghjklmwxcvbn", "zaztyuiopoqqsdfghjklxwxcvb", strict=True))


def abimer(texte: str, places: Sequence[int] | None, alea: random.Random) -> tuple[str, list[int] | None]:
    """Une variante d'apprentissage : minuscules, sans accents, sans ponctuation, ou fautes de frappe."""
    suite = list(zip(texte, places if places is not None else [0] * len(texte), strict=True))
    if alea.random() < 0.25:
        suite = [(c.lower() if len(c.lower()) == 1 else c, p) for c, p in suite]
    if alea.random() < 0.2:
        suite = [(_nu(c), p) for c, p in suite]
    if alea.random() < 0.1:
        suite = [(c, p) for c, p in suite if c not in ',.;:!?«»"…()']
    if alea.random() < 0.25:
        suite = _fautes(suite, alea.choice((0.05, 0.1, 0.2)), alea)
    return "".join(c for c, _ in suite), None if places is None else [p for _, p in suite]


def _nu(c: str) -> str:
    return unicodedata.normalize("NFD", c)[0]


def _fautes(suite: list[tuple[str, int]], part: float, alea: random.Random) -> list[tuple[str, int]]:
    """Dans `part` des mots d'au moins quatre lettres : une lettre doublée, oubliée, inversée ou voisine."""
    sortie = list(suite)
    texte = "".join(c for c, _ in suite)
    for mot in reversed(list(re.finditer(r"[^\W\d_]{4,}", texte))):
        if alea.random() >= part:
            continue
        i = alea.randrange(mot.start() + 1, mot.end() - 1)
        genre = alea.randrange(4)
        if genre == 0:
            sortie.insert(i, sortie[i])
        elif genre == 1:
            del sortie[i]
        elif genre == 2:
            (a, p), (b, q) = sortie[i], sortie[i + 1]
            sortie[i], sortie[i + 1] = (b, p), (a, q)
        else:
            c, p = sortie[i]
            sortie[i] = (_VOISINES.get(c, c), p)
    return sortie
