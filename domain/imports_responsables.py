"""Retrouver le responsable de chaque personne d'un fichier, et refuser les chaînes qui tournent en rond."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from domain.imports_equipe import LigneEquipe
from domain.imports_personnes import Annuaire, Introuvable, P, Rapprochement, rapprocher_equipe
from domain.imports_tableau import Erreur
from domain.personne import Role


@dataclass(frozen=True, slots=True)
class Responsables(Generic[P]):
    """Le responsable de chaque ligne qui en nomme un, par numéro : une autre ligne, ou une personne connue.

    Une personne connue que le fichier désigne aussi est rendue par sa ligne.
    """

    par_ligne: Mapping[int, LigneEquipe | P]
    erreurs: tuple[Erreur, ...] = ()
    avertissements: tuple[str, ...] = ()


def resoudre_responsables(lignes: Sequence[LigneEquipe], connus: Sequence[P]) -> Responsables[P]:
    """Cherche chaque responsable dans le fichier et parmi les personnes connues ; refuse inconnus et boucles."""
    rapprochement = rapprocher_equipe(lignes, connus)
    annuaire: Annuaire[LigneEquipe | P] = Annuaire(_entrees(lignes, rapprochement))
    par_ligne: dict[int, LigneEquipe | P] = {}
    erreurs: list[Erreur] = []
    avertissements: list[str] = []
    for ligne in lignes:
        if not ligne.responsable:
            continue
        try:
            trouve = annuaire.chercher(ligne.responsable)
        except Introuvable as refus:
            erreurs.append(Erreur(ligne.numero, f"responsable : {refus}"))
            continue
        par_ligne[ligne.numero] = trouve
        if Role.RESPONSABLE not in trouve.roles:
            avertissements.append(f"ligne {ligne.numero} : {trouve.nom} n'a pas le rôle responsable")
    erreurs += _boucles(lignes, par_ligne, rapprochement)
    return Responsables(par_ligne, tuple(sorted(erreurs, key=lambda e: e.numero)), tuple(avertissements))


def _entrees(
    lignes: Sequence[LigneEquipe], rapprochement: Rapprochement[P]
) -> Iterable[tuple[LigneEquipe | P, str, Iterable[str | None]]]:
    for ligne in lignes:
        connue = rapprochement.connues.get(ligne.numero)
        yield ligne, ligne.nom, (ligne.matricule, connue.matricule if connue else None)
    for absente in rapprochement.absentes:
        yield absente, absente.nom, (absente.matricule,)


def _boucles(
    lignes: Sequence[LigneEquipe], par_ligne: Mapping[int, LigneEquipe | P], rapprochement: Rapprochement[P]
) -> Iterable[Erreur]:
    """Suit chaque chaîne de responsables une seule fois ; celle qui revient sur elle-même n'escalade nulle part."""
    connues = rapprochement.connues

    def noeud(qui: LigneEquipe | P) -> Hashable:
        if not isinstance(qui, LigneEquipe):
            return qui.id
        return connues[qui.numero].id if qui.numero in connues else ("ligne", qui.numero)

    suivants: dict[Hashable, Hashable] = {p.id: p.responsable_id for p in rapprochement.absentes if p.responsable_id}
    suivants |= {noeud(ligne): noeud(par_ligne[ligne.numero]) for ligne in lignes if ligne.numero in par_ligne}
    auteurs = {noeud(ligne): ligne for ligne in lignes}
    vus: set[Hashable] = set()
    for depart in list(suivants):
        chemin: dict[Hashable, int] = {}
        ici = depart
        while ici in suivants and ici not in vus:
            vus.add(ici)
            chemin[ici] = len(chemin)
            ici = suivants[ici]
        if ici in chemin:
            boucle = [auteurs[n] for n in list(chemin)[chemin[ici] :] if n in auteurs]
            noms = " → ".join(ligne.nom for ligne in [*boucle[:5], boucle[0]]) if boucle else ""
            yield from (Erreur(ligne.numero, f"les responsables tournent en rond : {noms}") for ligne in boucle)
