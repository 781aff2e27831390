"""Les fichiers d'exemple, de quoi en écrire d'autres, et de quoi regarder ce qu'un import a fait."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from domain.imports import Ligne, Tableau
from domain.personne import Personne
from reports.lecture_tableau import lire_tableau
from storage.database import Database
from usecases.importer import Bilan, importer_coverage, importer_equipe, importer_residences

from .donnees import LE

EXEMPLES = Path(__file__).parents[2] / "docs" / "exemples"
RESIDENCES, EQUIPE, COVERAGE = (lire_tableau(EXEMPLES / f"{nom}.csv") for nom in ("residences", "equipe", "coverage"))


def tableau(entete: str, *lignes: str) -> Tableau:
    colonnes = tuple(entete.split(";"))
    valeurs = (dict(zip(colonnes, ligne.split(";"), strict=True)) for ligne in lignes)
    return Tableau(colonnes, tuple(Ligne(numero, v) for numero, v in enumerate(valeurs, start=2)))


def comptes(bilan: Bilan) -> tuple[int, int, int]:
    assert bilan.erreurs == ()
    return bilan.crees, bilan.modifies, bilan.inchanges


def reproches(bilan: Bilan) -> list[int]:
    assert _nuls(bilan)
    return [erreur.numero for erreur in bilan.erreurs]


def _nuls(bilan: Bilan) -> bool:
    return (bilan.crees, bilan.modifies, bilan.inchanges, bilan.desactives) == (0, 0, 0, 0)


async def importer_tout(base: Database) -> list[Bilan]:
    return [
        await importer_residences(base, RESIDENCES, LE),
        await importer_equipe(base, EQUIPE, LE),
        await importer_coverage(base, COVERAGE, LE),
    ]


async def photo(base: Database) -> list[object]:
    """Tout ce qui est enregistré, pour comparer avant et après."""
    async with base.read() as unit:
        actes = await unit.connection.execute(text("SELECT acteur, acte, detail FROM journal ORDER BY id"))
        return [*await unit.residences.toutes(), *await unit.personnes.toutes(), *map(tuple, actes)]


async def relire_personne(base: Database, nom: str) -> Personne:
    async with base.read() as unit:
        (trouvee,) = await unit.personnes.par_nom(nom)
    return trouvee
