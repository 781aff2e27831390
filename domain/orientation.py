"""À qui proposer un dossier, et pourquoi.

Sans chargé de gestion sociale, un responsable du périmètre, puis la cellule (parcours, 2.1). Trois choix que les
documents ne disent pas. Une compétence demandée fait passer devant tous ceux qui couvrent le lieu, même de plus loin
(un référent violences suit souvent tout un bailleur) ; si personne ne l'a, le dossier est proposé quand même et l'avis
de la cellule est conseillé. Un motif exclu n'écarte le dispositif que s'il est seul. Un danger immédiat n'est jamais
renvoyé à un partenaire.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.classement import ROLES, Candidat, Choix, Classement, Demande
from domain.dispositif import Dispositif
from domain.perimetre import Lien
from domain.personne import EQUIPE_CELLULE, Competence
from domain.raison import Niveau, Raison
from domain.signalement import Motif, Urgence

__all__ = [
    "Candidat",
    "Demande",
    "Niveau",
    "Orientation",
    "Raison",
    "disponibles",
    "hors_du_dispositif",
    "orienter",
    "partenaires_de",
]


@dataclass(frozen=True, slots=True)
class Orientation:
    """La personne proposée et pourquoi.

    `equipe` est le groupe qui reçoit la carte ; `avis`, les compétences demandées que la personne n'a pas ;
    `partenaires`, les textes du dispositif pour les motifs du dossier.
    """

    personne_id: int | None
    equipe: str | None
    niveau: Niveau
    raison: Raison
    avis: tuple[Competence, ...] = ()
    partenaires: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        """L'explication, en une phrase."""
        return self.raison.en_clair()


def orienter(demande: Demande, candidats: Sequence[Candidat], regles: Dispositif) -> Orientation:
    """La personne à qui proposer ce dossier, ou le partenaire, ou personne ; toujours avec sa raison."""
    partenaires = partenaires_de(demande.motifs, regles)
    if hors_du_dispositif(demande.motifs, demande.urgence, regles):
        return Orientation(None, None, Niveau.PARTENAIRE, _exclusion(demande, partenaires, regles), (), partenaires)
    classement = Classement(demande, candidats, regles)
    for niveau in ROLES:
        if choix := classement.au_niveau(niveau):
            raison = _raison(niveau, choix[0], demande, classement, regles)
            personne = choix[0].candidat.personne
            avis = tuple(c for c in classement.demandees if c not in personne.competences)
            equipe = EQUIPE_CELLULE if niveau is Niveau.CELLULE else personne.equipe
            return Orientation(personne.id, equipe, niveau, raison, avis, partenaires)
    raison = Raison(Niveau.AUCUN, lieu=demande.lieu, ecartes=classement.ecartes)
    return Orientation(None, None, Niveau.AUCUN, raison, classement.demandees, partenaires)


def partenaires_de(motifs: Collection[Motif], regles: Dispositif) -> tuple[str, ...]:
    """Vers qui se tourner pour ces motifs, dans leur ordre."""
    textes = [regles.motifs[motif].orientation for motif in Motif if motif in motifs]
    return tuple(dict.fromkeys(texte for texte in textes if texte))


def hors_du_dispositif(motifs: Collection[Motif], urgence: Urgence, regles: Dispositif) -> bool:
    """Vrai si le dispositif n'accompagne aucun de ces motifs ; un danger immédiat est toujours accompagné."""
    return bool(motifs) and all(regles.motifs[m].exclu for m in motifs) and urgence is not Urgence.IMMEDIATE


def _exclusion(demande: Demande, partenaires: Sequence[str], regles: Dispositif) -> Raison:
    """La raison d'un renvoi vers un partenaire, qui dit le motif, et le tait si le dispositif tait les motifs."""
    if not regles.afficher_motifs:
        return Raison(Niveau.PARTENAIRE, lieu=demande.lieu)
    exclus = ", ".join(motif.libelle for motif in Motif if motif in demande.motifs)
    return Raison(Niveau.PARTENAIRE, lieu=demande.lieu, motifs_exclus=exclus, partenaire=" ; ".join(partenaires))


def disponibles(niveau: Niveau, demande: Demande, candidats: Sequence[Candidat], regles: Dispositif) -> tuple[int, ...]:
    """Les personnes de ce niveau qu'on peut solliciter, la mieux placée d'abord."""
    return tuple(choix.candidat.personne.id for choix in Classement(demande, candidats, regles).au_niveau(niveau))


def _raison(niveau: Niveau, choix: Choix, demande: Demande, classement: Classement, regles: Dispositif) -> Raison:
    """La raison d'un choix ; les compétences, qui disent le motif, se taisent si le dispositif tait les motifs."""
    return Raison(
        niveau,
        nom=choix.candidat.personne.nom,
        lien=choix.lien,
        lieu=demande.lieu,
        suivi=_suivi(choix.lien, demande),
        charge=choix.candidat.charge,
        plafond=choix.plafond,
        remplace=choix.remplace,
        competences=choix.competences if regles.afficher_motifs else (),
        ecartes=classement.ecartes,
    )


def _suivi(lien: Lien, demande: Demande) -> str | None:
    """Le nom du périmètre qui a compté : la résidence, son secteur ou le bailleur."""
    if demande.residence is None or lien is Lien.RESIDENCE:
        return demande.lieu
    return demande.residence.secteur if lien is Lien.SECTEUR else demande.residence.bailleur
