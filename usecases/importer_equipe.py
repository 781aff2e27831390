"""Importer l'équipe : qui est qui, qui relève de qui, et qui n'y est plus."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.imports import (
    Erreur,
    LigneEquipe,
    Resultat,
    Tableau,
    rapprocher_equipe,
    resoudre_responsables,
    valider_equipe,
)
from domain.personne import Personne
from domain.texte import accorder, plier
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from usecases.bilan import Bilan, journaliser, transaction


@dataclass(frozen=True, slots=True)
class _Plan:
    """Ce que le fichier demande. Une personne nouvelle porte un numéro négatif, celui de sa ligne."""

    voulues: tuple[tuple[Personne | None, Personne], ...] = ()
    absentes: tuple[Personne, ...] = ()
    erreurs: tuple[Erreur, ...] = ()
    avertissements: tuple[str, ...] = ()

    @property
    def changees(self) -> list[tuple[Personne | None, Personne]]:
        return [(avant, apres) for avant, apres in self.voulues if avant != apres]


async def importer_equipe(
    base: Database, tableau: Tableau, now: datetime, *, a_blanc: bool = False, desactiver_absents: bool = False
) -> Bilan:
    """Crée et met à jour les personnes ; les absentes sont listées, et ne perdent l'accès que si on le demande."""
    lues = valider_equipe(tableau)
    async with transaction(base, a_blanc=a_blanc) as unit:
        bailleurs = {plier(nom): nom for nom in await unit.residences.bailleurs()}
        lignes = [replace(x, organisation=bailleurs.get(plier(x.organisation), x.organisation)) for x in lues.lignes]
        plan = _planifier(lignes, await unit.personnes.toutes(), tableau.colonnes, partent=desactiver_absents)
        avertissements = (*lues.avertissements, *plan.avertissements)
        if erreurs := _toutes_les_erreurs(tableau, lues, plan):
            return Bilan(erreurs=erreurs, avertissements=avertissements, colonnes_ignorees=lues.colonnes_ignorees)
        partants = plan.absentes if desactiver_absents else ()
        crees = sum(1 for avant, _ in plan.voulues if avant is None)
        bilan = Bilan(
            crees=crees,
            modifies=len(plan.changees) - crees,
            inchanges=len(plan.voulues) - len(plan.changees),
            desactives=len(partants),
            absents=tuple(personne.nom for personne in plan.absentes),
            avertissements=(*avertissements, *_laisses(partants, await unit.personnes.charges())),
            colonnes_ignorees=lues.colonnes_ignorees,
        )
        if not a_blanc:
            await _ecrire(unit, plan.changees, now)
            for personne in partants:
                await unit.personnes.desactiver(personne.id)
            await journaliser(unit, bilan, "import_equipe", now)
    return bilan


def _planifier(
    lignes: Sequence[LigneEquipe], connues: Sequence[Personne], colonnes: Collection[str], *, partent: bool
) -> _Plan:
    rapprochement = rapprocher_equipe(lignes, connues)
    responsables = resoudre_responsables(lignes, connues)
    erreurs = [*rapprochement.erreurs, *responsables.erreurs]
    avertissements = [*rapprochement.avertissements, *responsables.avertissements]
    numeros = {x.numero: p.id if (p := rapprochement.connues.get(x.numero)) else -x.numero for x in lignes}
    voulues: list[tuple[Personne | None, Personne]] = []
    for ligne in lignes:
        avant = rapprochement.connues.get(ligne.numero)
        chef = responsables.par_ligne.get(ligne.numero)
        if isinstance(chef, Personne) and (partent or not chef.actif):
            erreurs.append(Erreur(ligne.numero, f"responsable : {chef.nom} ne fait plus partie de l'équipe"))
        if avant is not None and not avant.actif:
            avertissements.append(f"ligne {ligne.numero} : {avant.nom} n'avait plus accès, et le retrouve")
        chef_id = numeros[chef.numero] if isinstance(chef, LigneEquipe) else chef.id if chef else None
        voulues.append((avant, _personne(ligne, avant, numeros[ligne.numero], chef_id, colonnes)))
    return _Plan(
        tuple(voulues),
        tuple(personne for personne in rapprochement.absentes if personne.actif),
        tuple(erreurs),
        tuple(avertissements),
    )


def _toutes_les_erreurs(tableau: Tableau, lues: Resultat[LigneEquipe], plan: _Plan) -> tuple[Erreur, ...]:
    """Les erreurs du fichier et du plan, sans reprocher à une ligne d'avoir pour responsable une ligne fautive."""
    fautives = {erreur.numero for erreur in lues.erreurs}
    nommes = {
        plier(ligne.valeurs.get(colonne, ""))
        for ligne in tableau.lignes
        if ligne.numero in fautives
        for colonne in ("nom", "matricule")
    }
    excusees = {x.numero for x in lues.lignes if x.responsable and plier(x.responsable) in nommes}
    trouvees = (*lues.erreurs, *(erreur for erreur in plan.erreurs if erreur.numero not in excusees))
    return tuple(sorted(trouvees, key=lambda erreur: erreur.numero))


def _personne(
    ligne: LigneEquipe, avant: Personne | None, numero: int, chef_id: int | None, colonnes: Collection[str]
) -> Personne:
    """La personne que la ligne demande ; un matricule connu ne s'efface pas, il fait l'identité."""
    connue = avant or Personne(numero, ligne.nom, ligne.roles, ligne.organisation)
    return replace(
        connue,
        nom=ligne.nom,
        roles=ligne.roles,
        organisation=ligne.organisation,
        equipe=ligne.equipe if "equipe" in colonnes else connue.equipe,
        competences=ligne.competences if "competences" in colonnes else connue.competences,
        capacite=ligne.capacite if "capacite" in colonnes else connue.capacite,
        responsable_id=chef_id if "responsable" in colonnes else connue.responsable_id,
        matricule=ligne.matricule or connue.matricule,
        actif=True,
    )


async def _ecrire(unit: UnitOfWork, changees: Iterable[tuple[Personne | None, Personne]], now: datetime) -> None:
    """Écrit les personnes, puis leurs responsables, dont certains viennent d'être créés."""
    changees = list(changees)
    crees: dict[int, int] = {}
    for avant, apres in changees:
        if avant is None:
            crees[apres.id] = await unit.personnes.ajouter(
                apres.nom,
                apres.roles,
                apres.organisation,
                equipe=apres.equipe,
                competences=apres.competences,
                capacite=apres.capacite,
                matricule=apres.matricule,
            )
            continue
        await unit.personnes.mettre_a_jour(
            apres.id,
            apres.nom,
            apres.roles,
            apres.organisation,
            equipe=apres.equipe,
            competences=apres.competences,
            capacite=apres.capacite,
            matricule=apres.matricule,
        )
        if apres.roles != avant.roles and apres.telegram_id is not None:
            await unit.outbox.menu(apres.telegram_id, ",".join(sorted(apres.roles)), now)
    for avant, apres in changees:
        if apres.responsable_id != (avant.responsable_id if avant else None):
            chef_id = None if apres.responsable_id is None else crees.get(apres.responsable_id, apres.responsable_id)
            await unit.personnes.definir_responsable(crees.get(apres.id, apres.id), chef_id)


def _laisses(partants: Iterable[Personne], charges: Mapping[int, int]) -> Iterable[str]:
    for personne in partants:
        if nombre := charges.get(personne.id):
            dossiers = accorder(nombre, "dossier en cours", "dossiers en cours")
            yield f"{personne.nom} laisse {dossiers} : à confier à quelqu'un d'autre"
