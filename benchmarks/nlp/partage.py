"""Les messages de chaque usage, partagés par mains comme pour `make train` : tous apprennent la même chose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from apprentissage.partage import Partage, empreinte_du_corpus, lire_mains, partager
from nlp.evaluation import Ligne


@dataclass(frozen=True)
class Messages:
    """Les messages, annotés, de chaque usage ; de quelles mains ils viennent, et l'empreinte de ce qui s'apprend."""

    partage: Partage
    empreinte: str
    apprentissage: Sequence[Ligne]
    reglage: Sequence[Ligne]
    jugement: Sequence[Ligne]


def repartir(tranche: int | None = None) -> Messages:
    """Lit le corpus. `tranche` : au plus tant de messages par usage, pris à pas régulier, pour un essai."""
    mains = lire_mains()
    partage = partager(mains)
    usages = [[li for main in usage for li in mains[main]] for usage in (partage.apprises, *partage.moities)]
    empreinte = empreinte_du_corpus({main: mains[main] for main in partage.apprises})
    return Messages(partage, empreinte, *(prelever(lignes, tranche) for lignes in usages))


def prelever(lignes: Sequence[Ligne], nombre: int | None) -> Sequence[Ligne]:
    """Au plus `nombre` lignes, régulièrement espacées."""
    if nombre is None or len(lignes) <= nombre:
        return lignes
    return [lignes[rang * len(lignes) // nombre] for rang in range(nombre)]


def ecrire(fichier: Path, lignes: Iterable[Ligne]) -> None:
    """Une ligne JSON par message."""
    fichier.write_text("".join(json.dumps(ligne, ensure_ascii=False) + "\n" for ligne in lignes), encoding="utf-8")
