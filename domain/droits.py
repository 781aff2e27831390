"""Qui peut quoi : des questions posées à chaque appui, jamais retenues.

Source : parcours, « Les personnes » et « Ce qui ne se négocie pas ».
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.dossier import Dossier, EtatDossier, EtatSignalement, Signalement
from domain.personne import EQUIPE_CELLULE, Perimetre, Personne, Residence, Role
from domain.texte import plier


@dataclass(frozen=True, slots=True)
class Situation:
    """Ce qu'il faut savoir d'un dossier pour dire les droits d'une personne.

    `saisis` sont les personnes appelées nommément : astreinte, escalade, avis de la cellule.
    """

    dossier: Dossier
    residence: Residence | None
    saisis: frozenset[int]


def couvre(perimetres: tuple[Perimetre, ...], residence: Residence | None) -> bool:
    """Vrai si l'un des périmètres contient la résidence ; sans résidence connue, aucun ne la contient."""
    if residence is None:
        return False
    return any(_contient(p, residence) for p in perimetres)


def _contient(perimetre: Perimetre, residence: Residence) -> bool:
    if perimetre.residence_id is not None:
        return perimetre.residence_id == residence.id
    if perimetre.bailleur is not None and plier(perimetre.bailleur) != plier(residence.bailleur):
        return False
    if perimetre.secteur is not None:
        return plier(perimetre.secteur) == plier(residence.secteur or "")
    return perimetre.bailleur is not None


def peut_voir(personne: Personne, situation: Situation) -> bool:
    """Le détail d'un dossier : qui le suit, son équipe, le responsable du périmètre, qui a été saisi.

    Un dossier proposé à la cellule paraît dans son groupe : tous ses membres y ont droit.
    """
    dossier = situation.dossier
    if not personne.actif or not personne.a(Role.CHARGE, Role.RESPONSABLE, Role.CELLULE):
        return False
    if personne.id in situation.saisis or personne.id in {dossier.charge_id, dossier.propose_id}:
        return True
    if personne.a(Role.CHARGE) and personne.equipe and plier(personne.equipe) == plier(dossier.equipe or ""):
        return True
    if personne.a(Role.CELLULE) and dossier.equipe == EQUIPE_CELLULE:
        return True
    return personne.a(Role.RESPONSABLE) and couvre(personne.perimetres, situation.residence)


def peut_prendre(personne: Personne, situation: Situation) -> bool:
    """Prendre en charge : toute personne qui peut voir le dossier."""
    return peut_voir(personne, situation)


def peut_suivre(personne: Personne, situation: Situation) -> bool:
    """Rendre, noter une tentative, clôturer : la personne en charge, ou le responsable du périmètre."""
    if situation.dossier.etat is EtatDossier.PRIS_EN_CHARGE and situation.dossier.charge_id == personne.id:
        return personne.actif
    return personne.a(Role.RESPONSABLE) and peut_voir(personne, situation)


def peut_relire(personne: Personne, signalement: Signalement, chat_id: int) -> bool:
    """Lire la fiche d'un signalement : son auteur ; le responsable qui l'a reçue, sauf si l'auteur l'a repris."""
    if signalement.auteur_id == personne.id:
        return personne.actif
    repris = signalement.etat is EtatSignalement.BROUILLON
    return personne.actif and not repris and _a_recu(personne, chat_id)


def _a_recu(personne: Personne, chat_id: int) -> bool:
    return personne.a(Role.RESPONSABLE, Role.CELLULE) and personne.telegram_id == chat_id


def peut_corriger(personne: Personne, signalement: Signalement, chat_id: int) -> bool:
    """Corriger et envoyer un brouillon : son auteur ; « à qualifier », le responsable qui l'a reçu."""
    if not personne.actif:
        return False
    if signalement.auteur_id == personne.id and signalement.etat is not EtatSignalement.A_QUALIFIER:
        return True
    return signalement.etat in {EtatSignalement.A_QUALIFIER, EtatSignalement.ENVOYE} and _a_recu(personne, chat_id)
