"""La lecture des fichiers d'import : ce qui est écrit est ce qui est lu, ou une phrase dit pourquoi non."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.imports import plier_colonne
from reports.lecture_tableau import TableauIllisible, lire_tableau

CELLULE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\";,'é "), max_size=25
)
COLONNE = st.text("abcdéèàç ", min_size=1, max_size=8).filter(plier_colonne)


def ecrire(dossier: Path, contenu: bytes | str, nom: str = "a.csv") -> Path:
    """Écrit un fichier d'essai, en UTF-8 si c'est un texte."""
    chemin = dossier / nom
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Tire un en-tête d'au moins deux colonnes et des lignes non vides de même largeur."""
    entete = draw(st.lists(COLONNE, min_size=2, max_size=5, unique_by=plier_colonne))
    ligne = st.lists(CELLULE, min_size=len(entete), max_size=len(entete)).filter(lambda x: any(c.strip() for c in x))
    return entete, draw(st.lists(ligne, max_size=6))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=tables(),
    separateur=st.sampled_from(";,"),
    bom=st.booleans(),
    guillemets=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    fin=st.sampled_from(["\n", "\r\n"]),
)
def test_tout_tableau_ecrit_en_csv_se_relit_tel_quel(
    tmp_path: Path, table: tuple[list[str], list[list[str]]], separateur: str, bom: bool, guillemets: int, fin: str
) -> None:
    entete, lignes = table
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, delimiter=separateur, quoting=guillemets, lineterminator=fin)  # type: ignore[arg-type]
    ecrivain.writerows([entete, *lignes])
    lu = lire_tableau(ecrire(tmp_path, tampon.getvalue().encode("utf-8-sig" if bom else "utf-8")))
    assert lu.colonnes == tuple(map(plier_colonne, entete))
    assert [list(ligne.valeurs.values()) for ligne in lu.lignes] == lignes
    assert not any(ligne.surplus for ligne in lu.lignes)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contenu=st.binary(max_size=200), extension=st.sampled_from(["csv", "xlsx"]))
def test_un_fichier_quelconque_est_lu_ou_refuse_en_une_phrase(tmp_path: Path, contenu: bytes, extension: str) -> None:
    chemin = ecrire(tmp_path, contenu, f"a.{extension}")
    phrase = f"{chemin.name} lu."
    try:
        lire_tableau(chemin)
    except TableauIllisible as refus:
        phrase = str(refus)
    assert chemin.name in phrase
    assert phrase.endswith(".")


def test_les_noms_de_colonnes_sont_plies(tmp_path: Path) -> None:
    lu = lire_tableau(ecrire(tmp_path, "Résidence;  CODE   Postal;É-quipe\nA;1;2\n"))
    assert lu.colonnes == ("residence", "code_postal", "e_quipe")


def test_les_numeros_sont_ceux_du_fichier_malgre_les_lignes_vides_et_les_cellules_a_plusieurs_lignes(
    tmp_path: Path,
) -> None:
    lu = lire_tableau(ecrire(tmp_path, '\r\nnom;adresse\r\n\r\nA;"1 rue\r\nHaute"\r\n;  \r\nB;x\r\n'))
    assert lu.numero_entete == 2
    assert [(ligne.numero, ligne.valeurs["nom"]) for ligne in lu.lignes] == [(4, "A"), (7, "B")]


def test_le_separateur_vient_de_l_en_tete_guillemets_mis_a_part(tmp_path: Path) -> None:
    lu = lire_tableau(ecrire(tmp_path, '"nom; prénom; surnom",roles\nA,"gardien;x"\n'))
    assert lu.colonnes == ("nom;_prenom;_surnom", "roles")
    assert lu.lignes[0].valeurs["roles"] == "gardien;x"


def test_la_consigne_de_separateur_d_excel_est_suivie(tmp_path: Path) -> None:
    lu = lire_tableau(ecrire(tmp_path, "sep=,\nnom,roles\nA,b;c\n"))
    assert (lu.numero_entete, lu.lignes[0].numero) == (2, 3)
    assert lu.lignes[0].valeurs == {"nom": "A", "roles": "b;c"}


def test_une_ligne_courte_est_completee_et_une_ligne_longue_est_comptee(tmp_path: Path) -> None:
    lu = lire_tableau(ecrire(tmp_path, "nom;roles;\nA\nB;b;;\nC;c;d;e\n"))
    assert [ligne.valeurs["roles"] for ligne in lu.lignes] == ["", "b", "c"]
    assert [ligne.surplus for ligne in lu.lignes] == [0, 0, 2]


def test_une_colonne_sans_nom_garde_son_rang(tmp_path: Path) -> None:
    assert lire_tableau(ecrire(tmp_path, "nom;;roles\nA;x;b\n")).colonnes == ("nom", "sans_nom_2", "roles")


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("a.csv", b"", "est vide"),
        ("a.csv", b"\n;;\n \n", "est vide"),
        ("a.csv", b"nom\nA\n", "n'a que 1 colonne"),
        ("a.csv", b"nom\troles\nA\tb\n", "n'a que 1 colonne"),
        ("a.csv", b"nom;Nom\nA;b\n", "deux colonnes « nom »"),
        ("a.csv", b"nom;roles\nH\xe9l\xe8ne;gardien\n", "n'est pas en UTF-8 (ligne 2), sans doute en Windows-1252"),
        ("a.csv", "nom;roles\n".encode("utf-16"), "est en UTF-16"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "n'est pas un fichier texte"),
        ("a.csv", b"nom;roles\nA\x00;b\n", "n'est pas un fichier texte"),
        ("a.csv", b"PK\x03\x04abc", "donnez-lui l'extension .xlsx"),
        ("a.csv", b'nom;roles\nA;b\nB;"c\nC;d\n', "ligne 3 : guillemets mal fermés"),
        ("a.xlsx", b"nom;roles\n", "n'est pas un classeur .xlsx lisible"),
        ("a.ods", b"nom;roles\n", "n'est ni un .csv ni un .xlsx"),
    ],
)
def test_un_fichier_illisible_est_refuse_avec_sa_raison(tmp_path: Path, nom: str, contenu: bytes, phrase: str) -> None:
    with pytest.raises(TableauIllisible) as refus:
        lire_tableau(ecrire(tmp_path, contenu, nom))
    assert phrase in str(refus.value)


def test_un_fichier_absent_ou_un_dossier_est_refuse_avec_sa_raison(tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(TableauIllisible, match=r"« rien\.csv » n'existe pas"):
        lire_tableau(tmp_path / "rien.csv")
    with pytest.raises(TableauIllisible, match="est un dossier"):
        lire_tableau(tmp_path / "d.csv")


def test_cinquante_mille_lignes_se_lisent_en_moins_de_deux_secondes(tmp_path: Path) -> None:
    ligne = "Les Mirabelles;Habitat du Nord;Agence;Secteur;12 rue Haute;59000;Lille;120\n"
    entete = "residence;bailleur;agence;secteur;adresse;code_postal;commune;logements\n"
    chemin = ecrire(tmp_path, entete + ligne * 50_000)
    debut = time.process_time()
    assert len(lire_tableau(chemin).lignes) == 50_000
    assert time.process_time() - debut < 2
