"""Retrouver les personnes qu'un fichier désigne parmi celles qu'on connaît déjà."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from domain.imports_cellules import Suggestions
from domain.imports_equipe import LigneEquipe
from domain.imports_tableau import Erreur
from domain.personne import Role
from domain.texte import enumerer, plier


class PersonneConnue(Protocol):
    """Ce que l'import regarde d'une personne enregistrée ; une `Personne` convient."""

    @property
    def id(self) -> int:
        """Identifiant enregistré."""

    @property
    def nom(self) -> str:
        """Nom, tel qu'il fut importé."""

    @property
    def matricule(self) -> str | None:
        """Matricule, s'il est connu."""

    @property
    def roles(self) -> frozenset[Role]:
        """Rôles tenus."""

    @property
    def responsable_id(self) -> int | None:
        """Identifiant de son responsable."""


P = TypeVar("P", bound=PersonneConnue)
X = TypeVar("X")


class Introuvable(LookupError):
    """Un nom ou un matricule ne désigne pas une personne et une seule ; le message le dit à l'opérateur."""


class Annuaire(Generic[X]):
    """Cherche par matricule, puis par nom. Un matricule l'emporte sur un nom qui s'écrit pareil."""

    def __init__(self, entrees: Iterable[tuple[X, str, Iterable[str | None]]]) -> None:
        """Range des entrées (quoi, nom, matricules)."""
        self._par_matricule: dict[str, X] = {}
        self._par_nom: dict[str, list[tuple[X, str | None]]] = {}
        noms: list[str] = []
        for quoi, nom, matricules in entrees:
            connus = [matricule for matricule in matricules if matricule]
            self._par_nom.setdefault(plier(nom), []).append((quoi, connus[0] if connus else None))
            self._par_matricule.update((plier(matricule), quoi) for matricule in connus)
            noms.append(nom)
        self._proche = Suggestions(noms)

    def chercher(self, texte: str) -> X:
        """Rend la seule entrée de ce matricule ou de ce nom ; lève `Introuvable` s'il y en a zéro ou plusieurs."""
        cle = plier(texte)
        if cle in self._par_matricule:
            return self._par_matricule[cle]
        trouvees = self._par_nom.get(cle, [])
        if len(trouvees) == 1:
            return trouvees[0][0]
        if not trouvees:
            raise Introuvable(f"personne inconnue « {texte} »{self._proche(texte)}")
        matricules = sorted(matricule for _, matricule in trouvees if matricule)
        lequel = f" ({enumerer(matricules, 'ou')})" if matricules else ""
        raise Introuvable(f"plusieurs personnes s'appellent « {texte} » : écrivez le matricule{lequel} au lieu du nom")


@dataclass(frozen=True, slots=True)
class Rapprochement(Generic[P]):
    """Qui est déjà enregistré : `connues` par numéro de ligne, `absentes` celles qu'aucune ligne ne désigne."""

    connues: Mapping[int, P]
    absentes: tuple[P, ...]
    erreurs: tuple[Erreur, ...] = ()
    avertissements: tuple[str, ...] = ()


def rapprocher_equipe(lignes: Sequence[LigneEquipe], connus: Sequence[P]) -> Rapprochement[P]:
    """Dit quelle personne enregistrée chaque ligne met à jour ; une ligne sans réponse est une personne nouvelle.

    Le matricule décide ; à défaut le nom. Un matricule nouveau va à la personne de ce nom qui n'en avait pas.
    """
    par_matricule = {plier(connu.matricule): connu for connu in connus if connu.matricule}
    par_nom: dict[str, list[P]] = {}
    for connu in connus:
        par_nom.setdefault(plier(connu.nom), []).append(connu)
    nouveaux = Counter(plier(x.nom) for x in lignes if not (x.matricule and plier(x.matricule) in par_matricule))
    connues: dict[int, P] = {}
    prises: dict[int, int] = {}
    erreurs: list[Erreur] = []
    avertissements: list[str] = []
    for ligne in lignes:
        cle = plier(ligne.nom)
        trouve = par_matricule.get(plier(ligne.matricule or ""))
        if trouve is None:
            homonymes = [p for p in par_nom.get(cle, []) if not (ligne.matricule and p.matricule)]
            if len(homonymes) > 1 or (homonymes and nouveaux[cle] > 1):
                erreurs.append(Erreur(ligne.numero, _indecidable(ligne)))
            elif homonymes:
                trouve = homonymes[0]
        elif plier(trouve.nom) != cle:
            avertissements.append(f"ligne {ligne.numero} : {trouve.nom} ({trouve.matricule}) devient {ligne.nom}")
        if trouve is None:
            continue
        connues[ligne.numero] = trouve
        if (autre := prises.setdefault(trouve.id, ligne.numero)) != ligne.numero:
            erreurs.append(Erreur(ligne.numero, f"désigne la même personne que la ligne {autre} : {trouve.nom}"))
    absentes = tuple(connu for connu in connus if connu.id not in prises)
    return Rapprochement(connues, absentes, tuple(erreurs), tuple(avertissements))


def _indecidable(ligne: LigneEquipe) -> str:
    if ligne.matricule:
        return (
            f"« {ligne.nom} » est déjà connu sans matricule, et rien ne dit si c'est cette ligne ; "
            "importez d'abord la seule ligne de cette personne, pour lui donner son matricule"
        )
    return f"plusieurs personnes connues s'appellent « {ligne.nom} » : ajoutez le matricule"
