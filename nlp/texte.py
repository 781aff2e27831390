"""Repli d'un mot : minuscules, sans accent, sans ligature ; sert au texte comme aux listes d'indices."""

from __future__ import annotations

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def replier(mot: str) -> str:
    """« L’Été » → « l’ete » ; la longueur peut changer, les positions se lisent sur le texte d'origine."""
    if mot.isascii():
        return mot.lower()
    nu = "".join(c for c in unicodedata.normalize("NFKD", mot) if not unicodedata.combining(c))
    return nu.casefold().translate(_LIGATURES)


def mot_nu(jeton: str) -> str:
    """Le mot replié sans l'apostrophe, le trait d'union ou le blanc qui le suit ; le signe lui-même sinon."""
    plie = replier(jeton)
    nu = plie.strip("'’ʼ`´-‐‑ \t\r\n")
    return nu or plie.strip()
