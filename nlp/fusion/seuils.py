"""Les seuils qui décident, réglés par l'apprentissage sur des mains que le modèle n'avait pas lues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from typing import Any

from domain.signalement import Motif


class Appui(StrEnum):
    """Ce que les indices disent d'un motif, à côté de ce que le modèle a appris."""

    AFFIRME = "affirme"
    FAIBLE = "faible"
    RIEN = "rien"
    ECARTE = "ecarte"


@dataclass(frozen=True, slots=True)
class Seuils:
    """`appuis` : ce qu'un indice ajoute au score, en logarithme des chances ; les autres sont des probabilités."""

    motifs: Mapping[Motif, float]
    a_verifier: Mapping[Motif, float]
    appuis: Mapping[Appui, float]
    immediate: float
    haute: float
    appui_urgence: float
    """Ce qu'ajoute une règle d'urgence du même niveau, en logarithme des chances."""
    doute: float
    """Probabilité d'un signalement sous laquelle un motif est demandé, pas affirmé."""
    signalement: float
    """Probabilité d'un signalement au-delà de laquelle un message où rien n'est reconnu mérite une question."""

    @classmethod
    def lire(cls, donnees: Mapping[str, Any]) -> Seuils:
        """Depuis la fiche du modèle. Lève `KeyError` ou `ValueError` si elle est incomplète."""
        return cls(
            {Motif(m): float(s) for m, s in donnees["motifs"].items()},
            {Motif(m): float(s) for m, s in donnees["a_verifier"].items()},
            {Appui(a): float(s) for a, s in donnees["appuis"].items()},
            *(float(donnees[cle]) for cle in ("immediate", "haute", "appui_urgence", "doute", "signalement")),
        )

    def en_dict(self) -> dict[str, Any]:
        """La forme écrite dans la fiche."""
        return {
            "motifs": {m.value: round(s, 3) for m, s in self.motifs.items()},
            "a_verifier": {m.value: round(self.a_verifier[m], 3) for m in Motif if m in self.a_verifier},
            "appuis": {a.value: round(s, 2) for a, s in self.appuis.items()},
            "immediate": round(self.immediate, 3),
            "haute": round(self.haute, 3),
            "appui_urgence": round(self.appui_urgence, 2),
            "doute": round(self.doute, 3),
            "signalement": round(self.signalement, 3),
        }


def cote(probabilite: float) -> float:
    """Le logarithme des chances, borné."""
    p = min(max(probabilite, 1e-6), 1 - 1e-6)
    return log(p / (1 - p))


def renforcer(probabilite: float, appui: float) -> float:
    """La probabilité une fois ajouté un appui, en logarithme des chances."""
    return 1 / (1 + exp(-(cote(probabilite) + appui)))
