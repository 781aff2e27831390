"""Les chiffres du mois : bornes, comparaison, délais, tentatives, répartitions."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.signalement import Motif, Urgence
from domain.veille import TentativeVue, composer_releve
from domain.veille_chiffres import Compte, resserrer
from tests.unit.test_veille import MAINTENANT, NOVEMBRE, PARIS, dossier, releve


def test_le_mois_va_de_minuit_a_minuit_a_l_heure_de_paris() -> None:
    chiffres = releve(
        dossier("V-26-0001", cree_le=datetime.fromisoformat("2026-10-31T22:59:59+00:00")),
        dossier("V-26-0002", cree_le=datetime.fromisoformat("2026-10-31T23:00:00+00:00")),
        dossier("V-26-0003", cree_le=datetime.fromisoformat("2026-11-30T23:00:00+00:00")),
        dossier("V-26-0004", cree_le=datetime.fromisoformat("2026-09-30T22:00:00+00:00")),
        dossier("V-26-0005", cree_le=datetime.fromisoformat("2026-09-30T21:59:59+00:00")),
    ).chiffres
    assert (chiffres.nouveaux, chiffres.nouveaux_avant) == (1, 2)


def test_une_periode_quelconque_se_compare_a_la_meme_duree_juste_avant() -> None:
    debut = datetime(2026, 11, 9, tzinfo=PARIS)
    vus = [dossier(f"V-26-000{n}", cree_le=debut - timedelta(days=n)) for n in (1, 6, 8)]
    compose = composer_releve(vus, debut, debut + timedelta(days=7), MAINTENANT, "", "", None, fuseau=PARIS)
    assert (compose.chiffres.nouveaux, compose.chiffres.nouveaux_avant) == (0, 2)


def test_le_delai_median_porte_sur_les_prises_du_mois() -> None:
    cree = datetime(2026, 11, 4, 9, 0, tzinfo=PARIS)
    prises = [
        dossier(f"V-26-000{n}", cree_le=cree, pris_le=cree + timedelta(hours=heures), urgence=urgence)
        for n, (heures, urgence) in enumerate(((1, Urgence.HAUTE), (3, Urgence.HAUTE), (80, Urgence.NORMALE)))
    ]
    chiffres = releve(dossier("V-26-0009"), *prises).chiffres
    assert (chiffres.pris_en_charge, chiffres.delai_median) == (3, timedelta(hours=3))
    assert [c.nombre for c in chiffres.par_delai] == [0, 2, 0, 0, 1]
    assert [(d.urgence.value, d.attendu, d.pris, d.median) for d in chiffres.delais] == [
        ("immediate", "15 min", 0, None),
        ("haute", "4 heures ouvrées", 2, timedelta(hours=2)),
        ("normale", "2 jours ouvrés", 1, timedelta(hours=80)),
    ]


def test_un_report_n_est_pas_une_tentative_et_seul_rencontre_vaut_rencontre() -> None:
    quand = datetime(2026, 11, 10, 15, 0, tzinfo=PARIS)
    resultats = ("Rencontré", "Absent", "Reporté", "Refus")
    faites = [TentativeVue(n, quand, quand, resultat) for n, resultat in enumerate(resultats, 1)]
    a_venir = TentativeVue(5, quand + timedelta(days=30))
    ancienne = TentativeVue(0, NOVEMBRE.debut, NOVEMBRE.debut - timedelta(seconds=1), "Rencontré")
    chiffres = releve(dossier(tentatives=(ancienne, *faites, a_venir))).chiffres
    assert (chiffres.tentatives, chiffres.rencontres) == (3, 1)


def test_un_dossier_compte_sous_chacun_de_ses_motifs() -> None:
    quand = datetime(2026, 11, 10, tzinfo=PARIS)
    chiffres = releve(
        dossier("V-26-0001", cree_le=quand, motifs=(Motif.ISOLEMENT, Motif.INCURIE)),
        dossier("V-26-0002", cree_le=quand, motifs=(Motif.ISOLEMENT,)),
        dossier("V-26-0003", cree_le=quand, motifs=()),
    ).chiffres
    assert chiffres.par_motif == (Compte("Isolement", 2), Compte("Incurie", 1), Compte("Motif à préciser", 1))


def test_deux_residences_du_meme_nom_se_distinguent_par_ce_qu_il_faut() -> None:
    quand = datetime(2026, 11, 10, tzinfo=PARIS)
    sites = (("Rouen", "Atlantique"), ("Elbeuf", "Atlantique"), ("Elbeuf", "Domofrance"))
    vus = [
        dossier(f"V-26-000{n}", cree_le=quand, commune=commune, bailleur=bailleur)
        for n, (commune, bailleur) in enumerate(sites)
    ]
    libelles = [c.libelle for c in releve(*vus).chiffres.par_residence]
    assert libelles == [
        "Les Mirabelles (Elbeuf, Atlantique)",
        "Les Mirabelles (Elbeuf, Domofrance)",
        "Les Mirabelles (Rouen)",
    ]


def test_au_dela_de_dix_les_residences_se_regroupent_mais_jamais_une_seule() -> None:
    quand = datetime(2026, 11, 10, tzinfo=PARIS)

    def lignes(nombre: int) -> tuple[Compte, ...]:
        sites = [dossier(f"V-26-{n:04}", cree_le=quand, residence=f"Site {n:02}") for n in range(nombre)]
        return releve(*sites).chiffres.par_residence

    assert len(lignes(11)) == 11
    assert lignes(13)[-1] == Compte("3 autres résidences", 3, 3)


def test_resserrer_deux_fois_ne_perd_ni_dossier_ni_residence() -> None:
    une_fois = resserrer([Compte(str(n), n) for n in range(9, 0, -1)], 5, "résidences")
    assert resserrer(une_fois, 2, "résidences")[-1] == Compte("7 autres résidences", 28, 7)


def test_les_dossiers_ouverts_se_comptent_par_personne_et_les_clos_par_motif() -> None:
    chiffres = releve(
        dossier("V-26-0001"),
        dossier("V-26-0002", charge=None),
        dossier("V-26-0003", etat="ouvert", pris_le=None, charge="proposée, pas encore prise"),
        dossier("V-26-0004", etat="clos", clos_le=MAINTENANT, cloture="Relogé"),
        dossier("V-26-0005", etat="clos", clos_le=NOVEMBRE.debut - timedelta(days=1), cloture="Refus"),
    ).chiffres
    assert {c.libelle for c in chiffres.par_charge} == {"Claire Morvan", "Chargé à préciser", "Non pris en charge"}
    assert chiffres.par_cloture == (Compte("Relogé", 1),)
    assert (chiffres.ouverts, chiffres.non_pris, chiffres.clos) == (3, 1, 1)
