"""On va vers le ménage, on recommence autrement, et l'on sait s'arrêter pour en parler."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

import dispositifs
from domain.aller_vers import (
    Approche,
    Canal,
    Equipe,
    LieuRencontre,
    Moment,
    Resultat,
    Suite,
    Tentative,
    TentativePrevue,
    premiere_tentative,
    reporter,
    tentative_suivante,
)
from domain.horaires import Delai, Horaires, Plage
from domain.signalement import Urgence
from domain.variations import APPROCHES, approches, heure
from tests.unit.jours import CALENDRIER, a_paris, le

REUNI = dispositifs.charger("habitat-reuni")
CILEA = dispositifs.charger("cilea")
LUNDI = "2026-11-23 10:05"
ECHECS = [Resultat.ABSENT, Resultat.REFUS, Resultat.INJOIGNABLE]


def suivre(historique: list[Tentative], maintenant: str = LUNDI, urgence: Urgence = Urgence.NORMALE) -> Suite:
    return tentative_suivante(historique, urgence, le(maintenant), CALENDRIER, REUNI)


def faite(resultat: Resultat, approche: Approche = APPROCHES[0], numero: int = 1) -> Tentative:
    return Tentative(numero, approche, resultat)


@pytest.mark.parametrize(
    ("urgence", "pris_le", "prevue_le", "phrase"),
    [
        (
            Urgence.IMMEDIATE,
            "2026-11-22 02:10",
            "2026-11-22 03:10",
            "Appel sans délai, avant le dimanche 22 novembre à 3 h 10",
        ),
        (
            Urgence.HAUTE,
            "2026-11-20 17:59",
            "2026-11-23 10:00",
            "Visite au domicile le lundi 23 novembre dans la matinée",
        ),
        (Urgence.NORMALE, LUNDI, "2026-11-26 10:00", "Appel le jeudi 26 novembre dans la matinée"),
        (Urgence.NORMALE, "2026-11-23 09:10", "2026-11-25 10:00", "Appel le mercredi 25 novembre dans la matinée"),
    ],
)
def test_la_premiere_tentative_respecte_le_terme_de_l_urgence(
    urgence: Urgence, pris_le: str, prevue_le: str, phrase: str
) -> None:
    prevue = premiere_tentative(urgence, le(pris_le), CALENDRIER, REUNI)
    assert (prevue.numero, a_paris(prevue.prevue_le), prevue.en_clair(CALENDRIER)) == (1, prevue_le, phrase)


@pytest.mark.parametrize(
    ("pris_le", "prevue_le", "moment"),
    [
        ("2026-11-23 11:00", "2026-11-23 14:30", Moment.APRES_MIDI),
        ("2026-11-23 17:30", "2026-11-23 17:30", Moment.FIN_DE_JOURNEE),
        ("2026-11-23 18:30", "2026-11-24 10:00", Moment.MATIN),
    ],
)
def test_un_terme_le_jour_meme_prend_le_moment_qui_reste(pris_le: str, prevue_le: str, moment: Moment) -> None:
    presse = replace(REUNI, premiere_tentative={**REUNI.premiere_tentative, Urgence.HAUTE: Delai(fin_jour_ouvre=0)})
    prevue = premiere_tentative(Urgence.HAUTE, le(pris_le), CALENDRIER, presse)
    assert (a_paris(prevue.prevue_le), prevue.approche.moment) == (prevue_le, moment)


def test_apres_une_absence_on_revient_a_un_autre_moment() -> None:
    prevue = suivre([faite(Resultat.ABSENT, Approche(Canal.VISITE, Moment.MATIN, lieu=LieuRencontre.DOMICILE))]).prevue
    assert prevue is not None
    assert prevue.approche.moment is not Moment.MATIN
    assert prevue.en_clair(CALENDRIER) == "Visite au domicile le jeudi 26 novembre dans l’après-midi"


def test_apres_un_appel_sans_reponse_on_change_de_canal() -> None:
    prevue = suivre([faite(Resultat.INJOIGNABLE)]).prevue
    assert prevue is not None
    assert (prevue.numero, prevue.approche.canal) == (2, Canal.VISITE)


def test_apres_un_refus_on_y_va_a_deux() -> None:
    prevue = suivre([faite(Resultat.REFUS)]).prevue
    assert prevue is not None
    assert prevue.en_clair(CALENDRIER) == (
        "Visite au domicile le jeudi 26 novembre en fin de journée, en binôme avec le bailleur"
    )


def test_reporter_n_est_pas_un_echec_et_garde_la_meme_tentative() -> None:
    suite = suivre([faite(Resultat.ABSENT), faite(Resultat.REPORTE, APPROCHES[1], 2)])
    assert (suite.echecs, suite.bloquee) == (1, False)
    assert suite.prevue == TentativePrevue(2, le("2026-11-24 14:30"), APPROCHES[1])


def test_reporter_un_appel_sans_delai_laisse_une_heure() -> None:
    immediate = premiere_tentative(Urgence.IMMEDIATE, le("2026-11-22 02:10"), CALENDRIER, REUNI)
    reportee = reporter(immediate, le("2026-11-22 03:00"), CALENDRIER, REUNI)
    assert reportee == replace(immediate, prevue_le=le("2026-11-22 04:00"))


def test_apres_trois_echecs_la_situation_est_bloquee_et_une_tentative_reste_proposee() -> None:
    trois = [faite(resultat, APPROCHES[rang], rang + 1) for rang, resultat in enumerate(ECHECS)]
    assert not suivre(trois[:2]).bloquee
    suite = suivre(trois)
    assert (suite.echecs, suite.bloquee) == (3, True)
    assert suite.prevue is not None


def test_une_rencontre_arrete_tout_et_remet_les_echecs_a_zero() -> None:
    avant = [faite(Resultat.ABSENT), faite(Resultat.ABSENT, APPROCHES[1], 2), faite(Resultat.RENCONTRE, numero=3)]
    assert suivre(avant) == Suite(None, 0, False)
    assert suivre([*avant, faite(Resultat.ABSENT, numero=4)]).echecs == 1


def test_un_danger_sans_reponse_se_retente_le_jour_meme() -> None:
    immediate = premiere_tentative(Urgence.IMMEDIATE, le("2026-11-23 09:30"), CALENDRIER, REUNI)
    suite = suivre([Tentative(1, immediate.approche, Resultat.INJOIGNABLE)], "2026-11-23 10:00", Urgence.IMMEDIATE)
    assert suite.prevue is not None
    assert a_paris(suite.prevue.prevue_le) == "2026-11-23 14:30"
    assert suite.prevue.approche.canal is Canal.VISITE


def test_devant_un_danger_le_plus_tot_l_emporte_sur_l_ordre_des_approches() -> None:
    visite = faite(Resultat.INJOIGNABLE, APPROCHES[1])
    le_jour_meme = suivre([visite], "2026-11-23 10:00", Urgence.IMMEDIATE).prevue
    assert le_jour_meme is not None
    assert a_paris(le_jour_meme.prevue_le) == "2026-11-23 14:30"
    assert le_jour_meme.approche == Approche(Canal.APPEL, Moment.APRES_MIDI)


def test_sans_tentative_faite_il_n_y_a_pas_de_suite() -> None:
    with pytest.raises(ValueError, match="aucune tentative"):
        suivre([])


def test_un_delai_passe_ne_propose_jamais_le_passe() -> None:
    jour_meme = replace(REUNI, tentative_suivante={**REUNI.tentative_suivante, Urgence.HAUTE: Delai(fin_jour_ouvre=0)})
    suite = tentative_suivante([faite(Resultat.ABSENT)], Urgence.HAUTE, le("2026-11-23 17:30"), CALENDRIER, jour_meme)
    assert suite.prevue is not None
    assert suite.prevue.prevue_le > le("2026-11-23 17:30")


def test_cilea_ne_propose_que_le_domicile() -> None:
    assert {approche.lieu for approche in approches(CILEA)} == {None, LieuRencontre.DOMICILE}
    assert {approche.lieu for approche in approches(REUNI)} == {None, *LieuRencontre}


def test_aucune_approche_n_est_ecrite_deux_fois() -> None:
    assert len({approche.triplet for approche in APPROCHES}) == len(APPROCHES)
    assert all((approche.lieu is not None) is (approche.canal is Canal.VISITE) for approche in APPROCHES)


def test_quand_tout_a_echoue_on_reprend_par_le_plus_ancien() -> None:
    tout = [faite(Resultat.INJOIGNABLE, approche, rang) for rang, approche in enumerate(APPROCHES, 1)]
    prevue = suivre(tout).prevue
    assert prevue is not None
    assert prevue.approche == APPROCHES[0]


def test_un_rendez_vous_hors_du_domicile_se_dit_rendez_vous() -> None:
    neutre = Approche(Canal.VISITE, Moment.MATIN, Equipe.BINOME_ASSOCIATION, LieuRencontre.LIEU_NEUTRE)
    assert TentativePrevue(4, le("2026-12-01 10:00"), neutre).en_clair(CALENDRIER) == (
        "Rendez-vous dans un lieu neutre le mardi 1er décembre dans la matinée, en binôme avec l’association"
    )


@pytest.mark.parametrize(
    ("plages", "attendues"),
    [
        ((Plage(time(9), time(12, 30)), Plage(time(14), time(18))), (time(10), time(14, 30), time(17))),
        ((Plage(time(8, 30), time(16)),), (time(9, 30), time(12, 30), time(15))),
        ((Plage(time(9), time(9, 30)),), (time(9), time(9), time(9))),
        ((Plage(time(14), time(14, 20)),), (time(14), time(14), time(14))),
    ],
)
def test_chaque_moment_tombe_dans_une_plage(plages: tuple[Plage, ...], attendues: tuple[time, ...]) -> None:
    moments = (Moment.MATIN, Moment.APRES_MIDI, Moment.FIN_DE_JOURNEE)
    assert tuple(heure(moment, Horaires(plages=plages)) for moment in moments) == attendues


def test_tout_se_lit_en_francais() -> None:
    assert [r.libelle for r in Resultat] == ["Rencontré", "Absent", "Refus", "Injoignable", "Reporter"]
    assert [c.libelle for c in Canal] == ["Visite", "Appel", "SMS", "Courrier"]
    assert all(e.libelle for e in Equipe)
    assert Moment.SANS_DELAI.libelle == "sans délai"
