"""Cherche des milliers d'expressions dans un message sans les essayer toutes.

Chaque ligne d'indice a son `Matcher` spaCy, construit à sa première utilisation. Un index par mot d'ancrage dit
quelles lignes peuvent convenir à un message : les autres ne coûtent rien.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc

from nlp.indices.syntaxe import Mot, Suite
from nlp.normaliseur.composant import MOT

NIEURS = frozenset(
    ["pas", "plus", "jamais", "aucun", "aucune", "sans", "ni", "rien", "personne", "non", "nul", "nulle"]
)
"""Mots de négation ; ni eux ni « mais » ne se laissent franchir à leur insu (voir qualifs)."""


@dataclass(frozen=True, slots=True)
class Touche:
    """Une ligne trouvée : son étiquette et les jetons `debut` à `fin` (exclue)."""

    etiquette: str
    debut: int
    fin: int
    negative: bool = False
    """La ligne cite elle-même un mot de négation (« repond* plus »)."""


class _Ligne:
    """Une ligne d'indice compilée."""

    def __init__(self, etiquette: str, suites: tuple[Suite, ...]) -> None:
        self.etiquette = etiquette
        self.suites = suites
        self.exigences = [[m.formes for m in s if isinstance(m, Mot) and not m.facultatif] for s in suites]
        self.negative = any(not NIEURS.isdisjoint(m.formes) for s in suites for m in s if isinstance(m, Mot))
        self._matcher: Matcher | None = None

    def possible(self, presents: frozenset[str] | set[str]) -> bool:
        return any(all(not formes.isdisjoint(presents) for formes in suite) for suite in self.exigences)

    def trouver(self, doc: Doc) -> Iterator[Touche]:
        if self._matcher is None:
            self._matcher = Matcher(doc.vocab)
            self._matcher.add("ligne", [[_motif_spacy(e) for e in suite] for suite in self.suites])
        retenus: list[tuple[int, int]] = []
        for _, debut, fin in sorted(self._matcher(doc), key=lambda t: (t[2] - t[1], t[1])):
            if all(fin <= a or debut >= b for a, b in retenus):
                retenus.append((debut, fin))
                yield Touche(self.etiquette, debut, fin, self.negative)


class Moteur:
    """Un jeu de lignes étiquetées, cherchées ensemble."""

    def __init__(self, lignes: Iterable[tuple[str, tuple[Suite, ...]]]) -> None:
        """`lignes` : couples (étiquette, suites)."""
        self._lignes = [_Ligne(etiquette, suites) for etiquette, suites in lignes]
        frequences = Counter(f for ligne in self._lignes for s in ligne.exigences for mot in s for f in mot)
        self._ancres: dict[str, set[int]] = {}
        for numero, ligne in enumerate(self._lignes):
            for suite in ligne.exigences:
                ancre = min(suite, key=lambda formes: sum(frequences[f] for f in formes))
                for forme in ancre:
                    self._ancres.setdefault(forme, set()).add(numero)
        self._mots = frozenset(f for f in frequences if not f.endswith("*"))
        self._prefixes = frozenset(f[:-1] for f in frequences if f.endswith("*"))

    @property
    def mots(self) -> frozenset[str]:
        """Mots entiers cités par les lignes."""
        return self._mots

    @property
    def prefixes(self) -> frozenset[str]:
        """Débuts de mots cités par les lignes."""
        return self._prefixes

    def chercher(self, doc: Doc, normes: list[str]) -> list[Touche]:
        """Toutes les lignes trouvées, dans l'ordre du texte."""
        presents: set[str] = set()
        for norme in set(normes):
            presents |= self._formes(norme)
        candidates: set[int] = set()
        for forme in presents:
            candidates |= self._ancres.get(forme, set())
        touches: list[Touche] = []
        for numero in sorted(candidates):
            if self._lignes[numero].possible(presents):
                touches += self._lignes[numero].trouver(doc)
        return sorted(touches, key=lambda t: (t.debut, t.fin, t.etiquette))

    def _formes(self, norme: str) -> set[str]:
        formes = {norme[:n] + "*" for n in range(1, len(norme) + 1) if norme[:n] in self._prefixes}
        if norme in self._mots:
            formes.add(norme)
        return formes


def _motif_spacy(element: object) -> dict[str, Any]:
    if not isinstance(element, Mot):
        return {"TAG": MOT, "OP": f"{{0,{getattr(element, 'maximum', 3)}}}"}
    mots = sorted(f for f in element.formes if not f.endswith("*"))
    debuts = sorted(f[:-1] for f in element.formes if f.endswith("*"))
    motif: dict[str, Any]
    if not debuts:
        motif = {"NORM": mots[0] if len(mots) == 1 else {"IN": mots}}
    else:
        choix = [*mots, *(f"{d}.*" for d in debuts)]
        motif = {"NORM": {"REGEX": "^(?:" + "|".join(choix) + ")$"}}
    if element.facultatif:
        motif["OP"] = "?"
    return motif
