"""La vie d'un dossier et du signalement qui l'ouvre : états, passages permis, motifs de fin.

Source : parcours, sections 1 à 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.signalement import Analyse, Lieu, Motif, Urgence


class EtatSignalement(StrEnum):
    """Où en est un message reçu, du brouillon à l'envoi ; `joint` : il a rejoint un autre brouillon."""

    BROUILLON = "brouillon"
    HORS_PERIMETRE = "hors_perimetre"
    A_QUALIFIER = "a_qualifier"
    ENVOYE = "envoye"
    JOINT = "joint"
    ANNULE = "annule"

    @property
    def ouvert(self) -> bool:
        """Vrai tant que son auteur, ou son responsable, peut encore le corriger et l'envoyer."""
        return self in {EtatSignalement.BROUILLON, EtatSignalement.HORS_PERIMETRE, EtatSignalement.A_QUALIFIER}


class Verdict(StrEnum):
    """Ce qu'une personne a dit d'un message, contre ce que Vigie en lisait : une alerte, ou pas."""

    ALERTE = "alerte"
    HORS_PERIMETRE = "hors_perimetre"


class EtatDossier(StrEnum):
    """Où en est un dossier."""

    OUVERT = "ouvert"
    PRIS_EN_CHARGE = "pris_en_charge"
    CLOS = "clos"


PASSAGES: Mapping[EtatDossier, frozenset[EtatDossier]] = {
    EtatDossier.OUVERT: frozenset({EtatDossier.PRIS_EN_CHARGE, EtatDossier.CLOS}),
    EtatDossier.PRIS_EN_CHARGE: frozenset({EtatDossier.OUVERT, EtatDossier.CLOS}),
    EtatDossier.CLOS: frozenset({EtatDossier.OUVERT}),
}
"""Prendre, rendre, clôturer, rouvrir : rien d'autre. Un dossier rouvert redevient à prendre."""


class Cloture(StrEnum):
    """Pourquoi un dossier finit (parcours, section 3.4)."""

    OBJECTIFS = "objectifs"
    RELOGE = "reloge"
    REFUS = "refus"
    DECES = "deces"
    HORS_PERIMETRE = "hors_perimetre"
    DOUBLON = "doublon"
    ERREUR = "erreur"

    @property
    def libelle(self) -> str:
        """Nom court, tel qu'on le lit sur un bouton."""
        return {
            "objectifs": "Objectifs atteints",
            "reloge": "Relogé",
            "refus": "Refus du ménage",
            "deces": "Décès",
            "hors_perimetre": "Hors périmètre",
            "doublon": "Doublon",
            "erreur": "Signalé par erreur",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Signalement:
    """Un message reçu et ce qu'on en a compris, corrigé ou non par son auteur.

    `rapproche_id` est un dossier ouvert du même auteur que le message semble concerner ; `nouveau` dit que l'auteur a
    choisi d'en ouvrir un autre. `parti_seul` : un danger, envoyé sans attendre la confirmation. `verdict` manque tant
    que personne n'a dit si c'était une alerte.
    """

    id: int
    auteur_id: int
    chat_id: int
    message_id: int
    texte: str
    analyse: Analyse
    motifs: tuple[Motif, ...]
    urgence: Urgence | None
    lieu: Lieu
    locataire: str | None
    residence_id: int | None
    etat: EtatSignalement
    piece: str | None
    cree_le: datetime
    dossier_id: int | None = None
    rapproche_id: int | None = None
    nouveau: bool = False
    residence_ignoree: bool = False
    parti_seul: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Un ménage suivi. `palier` compte les escalades faites ; `raison` dit pourquoi cette personne est proposée."""

    id: int
    reference: str
    auteur_id: int
    residence_id: int | None
    lieu: Lieu
    locataire: str | None
    motifs: tuple[Motif, ...]
    urgence: Urgence
    etat: EtatDossier
    propose_id: int | None
    charge_id: int | None
    equipe: str | None
    raison: str | None
    palier: int
    a_prendre_avant: datetime | None
    cree_le: datetime
    pris_le: datetime | None = None
    clos_le: datetime | None = None
    cloture: Cloture | None = None
    situation_bloquee: bool = False
    inscrit: bool = False


def reference(annee: int, numero: int) -> str:
    """Référence courte d'un dossier : `V-26-0042`, au moins quatre chiffres."""
    return f"V-{annee % 100:02d}-{numero:04d}"
