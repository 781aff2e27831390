"""Des nombres du réseau aux passages du texte : les repères, et les mots qui ont fait un motif."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from domain.texte import plier
from nlp.appris.etiquettes import PLACES
from nlp.langue.mots_vides import mots_vides

Tableau = npt.NDArray[np.float32]
Reel = TypeVar("Reel", np.float32, np.float64)
Bornes = Sequence[tuple[int, int]]

_BORD = ' \t\n\r,.;:!?()«»"“”'
_COLLES = frozenset(
    ["bat", "bt", "bloc", "esc", "cage", "hall", "apt", "appt", "app", "lgt", "log", "lot", "porte", "pte"]
)
"""Mots qu'on écrit collés à leur numéro (« batB », « esc3 ») : le repère commence après eux."""
_MOT = re.compile(r"[^\W_][\w’'-]*")
PART_EXPLIQUEE = 0.6
"""On cite les mots les plus lourds jusqu'à cette part de ce qui plaide pour le motif."""
PASSAGES_MAX = 3
_VIDES = mots_vides("fr")
_SUITES = frozenset(["pas", "plus", "jamais", "rien"])


@dataclass(frozen=True, slots=True)
class Passage:
    """Des caractères du texte (fin exclue) et la sûreté, entre 0 et 1, avec laquelle ils ont été lus."""

    debut: int
    fin: int
    surete: float


@dataclass(frozen=True, slots=True)
class LectureApprise:
    """Ce que le modèle a lu : probabilité par étiquette, apport de chaque morceau, repères situés dans le texte."""

    probabilites: Mapping[str, float]
    apports: Tableau
    bornes: Bornes
    reperes: Mapping[str, Passage]
    de_pres: Mapping[str, float] | None = None
    """Pour un long récit, la probabilité dans le passage où chaque étiquette est la plus sûre."""


def cotes_de(probabilites: npt.NDArray[Reel]) -> npt.NDArray[Reel]:
    """Le logarithme des chances, borné."""
    p = np.clip(probabilites, 1e-6, 1 - 1e-6)
    cotes: npt.NDArray[Reel] = np.log(p / (1 - p))
    return cotes


def lire_reperes(places: Tableau, bornes: Bornes, texte: str) -> dict[str, Passage]:
    """Le passage le plus sûr de chaque repère : un morceau « B » et les « I » qui le suivent."""
    choix = places.argmax(axis=1)
    trouves: dict[str, Passage] = {}
    i = 0
    while i < len(bornes):
        nom = PLACES[int(choix[i])]
        if nom == "O" or bornes[i][0] == bornes[i][1]:
            i += 1
            continue
        repere, suite = nom[2:], PLACES.index(f"I-{nom[2:]}")
        fin = i + 1
        while fin < len(bornes) and choix[fin] == suite and bornes[fin][0] < bornes[fin][1]:
            fin += 1
        passage = _rogner(texte, bornes[i][0], bornes[fin - 1][1], float(places[i:fin].max(axis=1).mean()))
        deja = trouves.get(repere)
        if passage is not None and (deja is None or passage.surete > deja.surete):
            trouves[repere] = passage
        i = fin
    return trouves


def _rogner(texte: str, debut: int, fin: int, surete: float) -> Passage | None:
    """Le passage sans blanc ni signe au bord, étendu au mot entier."""
    while debut < fin and texte[debut] in _BORD:
        debut += 1
    while fin > debut and texte[fin - 1] in _BORD:
        fin -= 1
    if debut == fin:
        return None
    while fin < len(texte) and texte[fin - 1].isalpha() and texte[fin].isalpha():
        fin += 1
    tete = debut
    while tete > 0 and texte[tete - 1].isalpha() and texte[tete].isalpha():
        tete -= 1
    colle = plier(texte[tete:debut]).rstrip(".") in _COLLES
    return Passage(debut if colle else tete, fin, surete)


def mots_decisifs(apports: Tableau, bornes: Bornes, texte: str, exclus: Sequence[Passage]) -> list[tuple[int, int]]:
    """Les mots qui plaident le plus pour un motif, voisins réunis, dans l'ordre du texte.

    `apports` : ce que chaque morceau ajoute au score. Les passages `exclus` (le nom du locataire) ne sont pas cités.
    Un mot vide (« il », « chez ») ne l'est que s'il n'y a rien d'autre à citer, ou pour finir une négation.
    """
    mots = [m.span() for m in _MOT.finditer(texte)]
    poids = [0.0] * len(mots)
    rang = 0
    for (a, b), apport in zip(bornes, apports.tolist(), strict=True):
        if a == b:
            continue
        while rang < len(mots) and mots[rang][1] <= a:
            rang += 1
        if rang < len(mots) and mots[rang][0] < b:
            poids[rang] += apport
    for rang, (a, b) in enumerate(mots):
        if any(a < e.fin and e.debut < b for e in exclus):
            poids[rang] = 0.0
    voulu = PART_EXPLIQUEE * sum(p for p in poids if p > 0)
    vides = [re.split("['’]", plier(texte[a:b]))[-1] in _VIDES for a, b in mots]
    pleins = [0.0 if vide else p for vide, p in zip(vides, poids, strict=True)]
    retenus = _lourds(pleins, voulu) or _lourds(poids, voulu)
    suites = {i + 1 for i in retenus if i + 1 < len(mots) and _finit_une_negation(texte, mots[i][1], mots[i + 1])}
    return _reunir([mots[i] for i in sorted({*retenus, *suites})], texte)


def _finit_une_negation(texte: str, fin: int, suivant: tuple[int, int]) -> bool:
    """« ouvre » suivi de « plus »."""
    return not texte[fin : suivant[0]].strip() and plier(texte[slice(*suivant)]) in _SUITES


def _lourds(poids: list[float], voulu: float) -> list[int]:
    """Les mots les plus lourds, jusqu'à ce poids réuni."""
    retenus: list[int] = []
    for i in sorted((i for i, p in enumerate(poids) if p > 0), key=lambda i: -poids[i])[: 2 * PASSAGES_MAX]:
        if voulu <= 0:
            break
        retenus.append(i)
        voulu -= poids[i]
    return retenus


def _reunir(mots: list[tuple[int, int]], texte: str) -> list[tuple[int, int]]:
    """Réunit deux mots que rien, ou un seul petit mot, ne sépare."""
    passages: list[tuple[int, int]] = []
    for a, b in mots:
        if passages and len(texte[passages[-1][1] : a].strip()) <= 3 and "." not in texte[passages[-1][1] : a]:
            passages[-1] = (passages[-1][0], b)
        else:
            passages.append((a, b))
    return passages[:PASSAGES_MAX]
