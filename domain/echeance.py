"""Ce qui doit arriver à une heure dite : chaque échéance est une ligne, jamais une mémoire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Sorte(StrEnum):
    """Nature d'une échéance, et ce sur quoi porte son `sujet_id`."""

    RAPPEL_BROUILLON = "rappel_brouillon"  # signalement
    TRANSMISSION = "transmission"  # signalement
    EFFACEMENT = "effacement"  # signalement
    ESCALADE = "escalade"  # dossier
    TENTATIVE = "tentative"  # tentative
    SUIVI = "suivi"  # dossier
    RELEVE = "releve"  # année × 100 + mois


@dataclass(frozen=True, slots=True)
class Echeance:
    """Une ligne à honorer à partir de `prevue_le` (UTC), le rang distinguant les rappels d'un même sujet."""

    id: int
    sorte: Sorte
    sujet_id: int
    rang: int
    prevue_le: datetime
