"""`/mes_signalements`, `/dossiers`, `/dossier`, `/equipe` : lire, dans ses droits."""

from __future__ import annotations

from datetime import datetime

from domain.dossier import Dossier, EtatDossier, EtatSignalement
from domain.droits import Situation, peut_voir
from domain.personne import Personne, Role
from domain.texte import accorder, plier
from domain.vues import Avis
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.prendre_en_charge import montrer_details
from usecases.situation import lire_situation, refuser

LIMITE = 40
"""Lignes d'une liste : ce qu'un téléphone montre sans lasser."""


async def lister_mes_signalements(ctx: Contexte, entree: int, telegram_id: int, chat_id: int) -> None:
    """L'auteur voit où en sont ses signalements, jamais le suivi social (parcours, 1.9)."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        if personne is None:
            await unit.outbox.say(chat_id, Avis.INCONNU, now)
            return
        lignes = []
        for signalement in await unit.signalements.envoyes_par(personne.id, LIMITE):
            dossier = await unit.dossiers.get(signalement.dossier_id)
            residence = await unit.residences.get(signalement.residence_id)
            etat = _etat_pour_auteur(dossier, signalement.etat)
            lignes.append([dossier.reference if dossier else "", etat, residence.nom if residence else ""])
        await unit.outbox.say(chat_id, Avis.MES_SIGNALEMENTS, now, lignes=lignes)


def _etat_pour_auteur(dossier: Dossier | None, etat: EtatSignalement) -> str:
    if dossier is None:
        return "à qualifier" if etat is EtatSignalement.A_QUALIFIER else "brouillon, à envoyer"
    return {
        EtatDossier.OUVERT: "envoyé, pas encore pris en charge",
        EtatDossier.PRIS_EN_CHARGE: "pris en charge",
        EtatDossier.CLOS: "clos",
    }[dossier.etat]


async def lister_dossiers(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, mot: str) -> None:
    """Les dossiers de la personne, les échéances d'abord ; avec un mot, une recherche dans ses droits."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        if personne is None or not personne.a(Role.CHARGE, Role.RESPONSABLE, Role.CELLULE):
            await refuser(unit, personne, chat_id, "voir des dossiers", now)
            return
        if mot.strip():
            trouves = await _chercher(unit, personne, mot)
            combien = accorder(len(trouves), "résultat", "résultats")
            await unit.journal.noter(now, personne.id, "recherche", detail=combien)
        else:
            trouves = await unit.dossiers.de_personne(personne.id)
        lignes = [await _ligne(ctx, unit, dossier) for dossier in trouves]
        lignes.sort(key=lambda ligne: ligne[0])
        await unit.outbox.say(
            chat_id, Avis.LISTE_DOSSIERS, now, lignes=[ligne[1:] for ligne in lignes[:LIMITE]], total=len(lignes)
        )


async def _chercher(unit: UnitOfWork, personne: Personne, mot: str) -> list[Dossier]:
    """Par nom ou par site, en déchiffrant les seuls dossiers que la personne peut voir."""
    cherche = plier(mot)
    trouves = []
    for dossier in await unit.dossiers.en_cours():
        residence = await unit.residences.get(dossier.residence_id)
        if not peut_voir(personne, Situation(dossier, residence, await unit.dossiers.saisis(dossier.id))):
            continue
        ou = f"{dossier.reference} {dossier.locataire or ''} {residence.nom if residence else ''}"
        if cherche in plier(ou):
            trouves.append(dossier)
    return trouves


async def _ligne(ctx: Contexte, unit: UnitOfWork, dossier: Dossier) -> list[str]:
    a_faire = [t.prevue_le for t in await unit.dossiers.tentatives(dossier.id) if t.resultat is None]
    echeance = min([*a_faire, *([dossier.a_prendre_avant] if dossier.a_prendre_avant else [])], default=None)
    residence = await unit.residences.get(dossier.residence_id)
    return [
        echeance.isoformat() if echeance else "9999",
        dossier.reference,
        residence.nom if residence else "",
        ", ".join(motif.libelle for motif in dossier.motifs),
        ctx.calendrier.en_toutes_lettres(echeance) if echeance else "",
    ]


async def ouvrir_dossier(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, ref: str) -> None:
    """`/dossier REF` : la fiche et ses actions, en privé ; un dossier interdit n'existe pas."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        dossier = await unit.dossiers.par_reference(ref)
        situation = await lire_situation(unit, dossier.id if dossier else None)
        if personne is None or situation is None or not peut_voir(personne, situation):
            if situation is not None and personne is not None:
                await unit.journal.noter(now, personne.id, "refus", situation.dossier.id)
            await unit.outbox.say(chat_id, Avis.DOSSIER_INCONNU, now)
            return
        await montrer_details(unit, situation.dossier, personne, now)


async def lister_equipe(ctx: Contexte, entree: int, telegram_id: int, chat_id: int) -> None:
    """`/equipe` : qui est là, qui est absent, combien de dossiers chacun suit."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        if personne is None or not personne.a(Role.CHARGE, Role.RESPONSABLE, Role.CELLULE, Role.ADMIN):
            await refuser(unit, personne, chat_id, "voir l’équipe", now)
            return
        lignes = await _lignes_equipe(ctx, unit, personne, now)
        await unit.outbox.say(chat_id, Avis.EQUIPE, now, lignes=lignes)


async def _lignes_equipe(ctx: Contexte, unit: UnitOfWork, personne: Personne, now: datetime) -> list[list[str]]:
    charges = await unit.personnes.charges()
    absences = await unit.personnes.absentes(ctx.calendrier.local(now).date())
    lignes = []
    for membre in await unit.personnes.ayant(Role.CHARGE):
        meme_equipe = membre.equipe is not None and membre.equipe == personne.equipe
        if not (personne.a(Role.ADMIN, Role.CELLULE) or meme_equipe or membre.responsable_id == personne.id):
            continue
        etat = "absent" if membre.id in absences else "" if membre.telegram_id else "invitation en attente"
        plafond = membre.capacite if membre.capacite is not None else ctx.dispositif.capacite
        lignes.append([membre.nom, membre.equipe or "", f"{charges.get(membre.id, 0)} / {plafond}", etat])
    return lignes
