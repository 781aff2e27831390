"""Lit les listes d'indices (un fichier TOML par motif) et les listes nommées communes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.signalement import Motif
from nlp.etat import Force
from nlp.indices.syntaxe import Suite, lire_ligne, lire_lignes

DOSSIER = Path(__file__).parent


def lire_toml(chemin: Path) -> dict[str, Any]:
    """Un fichier TOML ; lève `tomllib.TOMLDecodeError` s'il est mal écrit."""
    return tomllib.loads(chemin.read_text(encoding="utf-8"))


def listes_communes() -> Mapping[str, str]:
    """Les listes nommées (`@payer`, `@enfant`…), par nom."""
    listes: dict[str, str] = lire_toml(DOSSIER / "listes.toml")
    return listes


def indices_des_motifs(listes: Mapping[str, str]) -> Iterator[tuple[str, tuple[Suite, ...]]]:
    """Couples (« motif:force », suites) de tous les fichiers de motif."""
    for motif in Motif:
        donnees = lire_toml(DOSSIER / f"{motif.value}.toml")
        for force in Force:
            yield from etiqueter(f"{motif.value}:{force.value}", donnees.get(force.value, ""), listes)


def etiqueter(etiquette: str, bloc: str, listes: Mapping[str, str]) -> Iterator[tuple[str, tuple[Suite, ...]]]:
    """Compile chaque ligne d'un bloc sous une même étiquette."""
    for ligne in lire_lignes(bloc):
        yield etiquette, lire_ligne(ligne, listes)


def bloc_par_etiquette(chemin: Path, listes: Mapping[str, str]) -> Iterator[tuple[str, tuple[Suite, ...]]]:
    """Un fichier dont chaque clé est une étiquette et chaque valeur un bloc de lignes."""
    for etiquette, bloc in lire_toml(chemin).items():
        yield from etiqueter(etiquette, bloc, listes)
