"""Ce qu'un import a fait, et la transaction où il le fait."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from domain.imports import Erreur
from domain.texte import accorder
from storage.database import Database
from storage.unit_of_work import UnitOfWork

OPERATEUR = "operateur"
"""L'acteur que le journal retient pour la ligne de commande : qui la lance tient les clefs."""


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce qu'un import a fait, ou ferait s'il est à blanc ; une seule erreur, et il n'a rien fait.

    On y compte des résidences, ou des personnes : pour les périmètres, `crees` compte celles qui n'en avaient aucun.
    `absents` nomme ce qui est enregistré et que le fichier ne dit pas ; `desactives` est le nombre de ceux-là à qui
    l'accès est retiré, zéro si on ne l'a pas demandé.
    """

    crees: int = 0
    modifies: int = 0
    inchanges: int = 0
    desactives: int = 0
    absents: tuple[str, ...] = ()
    erreurs: tuple[Erreur, ...] = ()
    avertissements: tuple[str, ...] = ()
    colonnes_ignorees: tuple[str, ...] = ()

    @property
    def valide(self) -> bool:
        """Vrai quand tout le fichier a été, ou peut être, importé."""
        return not self.erreurs


def transaction(base: Database, *, a_blanc: bool) -> AbstractAsyncContextManager[UnitOfWork]:
    """Une seule transaction pour tout le fichier ; à blanc, une lecture."""
    return base.read() if a_blanc else base.write()


async def journaliser(unit: UnitOfWork, bilan: Bilan, acte: str, now: datetime) -> None:
    """Note l'import fait, en nombres et sans un nom ; un import qui ne change rien ne laisse rien."""
    if not (bilan.crees or bilan.modifies or bilan.desactives):
        return
    detail = ", ".join(
        (
            accorder(bilan.crees, "création", "créations"),
            accorder(bilan.modifies, "modification", "modifications"),
            accorder(bilan.desactives, "désactivation", "désactivations"),
        )
    )
    await unit.journal.noter(now, OPERATEUR, acte, detail=detail)
