"""Écrit dans `token.norm_` la forme que lisent les indices ; le texte et les positions ne changent pas.

Ordre : repli (casse, accents), abréviations, élisions, puis correction gardée vers le vocabulaire des indices.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from spacy.tokens import Doc

from nlp.etat import etat
from nlp.normaliseur.correction import Correcteur
from nlp.normaliseur.table import formes, intouchables
from nlp.texte import mot_nu

NOMBRE = "_nb"
RANG = "_rang"
MOT = "MOT"
"""Étiquette (`token.tag_`) des jetons qu'un trou peut franchir : tout sauf la ponctuation forte."""
PONCTUATION = "PONCT"
ARRET = "ARRET"
"""Mots qu'un trou d'indice ne franchit pas : après eux, on parle d'autre chose."""
_FERMES = frozenset(".!?;:,()…")
_ARRETS = frozenset(["mais", "ni", "aucun", "aucune", "sans", "pourtant", "sinon", "si"])
_ABREGES = frozenset(
    [
        "monsieur",
        "madame",
        "mm",
        "dr",
        "me",
        "st",
        "ste",
        "av",
        "bd",
        "bat",
        "appartement",
        "esc",
        "res",
        "rés",
        "telephone",
        "no",
        "cf",
        "etc",
        "p",
        "proc",
    ]
)
_CHIFFRES = re.compile(r"\d+(?:[.,]\d+)*")
_ORDINAL = re.compile(r"\d+(?:e|er|ere|re|eme|ieme|em|nd|nde)")


class Normaliseur:
    """Les indices, plus loin, ne lisent que ses formes."""

    def __init__(self, vocabulaire: Collection[str], prefixes: Collection[str]) -> None:
        """`vocabulaire` et `prefixes` : les mots des listes d'indices, seuls buts possibles d'une correction."""
        self._formes = formes()
        self._correcteur = Correcteur(vocabulaire, prefixes, intouchables())

    def normaliser(self, jeton: str) -> str:
        """Forme normale d'un jeton isolé."""
        nu = mot_nu(jeton)
        if nu[:1].isdigit():
            return NOMBRE if _CHIFFRES.fullmatch(nu) else RANG if _ORDINAL.fullmatch(nu) else nu
        if nu in self._formes:
            return self._formes[nu]
        return self._correcteur.corriger(nu) if nu.isalpha() else nu

    def __call__(self, doc: Doc) -> Doc:
        """Remplit `norm_`, l'étiquette mot ou ponctuation, et l'état."""
        normes: list[str] = []
        for jeton in doc:
            forme = self.normaliser(jeton.text) or "_"
            if forme == "." and normes and doc[jeton.i - 1].text == "M":
                normes[-1] = doc[jeton.i - 1].norm_ = "monsieur"
            jeton.norm_ = forme
            coupe = forme in _FERMES and not (forme == "." and normes and normes[-1] in _ABREGES)
            jeton.tag_ = PONCTUATION if coupe else ARRET if forme in _ARRETS else MOT
            normes.append(forme)
        etat(doc).normes = normes
        return doc
