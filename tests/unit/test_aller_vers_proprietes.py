"""Ce qui est vrai de toute suite de tentatives, d'échec en échec."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import dispositifs
from domain.aller_vers import (
    Moment,
    Resultat,
    Tentative,
    TentativePrevue,
    premiere_tentative,
    tentative_suivante,
)
from domain.horaires import Horaires
from domain.signalement import Urgence
from domain.variations import heure
from tests.unit.jours import CALENDRIER, PARIS, eprouver, est_au_bureau, instants

REUNI = dispositifs.charger("habitat-reuni")
ECHECS = [Resultat.ABSENT, Resultat.REFUS, Resultat.INJOIGNABLE]


def enchainer(resultats: list[Resultat], urgence: Urgence, depuis: datetime) -> list[TentativePrevue]:
    """Joue les résultats l'un après l'autre, à l'heure de chaque tentative, et rend les tentatives proposées."""
    prevue = premiere_tentative(urgence, depuis, CALENDRIER, REUNI)
    prevues, historique = [prevue], []
    for resultat in resultats:
        historique.append(Tentative(prevue.numero, prevue.approche, resultat))
        suite = tentative_suivante(historique, urgence, prevue.prevue_le, CALENDRIER, REUNI)
        assert suite.prevue is not None
        prevue = suite.prevue
        prevues.append(prevue)
    return prevues


@eprouver
@given(st.lists(st.sampled_from(ECHECS), min_size=1, max_size=10), st.sampled_from(Urgence), instants)
def test_d_echec_en_echec_on_ne_refait_jamais_la_meme_chose(
    resultats: list[Resultat], urgence: Urgence, depuis: datetime
) -> None:
    prevues = enchainer(resultats, urgence, depuis)
    triplets = [prevue.approche.triplet for prevue in prevues]
    assert len(set(triplets)) == len(triplets)
    assert [prevue.numero for prevue in prevues] == list(range(1, len(prevues) + 1))
    for avant, apres in pairwise(prevues):
        assert apres.prevue_le > avant.prevue_le


@eprouver
@given(st.lists(st.sampled_from([*ECHECS, Resultat.REPORTE]), max_size=8), st.sampled_from(Urgence), instants)
def test_hors_du_premier_appel_d_un_danger_rien_ne_se_rappelle_hors_des_heures_ouvrees(
    resultats: list[Resultat], urgence: Urgence, depuis: datetime
) -> None:
    for prevue in enchainer(resultats, urgence, depuis):
        assert prevue.approche.moment is Moment.SANS_DELAI or est_au_bureau(prevue.prevue_le)
        assert urgence is Urgence.IMMEDIATE or prevue.approche.moment is not Moment.SANS_DELAI


@eprouver
@given(instants, st.sampled_from([Urgence.NORMALE, Urgence.HAUTE]))
def test_la_premiere_tentative_est_entre_la_prise_en_charge_et_son_terme(depuis: datetime, urgence: Urgence) -> None:
    prevue = premiere_tentative(urgence, depuis, CALENDRIER, REUNI)
    assert depuis <= prevue.prevue_le <= CALENDRIER.ajouter(depuis, REUNI.premiere_tentative[urgence])
    assert prevue.prevue_le.astimezone(PARIS).time() == heure(prevue.approche.moment, Horaires())
