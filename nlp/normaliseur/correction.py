"""Correction gardée : une seule lettre en trop, en moins ou deux lettres inversées, vers un mot des indices.

Jamais de remplacement d'une consonne par une autre (« ménage » et « menace » sont deux vrais mots), jamais un mot
déjà connu, et seulement si un unique mot du vocabulaire convient.
"""

from __future__ import annotations

from collections.abc import Collection

_LONGUEUR_MIN = 6
_ELIDABLES = ("qu", "l", "d", "j", "n", "s", "m")
_VOYELLES = frozenset("aeiouy")


class Correcteur:
    """Index des formes à une lettre près du vocabulaire des indices."""

    def __init__(self, vocabulaire: Collection[str], prefixes: Collection[str], intouchables: Collection[str]) -> None:
        """Construit l'index une fois, au chargement."""
        self._connus = frozenset(vocabulaire)
        self._prefixes = frozenset(p for p in prefixes if len(p) >= 3)
        self._intouchables = frozenset(intouchables)
        self._index: dict[str, set[str]] = {}
        for mot in self._connus:
            if len(mot) >= _LONGUEUR_MIN and mot.isalpha():
                for forme in {mot, *_suppressions(mot)}:
                    self._index.setdefault(forme, set()).add(mot)

    def corriger(self, mot: str) -> str:
        """Rend le mot du vocabulaire dont `mot` est la faute évidente, sinon `mot`."""
        if mot in self._intouchables or self._connu(mot):
            return mot
        decolle = self._decoller(mot)
        if decolle:
            return decolle
        if len(mot) < _LONGUEUR_MIN:
            return mot
        candidats = {c for c in self._candidats(mot) if c[0] == mot[0]}
        return candidats.pop() if len(candidats) == 1 else mot

    def _connu(self, mot: str) -> bool:
        return mot in self._connus or any(mot[:n] in self._prefixes for n in range(3, len(mot) + 1))

    def _decoller(self, mot: str) -> str | None:
        """« lassignation » → « assignation » : une apostrophe oubliée devant un mot connu."""
        for tete in _ELIDABLES:
            reste = mot[len(tete) :]
            if mot.startswith(tete) and len(reste) >= 5 and reste[0] in _VOYELLES and reste in self._connus:
                return reste
        return None

    def _candidats(self, mot: str) -> set[str]:
        trouves = set(self._index.get(mot, ()))
        for forme in _suppressions(mot):
            for but in self._index.get(forme, ()):
                if but == forme or _inversion(mot, but) or _voyelle_changee(mot, but):
                    trouves.add(but)
        return trouves


def _suppressions(mot: str) -> set[str]:
    return {mot[:i] + mot[i + 1 :] for i in range(1, len(mot))}


def _inversion(a: str, b: str) -> bool:
    if len(a) != len(b):
        return False
    ecarts = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(ecarts) != 2 or ecarts[1] != ecarts[0] + 1:
        return False
    i, j = ecarts
    return a[i] == b[j] and a[j] == b[i]


def _voyelle_changee(a: str, b: str) -> bool:
    """Une voyelle mise pour une autre dans un mot d'au moins sept lettres, hors dernière lettre."""
    if len(a) != len(b) or len(a) < 7 or a[-1] != b[-1]:
        return False
    ecarts = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(ecarts) == 1 and ecarts[0][0] in _VOYELLES and ecarts[0][1] in _VOYELLES
