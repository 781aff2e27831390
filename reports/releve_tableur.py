"""Le relevé en tableur : chiffres, dossiers, ordre du jour, lecture des messages, avec de vraies dates et des filtres.

Aucune cellule n'est une formule : tout texte venu d'ailleurs s'écrit comme texte, et se rouvre comme texte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.veille import Releve
from reports import francais as fr
from reports.releve_feuilles import (
    COLONNES_CHIFFRES,
    COLONNES_DOSSIERS,
    COLONNES_IDENTITE,
    COLONNES_ORDRE,
    Colonne,
    Valeur,
    ligne_dossier,
    lignes_chiffres,
    lignes_ordre,
)
from reports.releve_fiches import mention
from reports.releve_lecture import COLONNES_LECTURE, lignes_lecture

_FORMULES = ("=", "+", "-", "@")
"""Ce par quoi un tableur reconnaît une formule : ces textes portent l'apostrophe qui les garde texte."""
_LONGUEUR_MAXIMALE = 32_000
"""Un tableur refuse une cellule de plus de 32 767 caractères."""


@dataclass(frozen=True, slots=True)
class _Formats:
    titre: Format
    suspect: Format
    instant: Format
    jour: Format
    heures: Format


def releve_xlsx(releve: Releve) -> bytes:
    """Le tableur du relevé : chiffres, dossiers, ordre du jour, lecture des messages ; à l'heure du relevé."""
    sortie = BytesIO()
    classeur = xlsxwriter.Workbook(sortie, {"in_memory": True})
    instant = releve.maintenant.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    titre = f"{fr.propre(releve.titre)} — {fr.periode(releve.periode, releve.fuseau)}"
    classeur.set_properties({"title": titre, "author": "Vigie", "comments": mention(releve), "created": instant})
    formats = _Formats(
        titre=classeur.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "valign": "vcenter"}),
        suspect=classeur.add_format({"quote_prefix": True}),
        instant=classeur.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        jour=classeur.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        heures=classeur.add_format({"num_format": "0.0"}),
    )
    identite = COLONNES_IDENTITE if releve.nominatif else ()
    feuilles: tuple[tuple[str, Sequence[Colonne], Iterable[Sequence[Valeur]]], ...] = (
        ("Chiffres", COLONNES_CHIFFRES, lignes_chiffres(releve, titre)),
        ("Dossiers", (*COLONNES_DOSSIERS, *identite), (ligne_dossier(d, releve) for d in releve.dossiers)),
        ("Ordre du jour", COLONNES_ORDRE, lignes_ordre(releve)),
        ("Lecture des messages", COLONNES_LECTURE, lignes_lecture(releve)),
    )
    for nom, colonnes, lignes in feuilles:
        _remplir(classeur.add_worksheet(nom), colonnes, list(lignes), formats)
    classeur.close()
    return sortie.getvalue()


def _remplir(
    feuille: Worksheet, colonnes: Sequence[Colonne], lignes: Sequence[Sequence[Valeur]], formats: _Formats
) -> None:
    feuille.freeze_panes(1, 0)
    feuille.set_row(0, 20)
    for c, (titre, largeur) in enumerate(colonnes):
        feuille.set_column(c, c, largeur)
        feuille.write_string(0, c, titre, formats.titre)
    for ligne, valeurs in enumerate(lignes, 1):
        for c, valeur in enumerate(valeurs):
            _ecrire(feuille, ligne, c, valeur, formats)
    feuille.autofilter(0, 0, len(lignes), len(colonnes) - 1)
    feuille.set_landscape()
    feuille.set_paper(9)
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(0)


def _ecrire(feuille: Worksheet, ligne: int, colonne: int, valeur: Valeur, formats: _Formats) -> None:
    match valeur:
        case None | "":
            return
        case str():
            texte = fr.propre(valeur)[:_LONGUEUR_MAXIMALE]
            feuille.write_string(ligne, colonne, texte, formats.suspect if texte.startswith(_FORMULES) else None)
        case timedelta():
            feuille.write_number(ligne, colonne, round(valeur.total_seconds() / 3600, 2), formats.heures)
        case datetime():
            feuille.write_datetime(ligne, colonne, valeur, formats.instant)
        case date():
            feuille.write_datetime(ligne, colonne, datetime(valeur.year, valeur.month, valeur.day), formats.jour)
        case int():
            feuille.write_number(ligne, colonne, valeur)
