"""Un message écrit dans une autre langue : on le dit, on ne devine pas.

Deux signes : une autre écriture que la latine, ou les petits mots d'une autre langue (listes de spaCy) bien plus
nombreux que ceux du français. Un français fautif ou en langage SMS ne doit jamais passer pour une autre langue.
"""

from __future__ import annotations

from importlib import import_module

from spacy.lang.fr.stop_words import STOP_WORDS as _FRANCAIS
from spacy.tokens import Doc

from domain.texte import plier
from nlp.etat import etat

LANGUES = ("en", "es", "pt", "it", "de", "ro", "tr", "pl", "nl")
"""Les langues à écriture latine que l'on sait reconnaître."""
MOTS_MIN = 3
"""Petits mots étrangers qu'il faut au moins."""
AVANCE = 2.0
"""Combien de fois plus nombreux que les français."""
_COURANTS = frozenset(
    [
        "je",
        "tu",
        "il",
        "elle",
        "on",
        "nous",
        "vous",
        "ils",
        "elles",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "a",
        "et",
        "est",
        "pas",
        "plus",
        "que",
        "qui",
        "ne",
        "se",
        "sa",
        "son",
        "mon",
        "ma",
        "dans",
        "sur",
        "pour",
        "avec",
        "chez",
        "bonjour",
        "merci",
        "svp",
        "mr",
        "mme",
        "madame",
        "monsieur",
        "j",
        "l",
        "d",
        "c",
        "n",
        "s",
        "y",
        "en",
        "au",
        "aux",
        "ca",
        "cest",
        "jai",
        "loyer",
    ]
)


class Langue:
    """Remplit `langue_etrangere`."""

    def __init__(self) -> None:
        """Lit les petits mots de chaque langue, ceux du français ôtés."""
        francais = {plier(mot) for mot in _FRANCAIS} | _COURANTS
        self._francais = frozenset(francais)
        self._autres = {code: frozenset({plier(m) for m in _petits_mots(code)} - francais) for code in LANGUES}

    def __call__(self, doc: Doc) -> Doc:
        """Compte les lettres d'une autre écriture, puis les petits mots."""
        etat(doc).langue_etrangere = _autre_ecriture(doc.text) or self._autres_mots(doc.text)
        return doc

    def _autres_mots(self, texte: str) -> bool:
        mots = [m.strip('.,;:!?()"«»') for m in plier(texte).split()]
        francais = sum(mot in self._francais for mot in mots)
        autres = max(sum(mot in siens for mot in mots) for siens in self._autres.values())
        return autres >= MOTS_MIN and autres >= AVANCE * francais


def _petits_mots(code: str) -> set[str]:
    mots: set[str] = import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS
    return mots


def _autre_ecriture(texte: str) -> bool:
    lettres = [c for c in texte if c.isalpha()]
    return len(lettres) >= 4 and sum(ord(c) > 0x24F for c in lettres) > len(lettres) / 2
