"""Ce que le réseau appris prédit : des étiquettes pour le message, une place dans un repère pour chaque morceau."""

from __future__ import annotations

from domain.signalement import Motif

HAUTE, IMMEDIATE, SIGNALEMENT = "haute", "immediate", "signalement"
ETIQUETTES = (*(motif.value for motif in Motif), HAUTE, IMMEDIATE, SIGNALEMENT)
"""Les douze motifs ; « haute » : au moins haute ; « signalement » : au moins un motif."""
REPERES = ("residence", "batiment", "escalier", "etage", "logement", "locataire")
PLACES = ("O", *(f"{place}-{repere}" for repere in REPERES for place in "BI"))
"""Place d'un morceau : hors repère, premier (B) ou suivant (I) d'un repère."""

_PART_CAPITALES = 0.6
_LETTRES_MIN = 8


def preparer(texte: str) -> str:
    """Un texte en capitales se lit en minuscules ; la longueur ne change pas, les positions restent justes."""
    lettres = [c for c in texte if c.isalpha()]
    if len(lettres) < _LETTRES_MIN or sum(c.isupper() for c in lettres) < _PART_CAPITALES * len(lettres):
        return texte
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in texte)
