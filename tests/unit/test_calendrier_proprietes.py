"""Ce qui est vrai de tout délai, sur dix ans d'instants et les nuits de changement d'heure."""

from __future__ import annotations

from datetime import datetime, time

from hypothesis import given
from hypothesis import strategies as st

from domain.calendrier import Calendrier, Delai, Horaires, Plage, RegleReunion
from tests.unit.jours import (
    CALENDRIER,
    PARIS,
    eprouver,
    est_au_bureau,
    est_la_nuit,
    est_travaille,
    instants,
    nuits_de_changement,
)

moments = instants | nuits_de_changement
ouvres = (
    st.builds(lambda n: Delai(heures_ouvrees=n), st.integers(1, 40))
    | st.builds(lambda n: Delai(jours_ouvres=n), st.integers(1, 30))
    | st.builds(lambda n: Delai(fin_jour_ouvre=n), st.integers(0, 10))
)
delais = ouvres | st.builds(lambda n: Delai(minutes=n), st.integers(1, 3000))
NUIT_BLANCHE = Calendrier(
    PARIS,
    lambda jour: False,
    Horaires(frozenset(range(7)), (Plage(time(2, 45), time(3, 15)),), Plage(time(20), time(2, 30))),
)
"""Des heures de bureau au beau milieu des changements d'heure, pour éprouver les bornes."""


@eprouver
@given(moments, st.floats(0.01, 0.99))
def test_le_prochain_creneau_est_le_premier_instant_au_bureau(instant: datetime, part: float) -> None:
    creneau = CALENDRIER.next_slot(instant)
    assert creneau >= instant
    assert est_au_bureau(creneau)
    assert CALENDRIER.next_slot(creneau) == creneau
    entre = instant + (creneau - instant) * part
    assert not instant < entre < creneau or not est_au_bureau(entre)


@eprouver
@given(moments)
def test_hors_nuit_n_est_jamais_la_nuit_et_ne_bouge_pas_de_jour(instant: datetime) -> None:
    sortie = CALENDRIER.hors_nuit(instant)
    assert sortie >= instant
    assert not est_la_nuit(sortie)
    assert CALENDRIER.hors_nuit(sortie) == sortie
    assert (sortie == instant) is not est_la_nuit(instant)


@eprouver
@given(moments, delais)
def test_une_echeance_n_est_jamais_avant_son_depart(instant: datetime, delai: Delai) -> None:
    assert CALENDRIER.ajouter(instant, delai) > instant


@eprouver
@given(moments, ouvres)
def test_une_echeance_ouvree_tombe_au_bureau(instant: datetime, delai: Delai) -> None:
    echeance = CALENDRIER.ajouter(instant, delai)
    assert est_au_bureau(echeance)
    assert est_travaille(echeance.astimezone(PARIS).date())


@eprouver
@given(moments, moments, delais)
def test_partir_plus_tard_ne_fait_pas_finir_plus_tot(un: datetime, autre: datetime, delai: Delai) -> None:
    tot, tard = sorted((un, autre))
    assert CALENDRIER.ajouter(tot, delai) <= CALENDRIER.ajouter(tard, delai)
    assert CALENDRIER.next_slot(tot) <= CALENDRIER.next_slot(tard)
    assert CALENDRIER.hors_nuit(tot) <= CALENDRIER.hors_nuit(tard)


@eprouver
@given(moments, st.integers(1, 20), st.integers(1, 20))
def test_les_heures_ouvrees_s_ajoutent(instant: datetime, unes: int, autres: int) -> None:
    ensemble = CALENDRIER.ajouter(instant, Delai(heures_ouvrees=unes + autres))
    etape = CALENDRIER.ajouter(instant, Delai(heures_ouvrees=unes))
    assert CALENDRIER.ajouter(etape, Delai(heures_ouvrees=autres)) == ensemble


@eprouver
@given(nuits_de_changement, nuits_de_changement)
def test_des_bornes_posees_dans_le_changement_d_heure_restent_justes(un: datetime, autre: datetime) -> None:
    tot, tard = sorted((un, autre))
    for regle in (NUIT_BLANCHE.next_slot, NUIT_BLANCHE.hors_nuit):
        assert tot <= regle(tot) <= regle(tard)
        assert regle(regle(tot)) == regle(tot)


@eprouver
@given(instants, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6))
def test_la_prochaine_reunion_est_un_jour_ouvre_a_venir(apres: datetime, rang: int, jour: int) -> None:
    regle = RegleReunion(rang, jour)
    reunion = CALENDRIER.prochaine_reunion(apres, regle)
    assert reunion > apres
    assert est_travaille(reunion.astimezone(PARIS).date())
    assert (reunion - apres).days < 45
    releve = CALENDRIER.veille_de(reunion, time(9))
    assert releve < reunion
    assert est_travaille(releve.astimezone(PARIS).date())


@eprouver
@given(delais)
def test_tout_delai_se_relit_comme_il_se_dit(delai: Delai) -> None:
    assert Delai.lire(delai.en_clair()) == delai
