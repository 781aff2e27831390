"""Lit un nom propre à partir d'une position, malgré une casse peu sûre."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from nlp.texte import replier

_MOTS = tomllib.loads((Path(__file__).parent / "mots.toml").read_text(encoding="utf-8"))
PAS_UN_NOM = frozenset(_MOTS["pas_un_nom"].split())
PRENOMS = frozenset(_MOTS["prenoms"].split())
PARTICULES = frozenset(_MOTS["particules"].split())
_PARTICULES_A_MAJUSCULE = frozenset(["de", "du", "des", "la", "le"])
_MOT = re.compile(r"[ \t]*([^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['’\-‐‑][^\W\d_]+)*\.?)")
_MOTS_MAX = 4


@dataclass(frozen=True, slots=True)
class Casse:
    """Comment l'auteur écrit : dans un texte sans majuscule ou tout en majuscules, la casse ne dit rien."""

    fiable: bool

    @classmethod
    def lire(cls, texte: str) -> Casse:
        """La casse est fiable quand le texte mêle vraiment majuscules et minuscules."""
        lettres = [c for c in texte if c.isalpha()]
        hautes = sum(c.isupper() for c in lettres)
        return cls(fiable=bool(lettres) and 0 < hautes < 0.6 * len(lettres))


def lire_nom(texte: str, position: int, casse: Casse, *, majuscule: bool) -> int | None:
    """Fin du nom qui commence à `position` (blancs permis), ou `None`. `majuscule` : l'initiale doit être haute."""
    fin: int | None = None
    courant = position
    precedent = ""
    for rang in range(_MOTS_MAX):
        trouve = _MOT.match(texte, courant)
        if trouve is None:
            break
        mot = trouve.group(1)
        if not _continue_le_nom(mot, rang, precedent, texte[trouve.end() :], casse, majuscule):
            break
        courant = trouve.end()
        precedent = mot
        if replier(mot) not in PARTICULES:
            fin = trouve.end(1) if not mot.endswith(".") or len(mot) <= 2 else trouve.end(1) - 1
        if mot.endswith(".") and len(mot) > 2:
            break
    return fin


def _continue_le_nom(mot: str, rang: int, precedent: str, suite: str, casse: Casse, majuscule: bool) -> bool:
    plie = replier(mot).rstrip(".")
    haute = mot[0].isupper()
    if plie in PARTICULES:
        return _particule_tient(plie, rang, haute, suite, casse)
    if plie in PAS_UN_NOM:
        return False
    if rang == 0:
        return haute or not majuscule
    if replier(precedent) in PARTICULES:
        return haute or not majuscule
    if casse.fiable:
        return haute and precedent[0].isupper()
    return replier(precedent) in PRENOMS and len(plie) > 2


def _particule_tient(plie: str, rang: int, haute: bool, suite: str, casse: Casse) -> bool:
    """« Mme Da Silva », « mr le goff », mais pas « madame de la cage B »."""
    suivant = _MOT.match(suite)
    if suivant is None:
        return False
    mot = suivant.group(1)
    if replier(mot).rstrip(".") in PAS_UN_NOM:
        return False
    if plie in _PARTICULES_A_MAJUSCULE and not haute:
        return mot[0].isupper() and casse.fiable
    return rang == 0 or haute == mot[0].isupper() or not casse.fiable
