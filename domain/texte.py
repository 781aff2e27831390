"""Comparer et assembler des mots français."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SEPARATEURS = re.compile(r"[\s'’ʼ\-‐‑–—_]+")


def plier(texte: str) -> str:
    """Ramène deux écritures d'un même nom à une seule : casse, accents, apostrophes, tirets, espaces.

    >>> plier("  Antin-Résidences ")
    'antin residences'
    """
    sans_ligature = texte.casefold().replace("œ", "oe").replace("æ", "ae")
    nu = "".join(c for c in unicodedata.normalize("NFKD", sans_ligature) if not unicodedata.combining(c))
    return _SEPARATEURS.sub(" ", nu).strip()


def est_parlant(texte: str) -> bool:
    """Vrai si le texte porte au moins une lettre ou un chiffre.

    >>> est_parlant("👍"), est_parlant("ok")
    (False, True)
    """
    return any(caractere.isalnum() for caractere in texte)


def enumerer(mots: Sequence[str], lien: str = "et") -> str:
    """Écrit une suite à la française : « a, b et c » ; une suite vide donne un texte vide."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {lien} {mots[-1]}"


def accorder(nombre: int, singulier: str, pluriel: str) -> str:
    """Écrit un nombre et son nom ; en français, le pluriel commence à deux (« 0 dossier », « 2 dossiers »)."""
    return f"{nombre} {singulier if abs(nombre) < 2 else pluriel}"
