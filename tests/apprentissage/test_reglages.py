"""Régler les seuils sur de petits cas construits, dont on sait la réponse."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

import pytest

from apprentissage.reglages import DRAPEAUX_MAX, PRECISION_IMMEDIATE, Lu, regler
from domain.signalement import Motif, Urgence
from nlp.appris.etiquettes import ETIQUETTES
from nlp.fusion.seuils import Appui, Seuils, renforcer

IMPAYES = Motif.IMPAYES


def lu(
    *motifs: Motif,
    urgence: Urgence | None = Urgence.NORMALE,
    regle: Urgence | None = None,
    appuis: Mapping[Motif, Appui] | None = None,
    **probabilites: float,
) -> Lu:
    """Un message lu ; une étiquette sans probabilité vaut 0,01."""
    return Lu(
        frozenset(motifs),
        urgence,
        {**dict.fromkeys(ETIQUETTES, 0.01), **probabilites},
        {**dict.fromkeys(Motif, Appui.RIEN), **(appuis or {})},
        regle,
    )


def cas(nombre: int = 200) -> list[Lu]:
    """Des impayés que seul l'indice distingue, à probabilité égale ; et toutes les urgences, mêlées de bruit."""
    alea = random.Random(5)
    sortie = []
    for rang in range(nombre):
        vrai = rang % 2 == 0
        immediate = rang % 5 == 0
        niveau = Urgence.IMMEDIATE if immediate else Urgence.HAUTE if rang % 5 == 1 else Urgence.NORMALE
        sortie.append(
            lu(
                *([IMPAYES] if vrai else []),
                urgence=niveau if vrai or niveau is Urgence.IMMEDIATE else None,
                regle=niveau if rang % 3 else Urgence.NORMALE,
                appuis={IMPAYES: Appui.AFFIRME if vrai else Appui.ECARTE},
                impayes=alea.uniform(0.2, 0.4),
                immediate=alea.uniform(0.3, 0.95) if immediate else alea.uniform(0.02, 0.6),
                haute=alea.uniform(0.4, 0.95) if niveau is not Urgence.NORMALE else alea.uniform(0.02, 0.5),
                signalement=alea.uniform(0.5, 0.99) if vrai else alea.uniform(0.01, 0.6),
                violence=alea.uniform(0.0, 0.5),
            )
        )
    return sortie


@pytest.fixture(scope="module")
def lus() -> list[Lu]:
    return cas()


@pytest.fixture(scope="module")
def seuils(lus: list[Lu]) -> Seuils:
    return regler(lus)


def test_un_appui_affirme_abaisse_ce_qu_il_faut_au_motif(seuils: Seuils) -> None:
    assert seuils.appuis[Appui.AFFIRME] > seuils.appuis[Appui.ECARTE]
    assert seuils.appuis[Appui.RIEN] == 0.0
    probabilite = 0.3
    assert renforcer(probabilite, seuils.appuis[Appui.AFFIRME]) >= seuils.motifs[IMPAYES]
    assert renforcer(probabilite, seuils.appuis[Appui.ECARTE]) < seuils.motifs[IMPAYES]


def test_les_seuils_regles_separent_ce_que_l_indice_separe(lus: list[Lu], seuils: Seuils) -> None:
    for message in lus:
        score = renforcer(message.probabilites[IMPAYES.value], seuils.appuis[message.appuis[IMPAYES]])
        assert (score >= seuils.motifs[IMPAYES]) == (IMPAYES in message.motifs)


def test_l_urgence_immediate_garde_sa_precision(lus: list[Lu], seuils: Seuils) -> None:
    donnes = [
        message
        for message in lus
        if renforcer(message.probabilites["immediate"], seuils.appui_urgence * (message.regle is Urgence.IMMEDIATE))
        >= seuils.immediate
    ]
    justes = sum(message.urgence is Urgence.IMMEDIATE for message in donnes)
    assert justes >= PRECISION_IMMEDIATE * len(donnes)
    assert justes > 0.5 * sum(message.urgence is Urgence.IMMEDIATE for message in lus)


def test_une_violence_absente_est_rarement_demandee(lus: list[Lu], seuils: Seuils) -> None:
    sans = [message for message in lus if Motif.VIOLENCE not in message.motifs]
    demandes = sum(message.probabilites["violence"] >= seuils.a_verifier[Motif.VIOLENCE] for message in sans)
    assert demandes <= DRAPEAUX_MAX * len(sans) + 1


def test_un_message_hors_perimetre_est_rarement_questionne(lus: list[Lu], seuils: Seuils) -> None:
    hors = [message for message in lus if not message.motifs]
    questions = sum(message.probabilites["signalement"] >= seuils.signalement for message in hors)
    assert questions <= DRAPEAUX_MAX * len(hors) + 1


def test_les_seuils_se_relisent_tels_qu_ecrits(seuils: Seuils) -> None:
    relus = Seuils.lire(json.loads(json.dumps(seuils.en_dict())))
    assert relus.en_dict() == seuils.en_dict()
    assert set(relus.motifs) == set(Motif)
