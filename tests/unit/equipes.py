"""Une petite équipe pour les essais : des personnes, leurs périmètres, deux résidences."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from domain.orientation import Candidat, Demande
from domain.personne import Competence, Perimetre, Personne, Residence, Role
from domain.signalement import Motif, Urgence

MIRABELLES = Residence(1, "Les Mirabelles", "Toit et Joie", secteur="Est", commune="Clichy-sous-Bois")
ACACIAS = Residence(2, "Les Acacias", "Essonne Habitat", secteur="Est", commune="Évry")

A_LA_RESIDENCE = Perimetre("Toit et Joie", residence_id=1)
AU_SECTEUR = Perimetre("toit-et-joie", "EST")
AU_BAILLEUR = Perimetre("TOIT ET JOIE")
CHEZ_L_AUTRE = Perimetre("Essonne Habitat")


def personne(
    numero: int,
    nom: str,
    *perimetres: Perimetre,
    roles: Iterable[Role] = (Role.CHARGE,),
    competences: Iterable[Competence] = (),
    responsable_id: int | None = None,
    capacite: int | None = None,
    joignable: bool = True,
    actif: bool = True,
) -> Personne:
    """Une personne de l'équipe « Nord »."""
    return Personne(
        numero,
        nom,
        frozenset(roles),
        "Toit et Joie",
        equipe="Nord",
        competences=frozenset(competences),
        capacite=capacite,
        responsable_id=responsable_id,
        joignable=joignable,
        actif=actif,
        perimetres=perimetres,
    )


def demande(
    *motifs: Motif,
    residence: Residence | None = MIRABELLES,
    bailleur: str | None = None,
    urgence: Urgence = Urgence.NORMALE,
    exclus: Collection[int] = (),
) -> Demande:
    """Une demande d'orientation, pour Les Mirabelles si rien n'est dit."""
    return Demande(residence, bailleur, frozenset(motifs or {Motif.IMPAYES}), urgence, frozenset(exclus))


NADIA = Candidat(personne(1, "Nadia Benali", A_LA_RESIDENCE, responsable_id=4), charge=12)
PAUL = Candidat(personne(2, "Paul Martin", AU_SECTEUR, responsable_id=4), charge=3)
KARIM = Candidat(personne(3, "Karim Diallo", AU_BAILLEUR), charge=0)
CLAIRE = Candidat(personne(4, "Claire Roux", roles=[Role.RESPONSABLE]))
ANNE = Candidat(personne(5, "Anne Leroy", roles=[Role.CELLULE], competences=[Competence.JURIDIQUE]))
HUGO = Candidat(personne(6, "Hugo Petit", roles=[Role.CELLULE], competences=[Competence.PSYCHIQUE]))
LEA = Candidat(personne(7, "Léa Costa", CHEZ_L_AUTRE), charge=5)
EQUIPE = (NADIA, PAUL, KARIM, CLAIRE, ANNE, HUGO, LEA)
