"""La lecture des classeurs : des nombres et des textes tels qu'on les voit, ou une phrase qui dit pourquoi non."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings

from reports.lecture_tableau import TableauIllisible, lire_tableau
from tests.unit.test_lecture_tableau import ecrire, tables


def classeur(dossier: Path, *feuilles: list[list[object]]) -> Path:
    """Écrit un .xlsx, une liste de rangées par feuille."""
    chemin = dossier / "a.xlsx"
    with xlsxwriter.Workbook(chemin) as fichier:
        for rangees in feuilles:
            feuille = fichier.add_worksheet()
            for rang, rangee in enumerate(rangees):
                for colonne, valeur in enumerate(rangee):
                    if valeur is not None:
                        feuille.write(rang, colonne, valeur)
    return chemin


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_tout_tableau_ecrit_en_xlsx_se_relit_tel_quel(tmp_path: Path, table: tuple[list[str], list[list[str]]]) -> None:
    entete, lignes = table
    chemin = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(chemin) as fichier:
        feuille = fichier.add_worksheet()
        for rang, rangee in enumerate([entete, *lignes]):
            for colonne, valeur in enumerate(rangee):
                feuille.write_string(rang, colonne, valeur)
    lu = lire_tableau(chemin)
    assert [list(ligne.valeurs.values()) for ligne in lu.lignes] == lignes


def test_un_classeur_abime_est_refuse_sans_trace(tmp_path: Path) -> None:
    sain = classeur(tmp_path, [["nom", "roles"], ["Ana", "gardien"]]).read_bytes()
    for coupe in range(10, len(sain), 97):
        with pytest.raises(TableauIllisible):
            lire_tableau(ecrire(tmp_path, sain[:coupe], "b.xlsx"))


def test_les_nombres_d_un_classeur_se_lisent_comme_on_les_voit(tmp_path: Path) -> None:
    chemin = classeur(
        tmp_path,
        [],
        [[], [None, "cp", "logements", "vrai"], [None, 59000, 12.5, True], [], [None, "01000", None, False]],
        [["autre"]],
    )
    lu = lire_tableau(chemin)
    assert [(ligne.numero, dict(ligne.valeurs)) for ligne in lu.lignes] == [
        (3, {"cp": "59000", "logements": "12.5", "vrai": "VRAI"}),
        (5, {"cp": "01000", "logements": "", "vrai": "FAUX"}),
    ]
    assert lu.avertissements == ("seule la feuille « Sheet2 » est lue ; reste « Sheet3 »",)


def test_une_date_de_classeur_se_lit_en_iso(tmp_path: Path) -> None:
    chemin = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(chemin, {"default_date_format": "dd/mm/yyyy"}) as fichier:
        feuille = fichier.add_worksheet()
        feuille.write_row(0, 0, ["nom", "jour"])
        feuille.write_string(1, 0, "A")
        feuille.write_datetime(1, 1, datetime.datetime(2026, 1, 2))
    assert lire_tableau(chemin).lignes[0].valeurs["jour"].startswith("2026-01-02")


def test_un_classeur_sans_rien_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(TableauIllisible, match="aucune feuille remplie"):
        lire_tableau(classeur(tmp_path, [], []))
