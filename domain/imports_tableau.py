"""Le tableau lu d'un fichier, et ce que sa validation en dit : les formes communes aux trois imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.texte import plier

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne de données. `numero` est celui que montre un éditeur ; `surplus` compte les cellules sans colonne."""

    numero: int
    valeurs: Mapping[str, str]
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class Tableau:
    """Un fichier lu : noms de colonnes pliés, lignes non vides, valeurs telles qu'écrites."""

    colonnes: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    numero_entete: int = 1
    avertissements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erreur:
    """Ce qui empêche l'import, et la ligne du fichier qui en est cause."""

    numero: int
    message: str

    def __str__(self) -> str:
        """Rend la phrase montrée à l'opérateur."""
        return f"ligne {self.numero} : {self.message}"


@dataclass(frozen=True, slots=True)
class Resultat(Generic[T]):
    """Ce que la validation rend. S'il y a une seule erreur, l'appelant n'importe rien.

    `lignes` ne contient que les lignes sans reproche ; `erreurs` suit l'ordre du fichier ; les
    `colonnes_ignorees` et les `avertissements` se montrent sans rien empêcher.
    """

    lignes: tuple[T, ...]
    erreurs: tuple[Erreur, ...] = ()
    colonnes_ignorees: tuple[str, ...] = ()
    avertissements: tuple[str, ...] = ()

    @property
    def valide(self) -> bool:
        """Vrai quand tout le fichier peut être importé."""
        return not self.erreurs


def plier_colonne(texte: str) -> str:
    """Rend le nom de code d'une colonne, d'un rôle ou d'une compétence : « Code postal » donne `code_postal`."""
    return plier(texte).replace(" ", "_")
