"""Importer le patrimoine, l'équipe et les périmètres : tout le fichier, ou rien ; deux fois ne change rien.

Une colonne facultative que le fichier n'a pas garde ce qui est enregistré ; une cellule vide l'efface.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from domain.imports import (
    Couverture,
    LigneResidence,
    Tableau,
    identite_residence,
    resoudre_coverage,
    valider_coverage,
    valider_residences,
)
from domain.personne import Perimetre, Residence
from domain.texte import plier
from storage.database import Database
from usecases.bilan import Bilan, journaliser, transaction
from usecases.importer_equipe import importer_equipe

__all__ = ["Bilan", "importer_coverage", "importer_equipe", "importer_residences"]

V = TypeVar("V")


async def importer_residences(base: Database, tableau: Tableau, now: datetime, *, a_blanc: bool = False) -> Bilan:
    """Crée et met à jour les résidences ; celles que le fichier ne dit pas sont listées et restent.

    Si le fichier écrit autrement un bailleur ou un secteur connu, son écriture l'emporte partout.
    """
    lues = valider_residences(tableau)
    if lues.erreurs:
        return Bilan(erreurs=lues.erreurs, avertissements=lues.avertissements, colonnes_ignorees=lues.colonnes_ignorees)
    async with transaction(base, a_blanc=a_blanc) as unit:
        toutes = await unit.residences.toutes()
        connues = {identite_residence(r.nom, r.bailleur, r.commune): r for r in toutes}
        avant = [connues.pop(ligne.identite, None) for ligne in lues.lignes]
        voulues = [_residence(x, connue, tableau.colonnes) for x, connue in zip(lues.lignes, avant, strict=True)]
        crees = avant.count(None)
        inchanges = sum(connue == voulue for connue, voulue in zip(avant, voulues, strict=True))
        bailleurs = {plier(nom): nom for nom in {r.bailleur for r in voulues}}
        secteurs = {plier(nom): nom for nom in {r.secteur for r in voulues if r.secteur}}
        bilan = Bilan(
            crees=crees,
            modifies=len(voulues) - crees - inchanges,
            inchanges=inchanges,
            absents=tuple(map(_situer, connues.values())),
            avertissements=(
                *lues.avertissements,
                *_reecritures((r.bailleur for r in toutes), bailleurs),
                *_reecritures((r.secteur for r in toutes), secteurs),
            ),
            colonnes_ignorees=lues.colonnes_ignorees,
        )
        if not a_blanc:
            await unit.residences.importer(voulues)
            await unit.residences.accorder(bailleurs, secteurs)
            await journaliser(unit, bilan, "import_residences", now)
    return bilan


def _residence(ligne: LigneResidence, connue: Residence | None, colonnes: Collection[str]) -> Residence:
    """La résidence que la ligne demande ; sans numéro si elle est nouvelle."""
    avant = connue or Residence(0, ligne.residence, ligne.bailleur)

    def dire(colonne: str, lu: V, connu: V) -> V:
        return lu if colonne in colonnes else connu

    return Residence(
        id=avant.id,
        nom=ligne.residence,
        bailleur=ligne.bailleur,
        agence=dire("agence", ligne.agence, avant.agence),
        secteur=dire("secteur", ligne.secteur, avant.secteur),
        commune=ligne.commune,
        code_postal=dire("code_postal", ligne.code_postal, avant.code_postal),
        adresse=dire("adresse", ligne.adresse, avant.adresse),
        logements=dire("logements", ligne.logements, avant.logements),
    )


def _situer(residence: Residence) -> str:
    return f"{residence.nom} ({residence.commune or residence.bailleur})"


def _reecritures(ecrits: Iterable[str | None], retenus: Mapping[str, str]) -> Iterable[str]:
    for ecrit in dict.fromkeys(ecrits):
        retenu = retenus.get(plier(ecrit), ecrit) if ecrit else ecrit
        if retenu != ecrit:
            yield f"« {ecrit} » s'écrira partout « {retenu} », comme dans ce fichier"


async def importer_coverage(base: Database, tableau: Tableau, now: datetime, *, a_blanc: bool = False) -> Bilan:
    """Réécrit les périmètres des personnes que le fichier nomme, et d'elles seules."""
    lues = valider_coverage(tableau)
    async with transaction(base, a_blanc=a_blanc) as unit:
        actives = [personne for personne in await unit.personnes.toutes() if personne.actif]
        resolues = resoudre_coverage(lues.lignes, actives, await unit.residences.toutes())
        erreurs = tuple(sorted((*lues.erreurs, *resolues.erreurs), key=lambda erreur: erreur.numero))
        avertissements = (*lues.avertissements, *resolues.avertissements)
        if erreurs:
            return Bilan(erreurs=erreurs, avertissements=avertissements, colonnes_ignorees=lues.colonnes_ignorees)
        voulus = _par_personne(resolues.lignes)
        nommees = [personne for personne in actives if personne.id in voulus]
        changees = [p for p in nommees if set(p.perimetres) != set(voulus[p.id])]
        nouvelles = sum(1 for personne in changees if not personne.perimetres)
        bilan = Bilan(
            crees=nouvelles,
            modifies=len(changees) - nouvelles,
            inchanges=len(nommees) - len(changees),
            absents=tuple(p.nom for p in actives if p.perimetres and p.id not in voulus),
            avertissements=avertissements,
            colonnes_ignorees=lues.colonnes_ignorees,
        )
        if not a_blanc:
            for personne in changees:
                await unit.personnes.remplacer_perimetres(personne.id, voulus[personne.id])
            await journaliser(unit, bilan, "import_coverage", now)
    return bilan


def _par_personne(lignes: Iterable[Couverture]) -> dict[int, list[Perimetre]]:
    voulus: dict[int, list[Perimetre]] = {}
    for ligne in lignes:
        voulus.setdefault(ligne.personne_id, []).append(ligne.perimetre)
    return voulus
