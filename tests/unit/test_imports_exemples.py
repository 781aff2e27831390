"""Les fichiers d'exemple livrés s'importent sans un reproche et couvrent tout le patrimoine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from domain.imports import (
    LigneEquipe,
    resoudre_coverage,
    resoudre_responsables,
    valider_coverage,
    valider_equipe,
    valider_residences,
)
from domain.personne import Competence, Perimetre, Personne, Residence, Role
from reports.lecture_tableau import lire_tableau

EXEMPLES = Path(__file__).parents[2] / "docs" / "exemples"


@pytest.fixture(scope="module")
def residences() -> list[Residence]:
    """Les résidences des exemples, comme enregistrées."""
    resultat = valider_residences(lire_tableau(EXEMPLES / "residences.csv"))
    assert (resultat.erreurs, resultat.avertissements, resultat.colonnes_ignorees) == ((), (), ())
    return [
        Residence(x.numero, x.residence, x.bailleur, secteur=x.secteur, commune=x.commune, logements=x.logements)
        for x in resultat.lignes
    ]


@pytest.fixture(scope="module")
def equipe() -> tuple[LigneEquipe, ...]:
    """Les personnes des exemples."""
    resultat = valider_equipe(lire_tableau(EXEMPLES / "equipe.csv"))
    assert (resultat.erreurs, resultat.avertissements, resultat.colonnes_ignorees) == ((), (), ())
    return resultat.lignes


def test_les_logements_sont_ceux_des_sites_pilotes(residences: list[Residence]) -> None:
    par_bailleur: Counter[str] = Counter()
    for residence in residences:
        par_bailleur[residence.bailleur] += residence.logements or 0
    assert par_bailleur == {
        "Habitat 62/59": 500,
        "Habitat du Nord": 3_962,
        "Essonne Habitat": 6_179,
        "Pierres et Lumières": 2_654,
        "Logis Transports": 911,
        "Toit et Joie": 157,
    }
    assert par_bailleur.total() == 14_363


def test_la_cellule_reunit_toutes_les_competences_et_un_seul_admin_tient_le_bot(
    equipe: tuple[LigneEquipe, ...],
) -> None:
    cellule = [personne for personne in equipe if Role.CELLULE in personne.roles]
    assert frozenset[Competence]().union(*(personne.competences for personne in cellule)) == set(Competence)
    assert sum(Role.ADMIN in personne.roles for personne in equipe) == 1
    assert len({personne.equipe for personne in equipe if Role.CHARGE in personne.roles}) > 2


def test_chaque_responsable_est_trouve(equipe: tuple[LigneEquipe, ...]) -> None:
    personne: list[Personne] = []
    resultat = resoudre_responsables(equipe, personne)
    assert (resultat.erreurs, resultat.avertissements) == ((), ())
    gardiens = [x for x in equipe if Role.GARDIEN in x.roles]
    assert all(gardien.numero in resultat.par_ligne for gardien in gardiens)


def test_chaque_residence_a_un_gardien_et_un_charge(
    residences: list[Residence], equipe: tuple[LigneEquipe, ...]
) -> None:
    valides = valider_coverage(lire_tableau(EXEMPLES / "coverage.csv"))
    assert (valides.erreurs, valides.colonnes_ignorees) == ((), ())
    personnes = [Personne(x.numero, x.nom, x.roles, x.organisation, matricule=x.matricule) for x in equipe]
    resultat = resoudre_coverage(valides.lignes, personnes, residences)
    assert (resultat.erreurs, resultat.avertissements) == ((), ())
    roles = {personne.id: personne.roles for personne in personnes}
    for residence in residences:
        tenus = {
            role
            for couverture in resultat.lignes
            if _contient(couverture.perimetre, residence)
            for role in roles[couverture.personne_id]
        }
        assert {Role.GARDIEN, Role.CHARGE, Role.RESPONSABLE} <= tenus, residence


def _contient(perimetre: Perimetre, residence: Residence) -> bool:
    if perimetre.residence_id is not None:
        return perimetre.residence_id == residence.id
    if perimetre.secteur is not None:
        return perimetre.secteur == residence.secteur
    return perimetre.bailleur == residence.bailleur
