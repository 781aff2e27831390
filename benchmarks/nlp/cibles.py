"""Des messages annotés aux tableaux d'un apprentissage, et retour."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.nlp.mesure import micro_regle
from domain.signalement import Motif
from nlp.evaluation import Ligne


def scores(valeurs: Any) -> dict[Motif, float]:
    """Un score par motif, dans l'ordre des cibles."""
    return dict(zip(Motif, map(float, valeurs), strict=True))


def textes(lignes: Sequence[Ligne]) -> list[str]:
    """Les textes, dans l'ordre."""
    return [ligne["text"] for ligne in lignes]


def cibles(lignes: Sequence[Ligne]) -> Any:
    """Une colonne par motif, 1 quand le message le porte."""
    from sklearn.preprocessing import MultiLabelBinarizer

    return MultiLabelBinarizer(classes=[motif.value for motif in Motif]).fit_transform([li["motifs"] for li in lignes])


def ranger(modele: Any, dossier: Path) -> None:
    """Garde un modèle appris ; `reprendre` le relit dans un autre processus."""
    (dossier / "modele.pickle").write_bytes(pickle.dumps(modele))


def reprendre(dossier: Path) -> Any:
    """Le modèle que `ranger` a gardé."""
    return pickle.loads((dossier / "modele.pickle").read_bytes())


def meilleur(candidats: Sequence[Any], noter: Callable[[Any], Any], reglage: Sequence[Ligne]) -> Any:
    """Le candidat au meilleur micro-F1 sur les mains de réglage, chacun à ses meilleurs seuils."""
    attendus = [ligne["motifs"] for ligne in reglage]
    return max(candidats, key=lambda c: micro_regle(attendus, [scores(ligne) for ligne in noter(c)]))
