"""Quand aucun chargé de gestion sociale ne convient : responsable, cellule, partenaire, ou personne."""

from __future__ import annotations

from dataclasses import replace

import pytest

import dispositifs
from domain.orientation import Candidat, Niveau, Orientation, orienter
from domain.perimetre import Lien
from domain.personne import Role
from domain.signalement import Motif, Urgence
from tests.unit.equipes import (
    ACACIAS,
    ANNE,
    AU_BAILLEUR,
    CHEZ_L_AUTRE,
    CLAIRE,
    EQUIPE,
    HUGO,
    KARIM,
    LEA,
    NADIA,
    demande,
    personne,
)

REUNI = dispositifs.charger("habitat-reuni")
CILEA = dispositifs.charger("cilea")


def pour(*candidats: Candidat, motif: Motif = Motif.IMPAYES) -> Orientation:
    return orienter(demande(motif), candidats, REUNI)


def test_sans_charge_le_responsable_du_perimetre_est_propose() -> None:
    pleine = replace(NADIA, charge=20)
    proposee = pour(pleine, CLAIRE, ANNE)
    assert (proposee.personne_id, proposee.niveau) == (4, Niveau.RESPONSABLE)
    assert proposee.phrase == (
        "Proposé à Claire Roux, responsable : aucun chargé de gestion sociale disponible pour Les Mirabelles "
        "(Nadia Benali : plafond atteint)."
    )


def test_un_responsable_avec_son_propre_perimetre_ne_repond_que_de_lui() -> None:
    ailleurs = Candidat(personne(4, "Claire Roux", CHEZ_L_AUTRE, roles=[Role.RESPONSABLE]))
    assert pour(replace(NADIA, charge=20), ailleurs).niveau is Niveau.AUCUN
    assert orienter(demande(residence=ACACIAS), [ailleurs], REUNI).phrase == (
        "Proposé à Claire Roux, responsable : aucun chargé de gestion sociale ne suit Les Acacias."
    )


def test_un_responsable_ne_repond_pas_du_perimetre_d_une_personne_partie() -> None:
    partie = Candidat(personne(1, "Nadia Benali", AU_BAILLEUR, responsable_id=4, actif=False))
    assert pour(partie, CLAIRE).niveau is Niveau.AUCUN


def test_sans_responsable_la_cellule_est_saisie_la_competence_d_abord() -> None:
    proposee = pour(ANNE, HUGO, motif=Motif.SANTE_MENTALE)
    assert (proposee.personne_id, proposee.niveau, proposee.equipe) == (6, Niveau.CELLULE, "cellule")
    assert proposee.phrase == (
        "Proposé à Hugo Petit, cellule de veille, compétence troubles psychiques et addictions : "
        "aucun chargé de gestion sociale ne suit Les Mirabelles."
    )


def test_la_cellule_d_un_autre_bailleur_n_est_pas_saisie() -> None:
    ailleurs = Candidat(personne(5, "Anne Leroy", CHEZ_L_AUTRE, roles=[Role.CELLULE]))
    assert pour(ailleurs).niveau is Niveau.AUCUN


def test_sans_personne_l_orientation_le_dit() -> None:
    vide = pour()
    assert (vide.personne_id, vide.equipe, vide.niveau) == (None, None, Niveau.AUCUN)
    assert vide.phrase == "Aucune personne à proposer : aucun chargé de gestion sociale disponible pour Les Mirabelles."


def test_sans_residence_le_bailleur_suffit_meme_si_l_on_n_en_suit_qu_une_part() -> None:
    sans_lieu = demande(residence=None, bailleur="Toit et Joie", urgence=Urgence.IMMEDIATE)
    assert orienter(sans_lieu, [NADIA, KARIM], REUNI).personne_id == 3
    proposee = orienter(sans_lieu, [NADIA, LEA], REUNI)
    assert (proposee.personne_id, proposee.raison.lien) == (1, Lien.PARTIE)
    assert "suit une partie de Toit et Joie" in proposee.phrase


def test_sans_aucun_lieu_la_cellule_est_saisie() -> None:
    nulle_part = demande(residence=None, urgence=Urgence.IMMEDIATE)
    proposee = orienter(nulle_part, EQUIPE, REUNI)
    assert proposee.phrase == "Proposé à Anne Leroy, cellule de veille : le lieu n’est pas connu."


def test_un_motif_exclu_oriente_vers_un_partenaire() -> None:
    oriente = orienter(demande(Motif.SANTE_MENTALE), EQUIPE, CILEA)
    assert (oriente.niveau, oriente.personne_id) == (Niveau.PARTENAIRE, None)
    assert oriente.phrase.startswith(
        "Hors du dispositif (Troubles psychiques et addictions), à orienter vers : Profess"
    )


def test_un_motif_exclu_parmi_d_autres_n_ecarte_pas_le_dispositif() -> None:
    oriente = orienter(demande(Motif.SANTE_MENTALE, Motif.IMPAYES), EQUIPE, CILEA)
    assert oriente.personne_id == 1
    assert oriente.partenaires


def test_un_danger_immediat_n_est_jamais_renvoye_a_un_partenaire() -> None:
    assert orienter(demande(Motif.SANTE_MENTALE, urgence=Urgence.IMMEDIATE), EQUIPE, CILEA).personne_id == 1


@pytest.mark.parametrize("motif", list(Motif))
@pytest.mark.parametrize("nom", dispositifs.NOMS)
def test_chaque_dispositif_sait_orienter_chaque_motif(nom: str, motif: Motif) -> None:
    oriente = orienter(demande(motif), EQUIPE, dispositifs.charger(nom))
    assert oriente.phrase.endswith(".")
    assert (oriente.personne_id is None) is (oriente.niveau is Niveau.PARTENAIRE)
