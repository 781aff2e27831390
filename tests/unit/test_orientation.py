"""Le dossier va à qui doit le recevoir, et l'on sait dire pourquoi."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import dispositifs
from domain.orientation import Candidat, Niveau, Orientation, orienter
from domain.personne import Competence, Perimetre, Role
from domain.signalement import Motif
from tests.unit.equipes import (
    ACACIAS,
    ANNE,
    AU_BAILLEUR,
    CLAIRE,
    EQUIPE,
    KARIM,
    LEA,
    NADIA,
    PAUL,
    demande,
    personne,
)

REUNI = dispositifs.charger("habitat-reuni")


def pour(*candidats: Candidat, motif: Motif = Motif.IMPAYES) -> Orientation:
    return orienter(demande(motif), candidats, REUNI)


def test_la_residence_passe_avant_le_secteur_et_le_secteur_avant_le_bailleur() -> None:
    assert pour(KARIM, PAUL, NADIA).personne_id == 1
    assert pour(KARIM, PAUL).personne_id == 2
    assert pour(KARIM).personne_id == 3


def test_la_phrase_dit_le_perimetre_et_la_charge() -> None:
    assert pour(*EQUIPE).phrase == "Proposé à Nadia Benali : suit Les Mirabelles, 12 dossiers sur 20."
    assert pour(PAUL).phrase == "Proposé à Paul Martin : suit le secteur Est, 3 dossiers sur 20."
    assert pour(KARIM).phrase == "Proposé à Karim Diallo : suit Toit et Joie, 0 dossier sur 20."


def test_un_autre_bailleur_n_est_jamais_propose_meme_pour_un_secteur_du_meme_nom() -> None:
    est_d_ailleurs = Candidat(personne(8, "Zoé Faure", Perimetre("Essonne Habitat", "Est")))
    assert pour(LEA, est_d_ailleurs).niveau is Niveau.AUCUN
    assert orienter(demande(residence=ACACIAS), [NADIA, PAUL, LEA], REUNI).personne_id == 7


def test_une_absence_fait_passer_au_remplacant_qui_prend_la_place() -> None:
    absente = replace(NADIA, absent=True, remplacant_id=7, absent_jusqu_au=date(2026, 11, 30))
    proposee = pour(absente, PAUL, KARIM, LEA)
    assert proposee.personne_id == 7
    assert proposee.phrase == (
        "Proposé à Léa Costa : remplace Nadia Benali sur Les Mirabelles, 5 dossiers sur 20 "
        "(Nadia Benali : absence jusqu’au 30 novembre)."
    )


def test_une_absence_sans_remplacant_fait_passer_au_suivant_et_se_dit() -> None:
    absente = replace(NADIA, absent=True, absent_jusqu_au=date(2026, 12, 1))
    assert pour(absente, PAUL).phrase == (
        "Proposé à Paul Martin : suit le secteur Est, 3 dossiers sur 20 (Nadia Benali : absence jusqu’au 1er décembre)."
    )


def test_un_remplacant_absent_passe_la_main_au_sien_sans_tourner_en_rond() -> None:
    absente, absent = replace(NADIA, absent=True, remplacant_id=2), replace(PAUL, absent=True, remplacant_id=3)
    assert pour(absente, absent, KARIM).personne_id == 3
    assert pour(absente, replace(absent, remplacant_id=1)).niveau is Niveau.AUCUN


def test_un_plafond_atteint_fait_passer_au_suivant_et_se_dit() -> None:
    pleine = replace(NADIA, charge=20)
    assert pour(pleine, PAUL).phrase == (
        "Proposé à Paul Martin : suit le secteur Est, 3 dossiers sur 20 (Nadia Benali : plafond atteint)."
    )


def test_le_plafond_est_celui_de_la_personne_puis_celui_du_dispositif() -> None:
    petite = Candidat(personne(1, "Nadia Benali", AU_BAILLEUR, capacite=5), charge=5)
    assert pour(petite, KARIM).personne_id == 3
    assert pour(replace(petite, plafond=6)).phrase.endswith("5 dossiers sur 6.")


def test_a_perimetre_egal_la_moins_chargee_au_regard_de_son_plafond_est_proposee() -> None:
    temps_plein = Candidat(personne(1, "Nadia Benali", AU_BAILLEUR, capacite=20), charge=8)
    mi_temps = Candidat(personne(2, "Paul Martin", AU_BAILLEUR, capacite=10), charge=5)
    assert pour(temps_plein, mi_temps).personne_id == 1


def test_a_egalite_parfaite_le_plus_petit_identifiant_est_propose() -> None:
    un, deux = (Candidat(personne(n, f"P{n}", AU_BAILLEUR), charge=2) for n in (9, 8))
    assert pour(un, deux).personne_id == 8


def test_a_charge_egale_un_titulaire_passe_avant_un_remplacant() -> None:
    absente = Candidat(personne(10, "Nadia Benali", AU_BAILLEUR), absent=True, remplacant_id=7)
    titulaire = Candidat(personne(9, "Paul Martin", AU_BAILLEUR), charge=LEA.charge)
    assert pour(absente, titulaire, LEA).personne_id == 9


def test_un_plafond_atteint_ne_deborde_pas_sur_le_remplacant() -> None:
    assert pour(replace(NADIA, charge=20, remplacant_id=7), LEA, KARIM).personne_id == 3


def test_la_competence_demandee_passe_devant_le_perimetre_le_plus_etroit() -> None:
    referente = Candidat(personne(9, "Inès Roy", AU_BAILLEUR, competences=[Competence.VIOLENCES_FEMMES]), charge=1)
    proposee = pour(NADIA, referente, motif=Motif.VIOLENCE)
    assert proposee.personne_id == 9
    assert "compétence violences faites aux femmes" in proposee.phrase
    assert proposee.avis == ()
    assert "FNSF" in proposee.partenaires[0]


def test_sans_la_competence_le_dossier_est_propose_quand_meme_avec_un_avis_conseille() -> None:
    proposee = pour(*EQUIPE, motif=Motif.SANTE_MENTALE)
    assert (proposee.personne_id, proposee.avis) == (1, (Competence.PSYCHIQUE,))


def test_les_competences_se_taisent_quand_le_dispositif_tait_les_motifs() -> None:
    referente = Candidat(personne(9, "Inès Roy", AU_BAILLEUR, competences=[Competence.VIOLENCES_FEMMES]))
    discret = replace(REUNI, afficher_motifs=False)
    assert "violences" not in orienter(demande(Motif.VIOLENCE), [referente], discret).phrase


def test_une_personne_partie_ou_sans_role_n_est_pas_proposee() -> None:
    partie = Candidat(personne(1, "Nadia Benali", AU_BAILLEUR, actif=False))
    gardien = Candidat(personne(2, "Paul Martin", AU_BAILLEUR, roles=[Role.GARDIEN, Role.ADMIN]))
    assert pour(partie, gardien).niveau is Niveau.AUCUN
    assert pour(replace(NADIA, absent=True, remplacant_id=2), gardien).niveau is Niveau.AUCUN


def test_une_personne_injoignable_ou_deja_sollicitee_est_ecartee_avec_sa_cause() -> None:
    muette = Candidat(personne(1, "Nadia Benali", AU_BAILLEUR, joignable=False))
    assert "Nadia Benali : injoignable" in pour(muette, KARIM).phrase
    deja = orienter(demande(exclus={1}), [NADIA, PAUL], REUNI)
    assert (deja.personne_id, "sollicitation restée sans suite" in deja.phrase) == (2, True)


def test_au_plus_trois_ecartes_sont_nommes() -> None:
    pleins = [Candidat(personne(n, f"P{n}", AU_BAILLEUR), charge=20) for n in range(10, 15)]
    assert pour(*pleins, CLAIRE, ANNE).phrase.endswith(
        "(P10 : plafond atteint ; P11 : plafond atteint ; P12 : plafond atteint ; et 2 autres)."
    )
