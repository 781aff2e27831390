"""Les règles communes aux trois imports, vues par le fichier des résidences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.imports import Ligne, LigneResidence, Resultat, Tableau, valider_residences
from domain.imports_cellules import nettoyer


def tableau(colonnes: str, *lignes: str) -> Tableau:
    """Écrit un tableau comme dans un fichier : colonnes et cellules séparées par « ; », à partir de la ligne 2."""
    noms = tuple(colonnes.split(";"))
    return Tableau(
        noms,
        tuple(
            Ligne(rang, dict(zip(noms, ligne.split(";"), strict=False))) for rang, ligne in enumerate(lignes, start=2)
        ),
    )


def valider(
    *lignes: str, colonnes: str = "residence;bailleur;code_postal;commune;logements"
) -> Resultat[LigneResidence]:
    """Rend la validation de quelques résidences."""
    return valider_residences(tableau(colonnes, *lignes))


def erreurs(*lignes: str) -> list[str]:
    """Rend les phrases d'erreur de quelques résidences."""
    return [str(erreur) for erreur in valider(*lignes).erreurs]


def test_une_residence_complete_est_rendue_typee() -> None:
    resultat = valider("  Les   Tilleuls ;Habitat du Nord;59 790;Ronchin;1 435")
    assert resultat.valide
    assert resultat.lignes == (
        LigneResidence(2, "Les Tilleuls", "Habitat du Nord", code_postal="59790", commune="Ronchin", logements=1435),
    )


def test_une_colonne_requise_absente_est_la_seule_erreur_et_nomme_les_colonnes_trouvees() -> None:
    resultat = valider("A;B;zéro", colonnes="residence;baileur;logements")
    assert [str(e) for e in resultat.erreurs] == [
        "ligne 1 : colonne manquante : bailleur ; "
        "colonnes trouvées : residence, baileur (peut-être « bailleur » ?), logements"
    ]
    assert not resultat.lignes


def test_une_colonne_inconnue_est_ignoree_et_dite() -> None:
    resultat = valider("A;B;C;D", colonnes="residence;bailleur;gardien;comune")
    assert resultat.valide
    assert resultat.colonnes_ignorees == ("gardien", "comune")
    assert resultat.avertissements == ("colonne ignorée « comune » (peut-être « commune » ?)",)


def test_un_fichier_sans_ligne_est_une_erreur() -> None:
    assert erreurs() == ["ligne 1 : aucune ligne de données sous l'en-tête"]


def test_chaque_reproche_de_chaque_ligne_est_rendu_dans_l_ordre() -> None:
    assert erreurs(";B;596;Lille;0", "A;B;59000;;", ";;;;x") == [
        "ligne 2 : la colonne « residence » est vide",
        "ligne 2 : code postal « 596 » : il faut cinq chiffres",
        "ligne 2 : colonne « logements » : « 0 » n'est pas un nombre entier entre 1 et 1000000",
        "ligne 4 : la colonne « residence » est vide",
        "ligne 4 : la colonne « bailleur » est vide",
        "ligne 4 : colonne « logements » : « x » n'est pas un nombre entier entre 1 et 1000000",
    ]


@pytest.mark.parametrize("nombre", ["-3", "12.5", "12,5", "40 logts", "1e3", "٣", "1 43", "99999999999999999999"])
def test_un_nombre_de_logements_qui_n_est_pas_un_entier_est_refuse(nombre: str) -> None:
    assert len(erreurs(f"A;B;;;{nombre}")) == 1


def test_un_zero_de_tete_perdu_est_reconnu() -> None:
    assert "le zéro de tête a-t-il été perdu (« 01000 »)" in erreurs("A;B;1000;;")[0]


def test_un_doublon_est_refuse_meme_ecrit_autrement() -> None:
    assert erreurs("L’Estran;B;;Saint-Denis;", "A;B;;;", "l'estran;b;;SAINT DENIS;x") == [
        "ligne 4 : colonne « logements » : « x » n'est pas un nombre entier entre 1 et 1000000",
        "ligne 4 : résidence déjà écrite à la ligne 2",
    ]


def test_le_meme_nom_chez_un_autre_bailleur_ou_dans_une_autre_commune_est_une_autre_residence() -> None:
    assert valider("A;B;;Lille;", "A;C;;Lille;", "A;B;;Lens;", "A;B;;;").valide


def test_la_premiere_ecriture_d_un_bailleur_est_gardee_et_signalee_une_fois() -> None:
    resultat = valider("A;Habitat du Nord;;;", "B;habitat du nord;;;", "C;habitat du nord;;;")
    assert {ligne.bailleur for ligne in resultat.lignes} == {"Habitat du Nord"}
    assert resultat.avertissements == (
        "ligne 3 : « habitat du nord » est lu comme « Habitat du Nord », écrit à la ligne 2",
    )


def test_des_cellules_de_trop_sont_refusees() -> None:
    resultat = valider_residences(
        Tableau(("residence", "bailleur"), (Ligne(9, {"residence": "A", "bailleur": "B"}, surplus=2),))
    )
    assert "ligne 9 : 2 cellules de plus que de colonnes" in str(resultat.erreurs[0])


@pytest.mark.parametrize(
    ("cellule", "raison"),
    [
        ("A\x07", "caractère de contrôle U+0007"),
        ("A\x1c", "caractère de contrôle U+001C"),
        ("A\u202eB", "caractère invisible U+202E"),
        ("Ren\ufffd", "caractère perdu"),
        ("A" * 201, "201 caractères, 200 au plus"),
    ],
)
def test_une_cellule_suspecte_est_refusee_sans_etre_recopiee(cellule: str, raison: str) -> None:
    (phrase,) = erreurs(f"{cellule};B;;;")
    assert phrase.startswith("ligne 2 : colonne « residence » : ")
    assert raison in phrase
    assert cellule not in phrase


def test_les_espaces_insecables_les_retours_et_les_accents_decomposes_sont_unifies() -> None:
    assert nettoyer("\u00a0Me\u0301lie\n\tRoux\u202f") == ("Mélie Roux", None)


@given(st.text(max_size=40))
def test_un_texte_nettoye_ne_change_plus(texte: str) -> None:
    propre, reproche = nettoyer(texte)
    if reproche is None:
        assert nettoyer(propre) == (propre, None)
        assert propre.isprintable()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=8))
def test_une_ligne_est_rendue_ou_refusee_jamais_les_deux(cellules: list[list[str]]) -> None:
    noms = ("residence", "bailleur", "logements")
    lignes = tuple(Ligne(rang, dict(zip(noms, c, strict=True))) for rang, c in enumerate(cellules, start=2))
    resultat = valider_residences(Tableau(noms, lignes))
    refusees = {erreur.numero for erreur in resultat.erreurs} - {1}
    rendues = {ligne.numero for ligne in resultat.lignes}
    assert refusees | rendues == {ligne.numero for ligne in lignes}
    assert not refusees & rendues


def test_cinquante_mille_residences_se_valident_en_moins_de_trois_secondes() -> None:
    lignes = [f"Résidence {rang};Habitat du Nord;59000;Lille;12" for rang in range(50_000)]
    debut = time.process_time()
    assert valider(*lignes).valide
    assert time.process_time() - debut < 3
