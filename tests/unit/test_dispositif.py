"""Les quatre dispositifs des documents tournent par simple configuration, et un profil faux s'explique en une ligne."""

from __future__ import annotations

from datetime import time

import pytest

import dispositifs
from domain.approche import LieuRencontre
from domain.dispositif import INDICATEURS, Dispositif, Feries
from domain.horaires import Delai, Horaires, Plage, RegleReunion
from domain.lecture_dispositif import lire_dispositif
from domain.personne import Competence
from domain.signalement import Motif, Urgence

ENTETE = 'nom = "essai"\ntitre = "Essai"\nbailleurs = ["Bailleur"]\n'


def lire(suite: str = "") -> Dispositif:
    return lire_dispositif(ENTETE + suite, "essai.toml")


@pytest.mark.parametrize("nom", dispositifs.NOMS)
def test_chaque_profil_livre_se_lit_et_garde_les_delais_du_parcours(nom: str) -> None:
    profil = dispositifs.charger(nom)
    assert profil.nom == nom
    assert profil.delais[Urgence.IMMEDIATE] == Delai(minutes=15)
    assert profil.delais[Urgence.HAUTE] == Delai(heures_ouvrees=4)
    assert set(profil.motifs) == set(Motif)
    assert set(profil.indicateurs) <= set(INDICATEURS)
    assert profil.bailleurs
    assert profil.partenaires


@pytest.mark.parametrize("nom", dispositifs.NOMS)
def test_aucun_profil_ne_montre_d_apostrophe_droite(nom: str) -> None:
    profil = dispositifs.charger(nom)
    lus = [profil.titre, *profil.partenaires, *profil.partenaires.values()]
    lus += [regle.orientation or "" for regle in profil.motifs.values()]
    assert not [texte for texte in lus if "'" in texte]


def test_alfi_se_reunit_chaque_mois_et_accompagne_au_moins_six_mois() -> None:
    alfi = dispositifs.charger("alfi")
    assert alfi.bailleurs == ("Antin Résidences",)
    assert alfi.reunion == RegleReunion(rang=1, jour=1, heure=time(14))
    assert (alfi.accompagnement.contrat_mois, alfi.accompagnement.renouvellements) == (6, None)
    assert (alfi.accompagnement.rencontres_par_mois, alfi.accompagnement.bilan_mois) == (2, 1)


def test_icf_pose_les_sept_questions_et_demande_quatre_rencontres_par_mois() -> None:
    icf = dispositifs.charger("icf-ensemble")
    assert icf.sept_questions
    assert icf.capacite == 15
    assert icf.delais[Urgence.NORMALE] == Delai(jours_ouvres=1)
    assert icf.accompagnement.rencontres_par_mois == 4
    assert icf.accompagnement.demarrage_semaines == 4
    assert "mois_mesures" in icf.indicateurs


def test_cilea_exclut_la_psychiatrie_et_ne_va_qu_au_domicile() -> None:
    cilea = dispositifs.charger("cilea")
    assert [motif for motif, regle in cilea.motifs.items() if regle.exclu] == [Motif.SANTE_MENTALE]
    assert cilea.motifs[Motif.SANTE_MENTALE].orientation
    assert cilea.lieux == (LieuRencontre.DOMICILE,)
    assert cilea.capacite == 20
    suivi = cilea.accompagnement
    assert (suivi.contrat_mois, suivi.renouvellements, suivi.bilan_mois, suivi.tripartite_mois) == (6, 1, 3, 6)
    assert (suivi.rencontres_prealables, suivi.premiere_avec_bailleur) == (2, True)


def test_habitat_reuni_cherche_les_competences_de_sa_cellule() -> None:
    reuni = dispositifs.charger("habitat-reuni")
    assert len(reuni.bailleurs) == 6
    assert reuni.motifs[Motif.SANTE_MENTALE].competence is Competence.PSYCHIQUE
    assert reuni.motifs[Motif.EXPULSION].competence is Competence.JURIDIQUE
    assert "AURORE" in (reuni.motifs[Motif.SANTE_MENTALE].orientation or "")
    assert reuni.accompagnement.contrat_mois is None


def test_ce_qu_un_profil_ne_dit_pas_garde_sa_valeur_ordinaire() -> None:
    profil = lire()
    assert profil == Dispositif(nom="essai", titre="Essai", bailleurs=("Bailleur",))
    assert profil.horaires == Horaires()
    assert profil.premiere_tentative[Urgence.HAUTE] == Delai(fin_jour_ouvre=1)
    assert profil.echecs_avant_blocage == 3
    assert profil.brouillon.rappel == Delai(minutes=30)
    assert profil.brouillon.transmission == Delai(minutes=1440)


def test_tout_se_regle() -> None:
    profil = lire("""
afficher_motifs = false
capacite = 12
indicateurs = ["tentatives"]
[delais]
haute = "2 heures ouvrées"
[aller_vers]
sept_questions = false
echecs_avant_blocage = 5
lieux = ["domicile", "agence"]
suivante = { haute = "1 jour ouvré" }
[horaires]
jours = ["lundi", "samedi"]
plages = ["8 h à 12 h", "13:30-17:15"]
nuit = "21 h à 7 h"
feries = "alsace-moselle"
[reunion]
rang = "dernier"
jour = "jeudi"
heure = "9 h 30"
releve = "17 h"
[astreinte]
"*" = ["Anne Leroy"]
"Toit et Joie" = ["M042", "Karim Diallo"]
[conservation]
brouillons = 2
[motifs.isolement]
competence = "social"
urgence_minimale = "haute"
""")
    assert profil.horaires == Horaires(
        frozenset({0, 5}), (Plage(time(8), time(12)), Plage(time(13, 30), time(17, 15))), Plage(time(21), time(7))
    )
    assert profil.feries is Feries.ALSACE_MOSELLE
    assert profil.reunion == RegleReunion(-1, 3, time(9, 30))
    assert (profil.heure_releve, profil.capacite, profil.afficher_motifs) == (time(17), 12, False)
    assert profil.delais[Urgence.HAUTE] == Delai(heures_ouvrees=2)
    assert profil.delais[Urgence.NORMALE] == Delai(jours_ouvres=2)
    assert profil.tentative_suivante[Urgence.HAUTE] == Delai(jours_ouvres=1)
    assert profil.lieux == (LieuRencontre.DOMICILE, LieuRencontre.AGENCE)
    assert profil.conservation.brouillons == 2
    assert profil.astreinte_de("toit-et-joie") == ("M042", "Karim Diallo")
    assert profil.astreinte_de("Essonne Habitat") == ("Anne Leroy",)
    assert profil.urgence_retenue({Motif.ISOLEMENT}, Urgence.NORMALE) is Urgence.HAUTE
    assert not profil.sept_questions
    assert profil.echecs_avant_blocage == 5


def test_sans_astreinte_reglee_personne_n_est_d_astreinte() -> None:
    assert lire().astreinte_de("Toit et Joie") == ()


@pytest.mark.parametrize(
    ("motifs", "dite", "retenue"),
    [
        ({Motif.VIOLENCE}, Urgence.NORMALE, Urgence.HAUTE),
        ({Motif.DECES, Motif.IMPAYES}, Urgence.NORMALE, Urgence.HAUTE),
        ({Motif.VIOLENCE}, Urgence.IMMEDIATE, Urgence.IMMEDIATE),
        ({Motif.IMPAYES}, Urgence.NORMALE, Urgence.NORMALE),
        (set(), Urgence.HAUTE, Urgence.HAUTE),
    ],
)
def test_violences_et_deces_ne_sont_jamais_sous_haute(motifs: set[Motif], dite: Urgence, retenue: Urgence) -> None:
    assert lire().urgence_retenue(motifs, dite) is retenue
