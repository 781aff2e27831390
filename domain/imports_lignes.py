"""De la table aux lignes typées : colonnes attendues, reproches rassemblés, écritures harmonisées."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from domain.imports_cellules import Cellules, Suggestions
from domain.imports_tableau import Erreur, Resultat, Tableau
from domain.texte import enumerer, plier


class LigneLue(Protocol):
    """Une ligne typée : une dataclass qui sait son numéro dans le fichier."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def numero(self) -> int:
        """Numéro de la ligne dans le fichier."""


L = TypeVar("L", bound=LigneLue)


@dataclass(frozen=True, slots=True)
class Forme:
    """Les colonnes d'un fichier, telles que l'opérateur les écrit, et ce qu'il lui faut d'autre."""

    requises: tuple[str, ...]
    facultatives: tuple[str, ...]


@dataclass(slots=True)
class Lecture(Generic[L]):
    """Une validation en cours. `lignes` garde aussi les lignes fautives, pour chercher les doublons parmi toutes."""

    lignes: list[L] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    ignorees: tuple[str, ...] = ()
    avertissements: list[str] = field(default_factory=list)

    def refuser(self, ligne: LigneLue, message: str) -> None:
        """Ajoute un reproche à une ligne."""
        self.erreurs.append(Erreur(ligne.numero, message))

    def avertir(self, ligne: LigneLue, message: str) -> None:
        """Ajoute une remarque qui n'empêche rien."""
        self.avertissements.append(f"ligne {ligne.numero} : {message}")

    def groupes(self, cle: Callable[[L], Hashable | None]) -> Iterator[list[L]]:
        """Rend les groupes de plusieurs lignes de même clé, dans l'ordre du fichier ; une clé `None` n'en fait pas."""
        par_cle: dict[Hashable, list[L]] = {}
        for ligne in self.lignes:
            if (valeur := cle(ligne)) is not None:
                par_cle.setdefault(valeur, []).append(ligne)
        return (groupe for groupe in par_cle.values() if len(groupe) > 1)

    def resultat(self) -> Resultat[L]:
        """Clôt la validation : erreurs dans l'ordre du fichier, lignes fautives retirées."""
        fautives = {erreur.numero for erreur in self.erreurs}
        return Resultat(
            lignes=tuple(ligne for ligne in self.lignes if ligne.numero not in fautives),
            erreurs=tuple(sorted(self.erreurs, key=lambda erreur: erreur.numero)),
            colonnes_ignorees=self.ignorees,
            avertissements=tuple(self.avertissements),
        )


def lire_lignes(tableau: Tableau, forme: Forme, lire: Callable[[Cellules], L]) -> Lecture[L]:
    """Lit chaque ligne par `lire`. Une colonne requise absente, ou un fichier sans ligne, est la seule erreur."""
    attendues = forme.requises + forme.facultatives
    ignorees = tuple(colonne for colonne in tableau.colonnes if colonne not in attendues)
    lecture: Lecture[L] = Lecture(ignorees=ignorees, avertissements=list(tableau.avertissements))
    proche = Suggestions(colonne for colonne in attendues if colonne not in tableau.colonnes)
    if manquantes := [colonne for colonne in forme.requises if colonne not in tableau.colonnes]:
        trouvees = [f"{c}{proche(c) if c in ignorees else ''}" for c in tableau.colonnes]
        debut = "colonne manquante" if len(manquantes) == 1 else "colonnes manquantes"
        message = f"{debut} : {enumerer(manquantes)} ; colonnes trouvées : {', '.join(trouvees)}"
        lecture.erreurs.append(Erreur(tableau.numero_entete, message))
        return lecture
    lecture.avertissements += [f"colonne ignorée « {c} »{aide}" for c in ignorees if (aide := proche(c))]
    if not tableau.lignes:
        lecture.erreurs.append(Erreur(tableau.numero_entete, "aucune ligne de données sous l'en-tête"))
    for ligne in tableau.lignes:
        cellules = Cellules(ligne)
        lecture.lignes.append(lire(cellules))
        lecture.erreurs += cellules.erreurs
    return lecture


def refuser_doublons(lecture: Lecture[L], cle: Callable[[L], Hashable | None], espece: str) -> None:
    """Refuse chaque ligne qui répète l'identité d'une ligne précédente ; `espece` la nomme (« résidence »)."""
    for premiere, *suivantes in lecture.groupes(cle):
        for ligne in suivantes:
            lecture.refuser(ligne, f"{espece} déjà écrite à la ligne {premiere.numero}")


def ailleurs(groupe: Sequence[L], ligne: L) -> str:
    """Dit où sont les autres lignes d'un groupe : « à la ligne 4 », et au plus trois numéros."""
    numeros = [str(autre.numero) for autre in islice((autre for autre in groupe if autre is not ligne), 4)]
    if len(numeros) == 1:
        return f"à la ligne {numeros[0]}"
    return f"aux lignes {enumerer(numeros) if len(numeros) < 4 else ', '.join(numeros[:3]) + '…'}"


def harmoniser(lecture: Lecture[L], champs: Sequence[str]) -> None:
    """Donne à chaque nom qui revient sa première écriture du fichier, et le signale une fois par variante."""
    for champ in champs:
        premieres: dict[str, tuple[str, int]] = {}
        vues: set[str] = set()
        for rang, ligne in enumerate(lecture.lignes):
            ecrit = getattr(ligne, champ)
            if not ecrit:
                continue
            retenu, numero = premieres.setdefault(plier(ecrit), (ecrit, ligne.numero))
            if ecrit == retenu:
                continue
            modifs: dict[str, Any] = {champ: retenu}
            lecture.lignes[rang] = replace(ligne, **modifs)
            if ecrit not in vues:
                vues.add(ecrit)
                lecture.avertir(ligne, f"« {ecrit} » est lu comme « {retenu} », écrit à la ligne {numero}")


def cles(textes: Iterable[str | None]) -> tuple[str, ...]:
    """Plie plusieurs textes en une clé d'identité ; un texte absent vaut un texte vide."""
    return tuple(plier(texte or "") for texte in textes)
