"""Lieu et locataire, verbatim (guide, « Lieu et personne »)."""

import pytest

from nlp import Classifieur

LIEUX: list[tuple[str, dict[str, str]]] = [
    ("mr dupont bat B 2e etage ne paie plus", {"batiment": "B", "etage": "2e"}),
    (
        "Les Mirabelles bât A apt 3, M. Nowar ne répond plus",
        {"residence": "Les Mirabelles", "batiment": "A", "logement": "3"},
    ),
    ("aux Lilas, cage B, mme Tellier", {"residence": "Lilas", "escalier": "B"}),
    ("rés des Glycines bat 4 2e dr", {"residence": "Glycines", "batiment": "4", "etage": "2e", "logement": "dr"}),
    ("M. Sarre au K-31 n'ouvre pas", {"logement": "K-31"}),
    ("residence les tilleuls esc 2", {"residence": "les tilleuls", "escalier": "2"}),
    ("Résidence du Parc, 12 rue des Roses, logement 14", {"residence": "Parc", "logement": "14"}),
    ("mme Blanc du 12 ne sort plus", {"logement": "12"}),
    ("le locataire du 506 crie toute la nuit", {"logement": "506"}),
    ("pas vu la dame du 3e", {"etage": "3e"}),
    ("tour Oslo, 5e étage, porte 512", {"batiment": "Oslo", "etage": "5e", "logement": "512"}),
    ("RESIDENCE VOLTAIRE BAT C", {"residence": "VOLTAIRE", "batiment": "C"}),
    ("le monsieur du rdc boit", {"etage": "rdc"}),
    ("il la bat a coups de pied", {}),
    ("elle est tombée dans les escaliers hier", {}),
    ("le courrier du 12 est revenu", {}),
    ("audience le 15 mars à 9h", {}),
    ("2eme fois que je passe, 3e relance", {}),
    ("cave 12 et parking 8 à nettoyer", {}),
    ("la voisine du 3e me dit que monsieur frappe sa femme", {}),
    ("rappeler le 06 12 34 56 78", {}),
]
PERSONNES: list[tuple[str, str | None]] = [
    ("mr dupont bat B ne paie plus", "mr dupont"),
    ("M. et Mme Aubin ne répondent plus", "M. et Mme Aubin"),
    ("chez les martin ça crie", "les martin"),
    ("les Diallo sont en retard", "les Diallo"),
    ("la famille Costa doit 2 mois", "famille Costa"),
    ("mme da silva et sa fille", "mme da silva"),
    ("Mme Irène ne descend plus", "Mme Irène"),
    ("tapage chez jerome au 14", "jerome"),
    ("MME LOPES NE PAIE PLUS", "MME LOPES"),
    ("Mr Le Goff n'ouvre pas", "Mr Le Goff"),
    ("Madame sollicite une aide alimentaire", None),
    ("Monsieur vit reclus", None),
    ("le monsieur du 4e ne sort plus", None),
    ("Il faut passer. Cordialement, Mme Vasseur, CESF", None),
    ("c est sandrine de l agence, monsieur aubert est à découvert", "monsieur aubert"),
    ("la voisine mme Roux me dit que mr Blin la frappe", "mr Blin"),
    ("mme Olive se plaint du bruit de chez mr Texier", "mr Texier"),
    ("mon collègue Karim dit que mme Sow n'ouvre pas", "mme Sow"),
    ("Dr Levant signale que Mme Petit tombe souvent", "Mme Petit"),
]


@pytest.mark.parametrize(("texte", "attendu"), LIEUX, ids=[t[:30] for t, _ in LIEUX])
def test_le_lieu_est_lu_tel_qu_ecrit(regles: Classifieur, texte: str, attendu: dict[str, str]) -> None:
    lieu = regles.analyser(texte).lieu
    champs = ("residence", "batiment", "escalier", "etage", "logement")
    assert {c: getattr(lieu, c) for c in champs if getattr(lieu, c)} == attendu


@pytest.mark.parametrize(("texte", "attendu"), PERSONNES, ids=[t[:30] for t, _ in PERSONNES])
def test_le_locataire_est_le_menage_signale(regles: Classifieur, texte: str, attendu: str | None) -> None:
    assert regles.analyser(texte).locataire == attendu


def test_un_nom_propre_n_est_pas_un_indice(regles: Classifieur) -> None:
    assert regles.analyser("Bonjour, Mme Violence demande son badge").motifs == ()
