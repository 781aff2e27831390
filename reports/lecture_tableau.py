"""Lire un fichier d'import, CSV ou XLSX, sans rien interpréter : les valeurs restent telles qu'écrites.

Un CSV qui n'est pas en UTF-8 est refusé, plutôt que deviné : un nom mal décodé se propagerait partout.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from domain.imports import Ligne, Tableau, plier_colonne
from domain.texte import accorder, enumerer

SEPARATEURS = (";", ",")
COLONNES_MIN = 2
"""Tout fichier d'import a au moins deux colonnes : moins, c'est un mauvais séparateur ou un mauvais fichier."""

_ZIP = b"PK\x03\x04"
_DEBUT = 65_536
_ENTRE_GUILLEMETS = re.compile(r'"(?:[^"]|"")*"')
_CONSIGNE_EXCEL = re.compile(r"sep=([;,])\r?\n?", re.IGNORECASE)
_BINAIRE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

Rangees = Iterable[tuple[int, Sequence[str]]]


class TableauIllisible(Exception):
    """Le fichier ne peut pas être lu comme un tableau ; le message est une phrase pour l'opérateur."""


def lire_tableau(chemin: Path) -> Tableau:
    """Lit un CSV (UTF-8, « ; » ou « , ») ou la première feuille remplie d'un XLSX.

    La première ligne non vide nomme les colonnes ; les lignes vides sont sautées, les numéros sont ceux du
    fichier. Lève `TableauIllisible`.
    """
    extension = chemin.suffix.lower()
    if extension not in (".csv", ".xlsx"):
        raise TableauIllisible(f"« {chemin.name} » n'est ni un .csv ni un .xlsx.")
    contenu = _contenu(chemin)
    if not contenu.strip():
        raise TableauIllisible(f"« {chemin.name} » est vide.")
    avertissements: tuple[str, ...] = ()
    if extension == ".xlsx":
        rangees, avertissements = _rangees_xlsx(contenu, chemin.name)
    else:
        rangees = _rangees_csv(_texte(contenu, chemin.name), chemin.name)
    return _assembler(rangees, chemin.name, avertissements)


def _contenu(chemin: Path) -> bytes:
    try:
        return chemin.read_bytes()
    except FileNotFoundError:
        raison = "n'existe pas"
    except IsADirectoryError:
        raison = "est un dossier"
    except OSError:
        raison = "ne peut pas être ouvert"
    raise TableauIllisible(f"« {chemin.name} » {raison}.")


def _texte(contenu: bytes, nom: str) -> str:
    if contenu.startswith(_ZIP):
        raise TableauIllisible(f"« {nom} » est un classeur : donnez-lui l'extension .xlsx.")
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableauIllisible(f"« {nom} » est en UTF-16 : enregistrez-le en « CSV UTF-8 » ou en .xlsx.")
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        if _BINAIRE.search(contenu):
            raise TableauIllisible(f"« {nom} » n'est pas un fichier texte.") from None
        ligne = contenu.count(b"\n", 0, erreur.start) + 1
        raise TableauIllisible(
            f"« {nom} » n'est pas en UTF-8 (ligne {ligne}), sans doute en Windows-1252 : "
            "enregistrez-le en « CSV UTF-8 » ou en .xlsx."
        ) from None
    if "\x00" in texte:
        raise TableauIllisible(f"« {nom} » n'est pas un fichier texte.")
    return texte


def _rangees_csv(texte: str, nom: str) -> Iterator[tuple[int, list[str]]]:
    """Rend chaque enregistrement avec le numéro de sa première ligne, même si ses guillemets en couvrent plusieurs."""
    avant = 0
    if consigne := _CONSIGNE_EXCEL.match(texte):
        separateur, texte, avant = consigne[1], texte[consigne.end() :], 1
    else:
        separateur = _separateur(texte)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    numero = avant + 1
    try:
        for cellules in lecteur:
            yield numero, cellules
            numero = avant + lecteur.line_num + 1
    except csv.Error:
        raise TableauIllisible(
            f"« {nom} », ligne {numero} : guillemets mal fermés ou cellule démesurée ; "
            'un guillemet dans un texte se double ("").'
        ) from None


def _separateur(texte: str) -> str:
    """Choisit d'après la ligne d'en-tête, guillemets mis à part ; à égalité, le point-virgule."""
    debut = _ENTRE_GUILLEMETS.sub("", texte.lstrip()[:_DEBUT])
    entete = re.split(r"[\r\n]", debut, maxsplit=1)[0]
    return max(SEPARATEURS, key=entete.count)


def _rangees_xlsx(contenu: bytes, nom: str) -> tuple[Rangees, tuple[str, ...]]:
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(contenu))
        visibles = [f.name for f in classeur.sheets_metadata if f.visible is SheetVisibleEnum.Visible]
        feuilles = [f for f in map(classeur.get_sheet_by_name, visibles) if f.height]
    except PasswordError:
        raise TableauIllisible(f"« {nom} » est protégé par un mot de passe.") from None
    except CalamineError:
        raise TableauIllisible(f"« {nom} » n'est pas un classeur .xlsx lisible.") from None
    if not feuilles:
        raise TableauIllisible(f"« {nom} » n'a aucune feuille remplie.")
    retenue, *autres = feuilles
    noms = enumerer([f"« {feuille.name} »" for feuille in autres])
    avertissements = (f"seule la feuille « {retenue.name} » est lue ; reste {noms}",) if autres else ()
    return _rangees_feuille(retenue), avertissements


def _rangees_feuille(feuille: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for numero, cellules in enumerate(feuille.iter_rows(), start=1):
        yield numero, [valeur if isinstance(valeur, str) else _en_texte(valeur) for valeur in cellules]


def _en_texte(valeur: object) -> str:
    """Écrit une valeur de tableur comme l'opérateur la lit : 59000.0 est « 59000 »."""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, datetime.date | datetime.time):
        return valeur.isoformat()
    return str(valeur)


def _assembler(rangees: Rangees, nom: str, avertissements: tuple[str, ...]) -> Tableau:
    pleines = ((numero, cellules) for numero, cellules in rangees if any(c and not c.isspace() for c in cellules))
    numero_entete, entete = next(pleines, (0, ()))
    if not entete:
        raise TableauIllisible(f"« {nom} » est vide.")
    lues = list(pleines)
    largeur = len(entete)
    while largeur and not entete[largeur - 1].strip():
        largeur -= 1
    colonnes = _nommer(entete[:largeur], nom)
    lignes: list[Ligne] = []
    for numero, cellules in lues:
        valeurs = dict.fromkeys(colonnes, "") | dict(zip(colonnes, cellules, strict=False))
        surplus = sum(1 for cellule in cellules[largeur:] if cellule and not cellule.isspace())
        lignes.append(Ligne(numero, valeurs, surplus))
    return Tableau(colonnes, tuple(lignes), numero_entete, avertissements)


def _nommer(entete: Sequence[str], nom: str) -> tuple[str, ...]:
    """Plie les noms de colonnes ; une colonne sans nom reçoit son rang, pour être signalée parmi les ignorées."""
    colonnes = tuple(plier_colonne(cellule) or f"sans_nom_{rang}" for rang, cellule in enumerate(entete, start=1))
    if len(colonnes) < COLONNES_MIN:
        raise TableauIllisible(
            f"« {nom} » n'a que {accorder(len(colonnes), 'colonne', 'colonnes')} : "
            "la première ligne nomme les colonnes, séparées par « ; » ou « , »."
        )
    doubles = [colonne for rang, colonne in enumerate(colonnes) if colonne in colonnes[:rang]]
    if doubles:
        raise TableauIllisible(f"« {nom} » a deux colonnes « {doubles[0]} ».")
    return colonnes
