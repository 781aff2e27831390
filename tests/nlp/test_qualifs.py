"""Nié, résolu, hypothétique, autre personne, figuré : chaque phrase porte sa réponse."""

import pytest

from domain.signalement import Motif, Statut
from nlp import Classifieur
from tests.nlp import exemples


def _codes(texte_motifs: str) -> set[str]:
    return {m for m in texte_motifs.split(",") if m}


def _identifiant(valeur: str) -> str:
    return valeur[:40] or "aucun"


@pytest.mark.parametrize(("texte", "attendus"), exemples.QUALIFIES, ids=_identifiant)
def test_la_phrase_decide_si_l_indice_compte(regles: Classifieur, texte: str, attendus: str) -> None:
    assert {m.value for m in regles.analyser(texte).motifs} == _codes(attendus)


@pytest.mark.parametrize(("texte", "attendus"), exemples.PRINCIPAUX + exemples.AUTRES_MOTIFS, ids=_identifiant)
def test_les_mots_du_terrain_donnent_le_motif(regles: Classifieur, texte: str, attendus: str) -> None:
    assert {m.value for m in regles.analyser(texte).motifs} == _codes(attendus)


@pytest.mark.parametrize(("texte", "attendus"), exemples.TECHNIQUES, ids=_identifiant)
def test_une_demande_technique_est_hors_perimetre(regles: Classifieur, texte: str, attendus: str) -> None:
    analyse = regles.analyser(texte)
    assert analyse.motifs == ()
    assert analyse.a_verifier == ()
    assert analyse.urgence is None


@pytest.mark.parametrize(
    ("texte", "motif", "statut"),
    [
        ("aucun impayé chez mme Ravel", Motif.IMPAYES, Statut.NIE),
        ("le retard de loyer de M. Pinto est soldé", Motif.IMPAYES, Statut.RESOLU),
        ("en cas d'impayé qui dois-je prévenir ?", Motif.IMPAYES, Statut.HYPOTHETIQUE),
        ("l'ancien locataire du 22 avait une grosse dette", Motif.IMPAYES, Statut.AUTRE_PERSONNE),
        ("il paraît que mme Blin ne paie plus son loyer", Motif.IMPAYES, Statut.AFFIRME),
    ],
)
def test_un_indice_ecarte_reste_visible_avec_son_statut(
    regles: Classifieur, texte: str, motif: Motif, statut: Statut
) -> None:
    statuts = {i.statut for i in regles.analyser(texte).indices if i.motif is motif}
    assert statut in statuts


def test_un_soupcon_faible_de_violence_demande_un_regard(regles: Classifieur) -> None:
    analyse = regles.analyser("ça hurle et ça pleure chez le couple du 4, je suis inquiet")
    assert Motif.VIOLENCE in (*analyse.motifs, *analyse.a_verifier)
