"""Valider le fichier des personnes."""

from __future__ import annotations

from dataclasses import dataclass

from domain.imports_cellules import Cellules
from domain.imports_lignes import Forme, Lecture, ailleurs, harmoniser, lire_lignes
from domain.imports_tableau import Resultat, Tableau
from domain.personne import Competence, Role
from domain.texte import plier

FORME = Forme(
    requises=("nom", "roles", "organisation"),
    facultatives=("equipe", "competences", "capacite", "responsable", "matricule"),
)


@dataclass(frozen=True, slots=True)
class LigneEquipe:
    """Une personne telle que le fichier la donne ; `responsable` est un nom ou un matricule, non encore cherché."""

    numero: int
    nom: str
    roles: frozenset[Role]
    organisation: str
    equipe: str | None = None
    competences: frozenset[Competence] = frozenset()
    capacite: int | None = None
    responsable: str | None = None
    matricule: str | None = None


def valider_equipe(tableau: Tableau) -> Resultat[LigneEquipe]:
    """Vérifie tout le fichier des personnes et rend ses lignes, ou toutes ses erreurs.

    Les responsables se cherchent ensuite, par `resoudre_responsables`.
    """
    lecture = lire_lignes(tableau, FORME, _lire)
    _refuser_homonymes(lecture)
    harmoniser(lecture, ("organisation", "equipe"))
    for ligne in lecture.lignes:
        if Role.CELLULE in ligne.roles and not ligne.competences:
            lecture.avertir(ligne, f"{ligne.nom} est de la cellule sans compétence : aucun avis ne lui sera demandé")
        if Role.CHARGE in ligne.roles and not ligne.equipe:
            lecture.avertir(ligne, f"{ligne.nom} est chargé sans équipe : ses cartes lui arriveront en privé")
    return lecture.resultat()


def _lire(cellules: Cellules) -> LigneEquipe:
    return LigneEquipe(
        numero=cellules.numero,
        nom=cellules.requis("nom"),
        roles=cellules.choix("roles", Role, ("rôle inconnu", "rôles possibles"), requis=True),
        organisation=cellules.requis("organisation"),
        equipe=cellules.texte("equipe"),
        competences=cellules.choix("competences", Competence, ("compétence inconnue", "compétences possibles")),
        capacite=cellules.entier("capacite"),
        responsable=cellules.texte("responsable"),
        matricule=cellules.texte("matricule"),
    )


def _refuser_homonymes(lecture: Lecture[LigneEquipe]) -> None:
    """Un matricule ne sert qu'une fois ; un nom qui revient demande un matricule à chacun."""
    for groupe in lecture.groupes(lambda ligne: plier(ligne.matricule) if ligne.matricule else None):
        for ligne in groupe:
            lecture.refuser(ligne, f"le matricule « {ligne.matricule} » sert aussi {ailleurs(groupe, ligne)}")
    for groupe in lecture.groupes(lambda ligne: plier(ligne.nom) or None):
        if all(ligne.matricule for ligne in groupe):
            continue
        for ligne in groupe:
            lecture.refuser(
                ligne,
                f"« {ligne.nom} » est aussi {ailleurs(groupe, ligne)} : "
                "deux personnes de même nom ont chacune leur matricule, une même personne n'a qu'une ligne",
            )
