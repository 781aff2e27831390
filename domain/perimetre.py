"""Quel lien un périmètre donne avec un lieu : plus il est étroit, plus la personne est indiquée.

Source : parcours, 2.1 (« résidence, secteur, bailleur »).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from domain.personne import Perimetre, Residence
from domain.texte import plier


class Lien(IntEnum):
    """Du plus lâche au plus étroit. `PARTIE` : la résidence est inconnue, la personne suit une part du bailleur."""

    AUCUN = 0
    PARTIE = 1
    BAILLEUR = 2
    SECTEUR = 3
    RESIDENCE = 4


def lien(perimetres: Iterable[Perimetre], residence: Residence | None, bailleur: str | None) -> Lien:
    """Le lien le plus étroit entre ces périmètres et la résidence, ou le bailleur seul si elle est inconnue."""
    if residence is not None:
        return max((_avec_residence(p, residence) for p in perimetres), default=Lien.AUCUN)
    if bailleur is not None:
        return max((_avec_bailleur(p, bailleur) for p in perimetres), default=Lien.AUCUN)
    return Lien.AUCUN


def _avec_residence(perimetre: Perimetre, residence: Residence) -> Lien:
    if perimetre.residence_id is not None:
        return Lien.RESIDENCE if perimetre.residence_id == residence.id else Lien.AUCUN
    if perimetre.bailleur is not None and plier(perimetre.bailleur) != plier(residence.bailleur):
        return Lien.AUCUN
    if perimetre.secteur is not None:
        return Lien.SECTEUR if plier(perimetre.secteur) == plier(residence.secteur or "") else Lien.AUCUN
    return Lien.BAILLEUR if perimetre.bailleur is not None else Lien.AUCUN


def _avec_bailleur(perimetre: Perimetre, bailleur: str) -> Lien:
    if perimetre.bailleur is None or plier(perimetre.bailleur) != plier(bailleur):
        return Lien.AUCUN
    entier = perimetre.secteur is None and perimetre.residence_id is None
    return Lien.BAILLEUR if entier else Lien.PARTIE
