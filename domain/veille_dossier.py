"""Le dossier tel que la cellule de veille le voit : ce que les chiffres et l'ordre du jour demandent, rien de plus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from domain.signalement import Motif, Urgence

Etat = Literal["ouvert", "pris_en_charge", "clos"]

RENCONTRE = "Rencontré"
"""Libellé du résultat qui vaut rencontre effective."""
REPORTS = frozenset({"Reporter", "Reporté", "Reportée"})
"""Libellés qui déplacent une tentative sans qu'elle ait eu lieu."""


@dataclass(frozen=True, slots=True)
class TentativeVue:
    """Une tentative d'aller vers ; `resultat` est le libellé lu sur le bouton (« Rencontré », « Absent »…)."""

    numero: int
    prevue_le: datetime
    faite_le: datetime | None = None
    resultat: str | None = None

    @property
    def effectuee(self) -> bool:
        """Vrai si quelqu'un s'est déplacé ou a appelé : un report n'est pas une tentative faite."""
        return self.faite_le is not None and self.resultat not in REPORTS


@dataclass(frozen=True, slots=True)
class DossierVu:
    """Un dossier à l'instant du relevé ; `locataire` et `logement` ne servent qu'à la version nominative.

    Les instants portent leur décalage. `charge` est le nom du chargé de gestion sociale, `cloture` le motif de
    clôture tel qu'on le lit, `retard_depuis` la plus ancienne échéance dépassée, `palier` celui de l'escalade (ou 0).
    """

    reference: str
    cree_le: datetime
    motifs: tuple[Motif, ...]
    urgence: Urgence
    residence: str | None = None
    commune: str | None = None
    bailleur: str | None = None
    equipe: str | None = None
    etat: Etat = "ouvert"
    pris_le: datetime | None = None
    charge: str | None = None
    clos_le: datetime | None = None
    cloture: str | None = None
    palier: int = 0
    situation_bloquee: bool = False
    expulsion_datee: date | None = None
    inscrit: bool = False
    retard_depuis: datetime | None = None
    tentatives: tuple[TentativeVue, ...] = ()
    locataire: str | None = None
    logement: str | None = None

    @property
    def non_clos(self) -> bool:
        """Vrai tant que le dossier n'est pas clos, qu'il soit pris en charge ou non."""
        return self.etat != "clos"

    @property
    def non_pris(self) -> bool:
        """Vrai tant que personne n'a pris le dossier en charge."""
        return self.etat == "ouvert"
