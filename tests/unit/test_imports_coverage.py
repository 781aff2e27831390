"""Le fichier des périmètres, et ce qu'il désigne parmi les personnes et les résidences connues."""

from __future__ import annotations

import pytest

from domain.imports import Couverture, LigneCoverage, Resultat, resoudre_coverage, valider_coverage
from domain.personne import Perimetre, Personne, Residence, Role
from tests.unit.test_imports_lignes import tableau

ROLES = frozenset({Role.GARDIEN})
PERSONNES = [
    Personne(1, "Ana Roy", ROLES, "Org", matricule="A-1"),
    Personne(2, "Bob Petit", ROLES, "Org", matricule="7"),
    Personne(3, "Bob Petit", ROLES, "Org", matricule="8"),
]
RESIDENCES = [
    Residence(1, "Les Tilleuls", "Habitat du Nord", secteur="Lille", commune="Ronchin"),
    Residence(2, "Les Tilleuls", "Habitat du Nord", secteur="Lille", commune="Lomme"),
    Residence(3, "Les Tilleuls", "Essonne Habitat", secteur="Évry", commune="Évry"),
    Residence(4, "L'Estran", "Habitat du Nord", secteur="Dunkerquois", commune="Cappelle-la-Grande"),
    Residence(5, "Les Coudriers", "Logis Transports", secteur="Lille"),
]


def valider(*lignes: str) -> Resultat[LigneCoverage]:
    """Rend la validation de quelques périmètres."""
    return valider_coverage(tableau("nom;bailleur;secteur;residence", *lignes))


def resoudre(*lignes: str) -> Resultat[Couverture]:
    """Rend quelques périmètres validés, personnes et lieux trouvés."""
    valides = valider(*lignes)
    assert valides.valide
    return resoudre_coverage(valides.lignes, PERSONNES, RESIDENCES)


def test_une_ligne_sans_perimetre_est_refusee() -> None:
    assert [str(e) for e in valider("Ana Roy;;;", ";X;;").erreurs] == [
        "ligne 2 : aucun périmètre : remplissez bailleur, secteur ou residence",
        "ligne 3 : la colonne « nom » est vide",
    ]


@pytest.mark.parametrize(
    ("ligne", "perimetre"),
    [
        ("Ana Roy;habitat du nord;;", Perimetre(bailleur="Habitat du Nord")),
        ("a-1;Habitat du Nord;dunkerquois;", Perimetre(secteur="Dunkerquois")),
        ("ana roy;Habitat du Nord;Dunkerquois;l’estran", Perimetre(residence_id=4)),
        ("Ana Roy;;;L'Estran", Perimetre(residence_id=4)),
        ("Ana Roy;Essonne Habitat;;Les Tilleuls", Perimetre(residence_id=3)),
        ("Ana Roy;;Évry;Les Tilleuls", Perimetre(residence_id=3)),
        ("Ana Roy;;;Les Tilleuls (Lomme)", Perimetre(residence_id=2)),
        ("Ana Roy;Logis Transports;Lille;", Perimetre(bailleur="Logis Transports", secteur="Lille")),
    ],
)
def test_la_colonne_la_plus_etroite_compte_et_les_autres_departagent(ligne: str, perimetre: Perimetre) -> None:
    resultat = resoudre(ligne)
    assert resultat.erreurs == ()
    assert resultat.avertissements == ()
    assert resultat.lignes == (Couverture(2, 1, perimetre),)


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        ("Anna Roy;;;L'Estran", "personne inconnue « Anna Roy » (peut-être « Ana Roy » ?)"),
        ("Bob Petit;;;L'Estran", "écrivez le matricule (7 ou 8)"),
        ("7;Habitat Nord;;", "bailleur inconnu « Habitat Nord » (peut-être « Habitat du Nord » ?)"),
        ("7;;Dunkerqois;", "secteur inconnu « Dunkerqois » (peut-être « Dunkerquois » ?)"),
        ("7;;;Les Tilleul", "résidence inconnue « Les Tilleul » (peut-être « Les Tilleuls » ?)"),
        ("7;;;Zzz", "résidence inconnue « Zzz »"),
        ("7;;;Les Tilleuls", "Habitat du Nord, Ronchin, Habitat du Nord, Lomme ou Essonne Habitat, Évry"),
        ("7;Habitat du Nord;;Les Tilleuls", "écrivez la commune, « Les Tilleuls (commune) »"),
        ("7;Logis Transports;;Les Tilleuls", "plusieurs résidences s'appellent « Les Tilleuls »"),
    ],
)
def test_un_nom_inconnu_ou_ambigu_est_refuse_avec_le_remede(ligne: str, phrase: str) -> None:
    (erreur,) = resoudre(ligne).erreurs
    assert phrase in str(erreur)


def test_une_personne_et_un_lieu_inconnus_sur_une_ligne_sont_tous_deux_dits() -> None:
    assert len(resoudre("Zzz;;;Zzz").erreurs) == 2


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        ("7;Essonne Habitat;;L'Estran", "« L'Estran » est ailleurs : Habitat du Nord, secteur Dunkerquois"),
        ("7;;Lille;Les Coudriers", None),
        ("7;;Lille;", "le secteur « Lille » couvre Habitat du Nord et Logis Transports"),
        ("7;Essonne Habitat;Dunkerquois;", "le secteur « Dunkerquois » est à Habitat du Nord"),
    ],
)
def test_des_colonnes_qui_se_contredisent_sont_signalees(ligne: str, phrase: str | None) -> None:
    resultat = resoudre(ligne)
    assert resultat.valide
    assert len(resultat.avertissements) == (phrase is not None)
    assert phrase is None or phrase in resultat.avertissements[0]


def test_un_perimetre_repete_est_ecarte_avec_un_avertissement() -> None:
    resultat = resoudre("Ana Roy;;;L'Estran", "A-1;Habitat du Nord;;l'estran")
    assert len(resultat.lignes) == 1
    assert resultat.avertissements == ("ligne 3 : répète le périmètre de la ligne 2",)
