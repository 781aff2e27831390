"""Qui apprend de quoi : les mains jugées et la main de réglage ne servent jamais à apprendre."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.evaluation import CORPUS, Ligne, lire_lignes

MAINS_JUGEES = ("as", "gp", "ge", "hp", "co")
"""Les mains tenues à l'écart, sur lesquelles toutes les lectures sont notées."""
MAIN_DE_REGLAGE = "vo"
"""La main qui règle les seuils ; elle n'est ni apprise ni jugée."""


class MainInconnue(ValueError):
    """Une main demandée n'est pas dans le corpus."""


@dataclass(frozen=True)
class Partage:
    """Les messages, annotés, de chaque usage ; et de quelles mains ils viennent."""

    apprises: tuple[str, ...]
    reglee: str
    jugees: tuple[str, ...]
    apprentissage: Sequence[Ligne]
    reglage: Sequence[Ligne]
    jugement: Sequence[Ligne]


def partager(
    corpus: Path = CORPUS,
    jugees: Sequence[str] = MAINS_JUGEES,
    reglage: str = MAIN_DE_REGLAGE,
    tranche: int | None = None,
) -> Partage:
    """Lit le corpus, une main par fichier. `tranche` : au plus tant de messages par usage, pris à pas régulier."""
    mains = {fichier.stem: lire_lignes(fichier) for fichier in sorted(corpus.glob("*.jsonl"))}
    ecartees = {*jugees, reglage}
    if len(ecartees) != len(jugees) + 1:
        raise MainInconnue(f"la main de réglage, {reglage}, est aussi jugée")
    if absentes := sorted(ecartees - mains.keys()):
        raise MainInconnue(f"le corpus n'a pas de main {', '.join(absentes)}")
    apprises = tuple(main for main in mains if main not in ecartees)
    return Partage(
        apprises,
        reglage,
        tuple(jugees),
        prelever([ligne for main in apprises for ligne in mains[main]], tranche),
        prelever(mains[reglage], tranche),
        prelever([ligne for main in jugees for ligne in mains[main]], tranche),
    )


def prelever(lignes: Sequence[Ligne], nombre: int | None) -> Sequence[Ligne]:
    """Au plus `nombre` lignes, régulièrement espacées."""
    if nombre is None or len(lignes) <= nombre:
        return lignes
    return [lignes[rang * len(lignes) // nombre] for rang in range(nombre)]


def ecrire(fichier: Path, lignes: Iterable[Ligne]) -> None:
    """Une ligne JSON par message."""
    fichier.write_text("".join(json.dumps(ligne, ensure_ascii=False) + "\n" for ligne in lignes), encoding="utf-8")
