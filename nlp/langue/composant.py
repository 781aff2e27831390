"""Un message écrit dans une autre langue : on le dit, on ne devine pas.

Trois signes : une autre écriture que la latine ; des lettres que le français n'a pas, dans plusieurs mots ; les petits
mots d'une autre langue (listes de spaCy) bien plus nombreux que ceux du français. Un français fautif ou en langage
SMS ne doit jamais passer pour une autre langue.
"""

from __future__ import annotations

from spacy.tokens import Doc

from domain.texte import plier
from nlp.etat import etat
from nlp.langue.mots_vides import mots_vides

LANGUES = ("en", "es", "pt", "it", "de", "ro", "tr", "pl", "nl", "sq")
"""Les langues à écriture latine que l'on sait reconnaître à leurs petits mots."""
MOTS_MIN, MOTS_MIN_SEULS = 3, 2
"""Petits mots étrangers qu'il faut au moins ; et si aucun n'est français."""
AVANCE = 2.0
"""Combien de fois plus nombreux que les français."""
MOTS_ACCENTUES_MIN, PART_ACCENTUES_MIN = 3, 0.25
"""Mots, et part des mots, à une lettre que le français n'a pas : plus qu'un nom propre."""
_LETTRES = frozenset("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ")
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
        """Lit les petits mots de chaque langue ; un mot qu'elle partage avec le français ne compte pour aucun."""
        francais = frozenset({plier(mot) for mot in mots_vides("fr")} | _COURANTS)
        autres = [frozenset(plier(m) for m in mots_vides(code) if len(m) > 1) for code in LANGUES]
        self._paires = [(siens - francais, francais - siens) for siens in autres]

    def __call__(self, doc: Doc) -> Doc:
        """Regarde l'écriture, les lettres, puis les petits mots."""
        texte = doc.text
        etat(doc).langue_etrangere = _autre_ecriture(texte) or _autres_lettres(texte) or self._autres_mots(texte)
        return doc

    def _autres_mots(self, texte: str) -> bool:
        mots = [m.strip('.,;:!?()"«»') for m in plier(texte).split()]
        for siens, francais in self._paires:
            autres, notres = sum(mot in siens for mot in mots), sum(mot in francais for mot in mots)
            if autres >= (MOTS_MIN if notres else MOTS_MIN_SEULS) and autres >= AVANCE * notres:
                return True
        return False


def _autres_lettres(texte: str) -> bool:
    mots = texte.casefold().split()
    accentues = sum(any(c.isalpha() and c not in _LETTRES for c in mot) for mot in mots)
    return accentues >= MOTS_ACCENTUES_MIN and accentues >= PART_ACCENTUES_MIN * len(mots)


def _autre_ecriture(texte: str) -> bool:
    lettres = [c for c in texte if c.isalpha()]
    return len(lettres) >= 4 and sum(ord(c) > 0x24F for c in lettres) > len(lettres) / 2
