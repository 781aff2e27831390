"""Qui apprend, qui règle les seuils, qui juge : des mains, jamais des messages, car une main se ressemble."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.evaluation import CORPUS, Ligne, lire_lignes

PARTS = 3
"""Une part des mains, sur tant, est tenue à l'écart du modèle qui estime."""


@dataclass(frozen=True, slots=True)
class Partage:
    """Les mains apprises, et les deux moitiés des autres : les seuils de l'une se règlent sur l'autre."""

    apprises: tuple[str, ...]
    moities: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def ecartees(self) -> tuple[str, ...]:
        """Les mains que le modèle n'apprend pas."""
        return self.moities[0] + self.moities[1]


def lire_mains() -> dict[str, list[Ligne]]:
    """Les lignes annotées de chaque main du corpus, dans l'ordre de leur nom."""
    return {chemin.stem: lire_lignes(chemin) for chemin in sorted(CORPUS.glob("*.jsonl"))}


def empreinte_du_corpus(mains: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Une empreinte de ces lignes annotées, mains dans l'ordre de leur nom."""
    somme = hashlib.sha256()
    for main in sorted(mains):
        somme.update(json.dumps([main, list(mains[main])], ensure_ascii=False, sort_keys=True).encode())
    return somme.hexdigest()


def partager(mains: Mapping[str, Sequence[Ligne]]) -> Partage:
    """Toujours le même partage pour un même corpus."""
    ecartees = _repartir(mains, PARTS)[0]
    une, autre = _repartir({main: mains[main] for main in ecartees}, 2)
    return Partage(tuple(main for main in mains if main not in ecartees), (tuple(une), tuple(autre)))


def _repartir(mains: Mapping[str, Sequence[Ligne]], nombre: int) -> list[list[str]]:
    """Des groupes de mains de tailles voisines, en caractères : les mains de longs messages s'y répartissent aussi."""
    tailles = {main: sum(len(ligne["text"]) for ligne in lignes) for main, lignes in mains.items()}
    groupes: list[list[str]] = [[] for _ in range(nombre)]
    for main in sorted(mains, key=lambda m: (-tailles[m], m)):
        min(groupes, key=lambda g: sum(tailles[m] for m in g)).append(main)
    return groupes
