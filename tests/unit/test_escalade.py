"""Un dossier que personne ne prend monte, sans réveiller pour rien, et sans jamais s'arrêter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dispositifs
from domain.escalade import Palier, destinataires, prochain_palier
from domain.horaires import Delai
from domain.orientation import Candidat
from domain.personne import Role
from domain.signalement import Motif, Urgence
from tests.unit.equipes import (
    A_LA_RESIDENCE,
    ANNE,
    AU_BAILLEUR,
    CLAIRE,
    EQUIPE,
    HUGO,
    KARIM,
    NADIA,
    PAUL,
    demande,
    personne,
)
from tests.unit.jours import CALENDRIER, a_paris, eprouver, est_au_bureau, instants, le

REUNI = dispositifs.charger("habitat-reuni")


def monter(urgence: Urgence, depuis: str, etapes: int) -> list[tuple[Palier, str]]:
    palier: Palier | None = None
    instant, suite = le(depuis), []
    for _ in range(etapes):
        etape = prochain_palier(palier, urgence, instant, CALENDRIER, REUNI)
        palier, instant = etape.palier, etape.prevue_le
        suite.append((palier, a_paris(instant)))
    return suite


def test_un_danger_monte_tous_les_quarts_d_heure_meme_la_nuit() -> None:
    assert monter(Urgence.IMMEDIATE, "2026-11-21 23:50", 6) == [
        (Palier.PERSONNE, "2026-11-22 00:05"),
        (Palier.REMPLACANT, "2026-11-22 00:20"),
        (Palier.RESPONSABLE, "2026-11-22 00:35"),
        (Palier.CELLULE, "2026-11-22 00:50"),
        (Palier.CELLULE, "2026-11-22 01:50"),
        (Palier.CELLULE, "2026-11-22 02:50"),
    ]


def test_une_urgence_haute_monte_toutes_les_quatre_heures_ouvrees() -> None:
    assert monter(Urgence.HAUTE, "2026-11-20 17:59", 5) == [
        (Palier.PERSONNE, "2026-11-23 14:29"),
        (Palier.REMPLACANT, "2026-11-24 09:29"),
        (Palier.RESPONSABLE, "2026-11-24 14:59"),
        (Palier.CELLULE, "2026-11-25 09:59"),
        (Palier.CELLULE, "2026-11-26 09:59"),
    ]


def test_une_urgence_normale_monte_tous_les_deux_jours_ouvres() -> None:
    assert monter(Urgence.NORMALE, "2026-11-23 10:00", 2) == [
        (Palier.PERSONNE, "2026-11-25 10:00"),
        (Palier.REMPLACANT, "2026-11-27 10:00"),
    ]


def test_un_delai_court_hors_danger_attend_la_fin_de_la_nuit() -> None:
    presse = replace(REUNI, delais={**REUNI.delais, Urgence.HAUTE: Delai(minutes=30)})
    etape = prochain_palier(None, Urgence.HAUTE, le("2026-11-23 23:00"), CALENDRIER, presse)
    assert a_paris(etape.prevue_le) == "2026-11-24 08:00"


@eprouver
@given(instants, st.sampled_from(Urgence), st.none() | st.sampled_from(Palier))
def test_il_y_a_toujours_un_palier_plus_tard_et_aux_heures_ouvrees_hors_danger(
    depuis: datetime, urgence: Urgence, palier: Palier | None
) -> None:
    etape = prochain_palier(palier, urgence, depuis, CALENDRIER, REUNI)
    assert etape.prevue_le > depuis
    assert etape.palier is Palier.CELLULE or etape.palier == (-1 if palier is None else palier) + 1
    assert est_au_bureau(etape.prevue_le) or urgence is Urgence.IMMEDIATE
    assert urgence is not Urgence.IMMEDIATE or etape.prevue_le - depuis <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("palier", "attendus"),
    [
        (Palier.PERSONNE, (1,)),
        (Palier.REMPLACANT, (2,)),
        (Palier.RESPONSABLE, (4,)),
        (Palier.CELLULE, (5, 6)),
    ],
)
def test_chaque_palier_a_son_destinataire(palier: Palier, attendus: tuple[int, ...]) -> None:
    assert destinataires(palier, 1, demande(), EQUIPE, REUNI) == attendus


def test_le_remplacant_nomme_passe_avant_le_suivant() -> None:
    nadia = replace(NADIA, remplacant_id=3)
    assert destinataires(Palier.REMPLACANT, 1, demande(), [nadia, PAUL, KARIM], REUNI) == (3,)


def test_le_responsable_de_la_personne_passe_avant_celui_du_perimetre_s_il_est_present() -> None:
    attitree = Candidat(personne(8, "Zoé Faure", roles=[Role.RESPONSABLE]))
    nadia = Candidat(personne(1, "Nadia Benali", AU_BAILLEUR, responsable_id=8))
    du_perimetre = Candidat(personne(4, "Claire Roux", A_LA_RESIDENCE, roles=[Role.RESPONSABLE]))
    assert destinataires(Palier.RESPONSABLE, 1, demande(), [nadia, attitree, du_perimetre], REUNI) == (8,)
    absente = replace(attitree, absent=True)
    assert destinataires(Palier.RESPONSABLE, 1, demande(), [nadia, absente, du_perimetre], REUNI) == (4,)


def test_la_cellule_est_saisie_la_competence_d_abord_meme_si_elle_l_a_deja_ete() -> None:
    psychique = demande(Motif.SANTE_MENTALE, exclus={5})
    assert destinataires(Palier.CELLULE, None, psychique, [ANNE, HUGO], REUNI) == (6, 5)


def test_un_palier_vide_le_dit() -> None:
    assert destinataires(Palier.PERSONNE, None, demande(), EQUIPE, REUNI) == ()
    assert destinataires(Palier.REMPLACANT, 1, demande(), [NADIA], REUNI) == ()
    assert destinataires(Palier.RESPONSABLE, 1, demande(), [NADIA, replace(CLAIRE, absent=True)], REUNI) == ()


def test_chaque_palier_a_son_nom() -> None:
    assert [palier.libelle for palier in Palier] == [
        "rappel à la personne proposée",
        "remplaçant",
        "responsable",
        "cellule de veille",
    ]
