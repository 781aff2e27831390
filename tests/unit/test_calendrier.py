"""Les échéances tombent où un chargé de gestion sociale les attend."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain import dates
from domain.calendrier import Calendrier, Delai, Horaires, Plage, RegleReunion
from tests.unit.jours import ALSACE, CALENDRIER, PARIS, a_paris, le

TROIS_JOURS = Delai(jours_ouvres=3)


@pytest.mark.parametrize(
    ("depuis", "delai", "attendu"),
    [
        ("2026-11-20 17:59", Delai(heures_ouvrees=4), "2026-11-23 14:29"),
        ("2026-11-23 09:00", Delai(heures_ouvrees=4), "2026-11-23 14:30"),
        ("2026-11-23 12:00", Delai(heures_ouvrees=1), "2026-11-23 14:30"),
        ("2026-11-23 13:00", Delai(heures_ouvrees=4), "2026-11-23 18:00"),
        ("2026-11-21 11:00", Delai(heures_ouvrees=4), "2026-11-23 14:30"),
        ("2026-07-13 17:00", Delai(heures_ouvrees=2), "2026-07-15 10:00"),
        ("2026-11-23 10:05", Delai(jours_ouvres=2), "2026-11-25 10:05"),
        ("2026-11-23 03:10", Delai(jours_ouvres=2), "2026-11-25 09:00"),
        ("2026-07-13 10:00", Delai(jours_ouvres=1), "2026-07-15 10:00"),
        ("2026-12-24 16:00", TROIS_JOURS, "2026-12-30 16:00"),
        ("2026-11-23 10:05", Delai(fin_jour_ouvre=0), "2026-11-23 18:00"),
        ("2026-11-23 19:00", Delai(fin_jour_ouvre=0), "2026-11-24 18:00"),
        ("2026-11-20 10:05", Delai(fin_jour_ouvre=1), "2026-11-23 18:00"),
        ("2026-11-21 10:05", Delai(fin_jour_ouvre=1), "2026-11-23 18:00"),
        ("2026-11-23 23:50", Delai(minutes=15), "2026-11-24 00:05"),
    ],
)
def test_un_delai_finit_a_l_heure_dite(depuis: str, delai: Delai, attendu: str) -> None:
    assert a_paris(CALENDRIER.ajouter(le(depuis), delai)) == attendu


def test_la_toussaint_ne_compte_pas_quand_elle_tombe_un_jour_de_semaine() -> None:
    assert a_paris(CALENDRIER.ajouter(le("2027-10-29 10:00"), Delai(jours_ouvres=1))) == "2027-11-02 10:00"


def test_le_26_decembre_est_ferie_en_alsace_et_ouvre_ailleurs() -> None:
    alsace = Calendrier(PARIS, ALSACE.__contains__)
    assert not alsace.est_ouvre(date(2028, 12, 26))
    assert CALENDRIER.est_ouvre(date(2028, 12, 26))
    assert a_paris(alsace.next_slot(le("2028-12-25 10:00"))) == "2028-12-27 09:00"


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        ("2026-11-23 08:59", "2026-11-23 09:00"),
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 12:30", "2026-11-23 14:00"),
        ("2026-11-23 18:00", "2026-11-24 09:00"),
        ("2026-11-20 18:30", "2026-11-23 09:00"),
        ("2026-07-14 10:00", "2026-07-15 09:00"),
    ],
)
def test_le_prochain_creneau_est_aux_heures_de_bureau(instant: str, attendu: str) -> None:
    assert a_paris(CALENDRIER.next_slot(le(instant))) == attendu


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        ("2026-11-21 23:00", "2026-11-22 08:00"),
        ("2026-11-22 03:00", "2026-11-22 08:00"),
        ("2026-11-22 08:00", "2026-11-22 08:00"),
        ("2026-11-22 19:59", "2026-11-22 19:59"),
        ("2026-11-22 20:00", "2026-11-23 08:00"),
        ("2026-07-14 11:00", "2026-07-14 11:00"),
    ],
)
def test_la_nuit_finit_a_huit_heures_meme_un_dimanche(instant: str, attendu: str) -> None:
    assert a_paris(CALENDRIER.hors_nuit(le(instant))) == attendu


def test_une_heure_qui_n_existe_pas_devient_la_premiere_qui_existe() -> None:
    assert CALENDRIER.instant(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_une_heure_qui_existe_deux_fois_est_la_premiere() -> None:
    assert CALENDRIER.instant(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_quinze_minutes_durent_quinze_minutes_la_nuit_du_changement_d_heure() -> None:
    depart = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    assert CALENDRIER.ajouter(depart, Delai(minutes=15)) == datetime(2026, 10, 25, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("annee", "mois", "regle", "attendu"),
    [
        (2026, 12, RegleReunion(), "2026-12-01 14:00"),
        (2027, 1, RegleReunion(), "2027-01-05 14:00"),
        (2026, 7, RegleReunion(rang=2), "2026-07-15 14:00"),
        (2027, 5, RegleReunion(rang=1, jour=5, heure=time(10)), "2027-05-03 10:00"),
        (2026, 12, RegleReunion(rang=-1, jour=4), "2026-12-28 14:00"),
        (2026, 11, RegleReunion(rang=4, jour=0), "2026-11-23 14:00"),
    ],
)
def test_la_reunion_tombe_le_jour_regle_ou_le_jour_ouvre_suivant(
    annee: int, mois: int, regle: RegleReunion, attendu: str
) -> None:
    assert a_paris(CALENDRIER.reunion(annee, mois, regle)) == attendu


def test_la_prochaine_reunion_est_strictement_apres() -> None:
    tenue = CALENDRIER.prochaine_reunion(le("2026-11-23 10:00"), RegleReunion())
    assert a_paris(tenue) == "2026-12-01 14:00"
    assert a_paris(CALENDRIER.prochaine_reunion(tenue, RegleReunion())) == "2027-01-05 14:00"


def test_une_reunion_repoussee_au_mois_suivant_reste_la_prochaine() -> None:
    dernier_vendredi = RegleReunion(rang=-1, jour=5)
    assert a_paris(CALENDRIER.prochaine_reunion(le("2026-11-01 10:00"), dernier_vendredi)) == "2026-11-02 14:00"


def test_le_releve_part_le_dernier_jour_ouvre_avant_la_reunion() -> None:
    assert a_paris(CALENDRIER.veille_de(le("2026-12-01 14:00"), time(9))) == "2026-11-30 09:00"
    assert a_paris(CALENDRIER.veille_de(le("2027-03-30 14:00"), time(9))) == "2027-03-26 09:00"


def test_un_instant_sans_fuseau_est_refuse() -> None:
    with pytest.raises(ValueError, match="fuseau"):
        CALENDRIER.next_slot(datetime(2026, 11, 23, 10))


def test_un_calendrier_sans_jour_ouvre_le_dit() -> None:
    toujours_ferie = Calendrier(PARIS, lambda jour: True)
    with pytest.raises(ValueError, match="aucun jour ouvré"):
        toujours_ferie.next_slot(le("2026-11-23 10:00"))
    with pytest.raises(ValueError, match="aucun jour ouvré"):
        toujours_ferie.veille_de(le("2026-11-23 10:00"), time(9))


@pytest.mark.parametrize(
    ("delai", "texte"),
    [
        (Delai(minutes=1), "1 minute"),
        (Delai(minutes=15), "15 minutes"),
        (Delai(minutes=60), "1 heure"),
        (Delai(minutes=90), "1 h 30"),
        (Delai(minutes=1440), "24 heures"),
        (Delai(heures_ouvrees=1), "1 heure ouvrée"),
        (Delai(heures_ouvrees=4), "4 heures ouvrées"),
        (Delai(jours_ouvres=2), "2 jours ouvrés"),
        (Delai(fin_jour_ouvre=0), "avant la fin du jour ouvré"),
        (Delai(fin_jour_ouvre=1), "avant la fin du jour ouvré suivant"),
        (Delai(fin_jour_ouvre=3), "avant la fin du 3e jour ouvré suivant"),
    ],
)
def test_un_delai_se_dit_et_se_relit(delai: Delai, texte: str) -> None:
    assert delai.en_clair() == texte
    assert Delai.lire(texte) == delai


@pytest.mark.parametrize("texte", ["", "bientôt", "0 minute", "-3 jours ouvrés", "2 semaines", "4 heures ouvrées ou 5"])
def test_un_delai_incompris_est_refuse(texte: str) -> None:
    with pytest.raises(ValueError, match="délai"):
        Delai.lire(texte)


def test_un_delai_se_dit_dans_une_seule_unite() -> None:
    with pytest.raises(ValueError, match="une seule"):
        Delai(minutes=15, jours_ouvres=1)
    with pytest.raises(ValueError, match="une seule"):
        Delai()
    with pytest.raises(ValueError, match="plus grand"):
        Delai(fin_jour_ouvre=-1)


def test_des_horaires_impossibles_sont_refuses() -> None:
    with pytest.raises(ValueError, match="jour ouvré"):
        Horaires(jours=frozenset())
    with pytest.raises(ValueError, match="au moins une plage"):
        Horaires(plages=())
    with pytest.raises(ValueError, match="chevaucher"):
        Horaires(plages=(Plage(time(9), time(13)), Plage(time(12), time(18))))
    with pytest.raises(ValueError, match="chevaucher"):
        Horaires(plages=(Plage(time(9), time(9)),))
    with pytest.raises(ValueError, match="la nuit"):
        Horaires(plages=(Plage(time(7), time(12)),))
    with pytest.raises(ValueError, match="la nuit"):
        Horaires(plages=(Plage(time(1), time(12)),), nuit=Plage(time(0), time(6)))


def test_une_reunion_le_cinquieme_mardi_est_refusee() -> None:
    with pytest.raises(ValueError, match="premier"):
        RegleReunion(rang=5)


def test_une_nuit_qui_ne_passe_pas_minuit_est_comprise() -> None:
    calendrier = Calendrier(PARIS, lambda jour: False, Horaires(nuit=Plage(time(0), time(6))))
    assert a_paris(calendrier.hors_nuit(le("2026-11-23 03:00"))) == "2026-11-23 06:00"
    assert not calendrier.est_nuit(le("2026-11-23 22:00"))
    assert calendrier.est_nuit(le("2026-11-23 00:00"))


def test_une_date_se_dit_comme_en_france() -> None:
    assert CALENDRIER.en_toutes_lettres(le("2026-11-24 10:05")) == "mardi 24 novembre à 10 h 05"
    assert CALENDRIER.en_toutes_lettres(le("2026-12-01 09:00"), annee=True) == "mardi 1er décembre 2026 à 9 h"
    assert dates.quantieme(date(2026, 8, 31)) == "31 août"


def test_un_autre_fuseau_donne_ses_propres_heures() -> None:
    reunion = Calendrier(ZoneInfo("Indian/Reunion"), lambda jour: False)
    assert reunion.next_slot(datetime(2026, 11, 23, 1, tzinfo=UTC)) == datetime(2026, 11, 23, 5, tzinfo=UTC)
