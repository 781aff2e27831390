"""Les échéances arrivées : rappeler, transmettre, escalader, remettre le relevé.

Une échéance en retard est honorée au premier moment permis, jamais perdue (parcours, 2.4, 3.2 et 5).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.dossier import Dossier, EtatDossier, EtatSignalement, Signalement, Verdict
from domain.echeance import Echeance, Sorte
from domain.personne import Personne, Role
from domain.signalement import Urgence
from domain.vues import Avis, Fiche
from storage.inbox import AlreadyDoneError
from storage.unit_of_work import UnitOfWork
from usecases.brouillon import montrer_brouillon
from usecases.contexte import Contexte
from usecases.escalader import au_dessus, escalader
from usecases.veille import remettre_releve

LOT = 100
"""Échéances prises d'un coup ; le tic suivant prend les autres."""

RAPPELS_SANS_REPONSE = 2
"""Rappels d'une tentative restés sans réponse avant d'en avertir le responsable (parcours, 3.3)."""


async def honorer_echeances(ctx: Contexte) -> int:
    """Honore tout ce qui est dû et rend le nombre d'échéances traitées."""
    total = 0
    while True:
        async with ctx.base.read() as unit:
            dues = await unit.echeances.dues(ctx.clock.now(), LOT)
        for echeance in dues:
            await _honorer(ctx, echeance)
        total += len(dues)
        if len(dues) < LOT:
            return total


async def _honorer(ctx: Contexte, echeance: Echeance) -> None:
    now = ctx.clock.now()
    try:
        async with ctx.traiter(echeance) as unit:
            await _ACTIONS[echeance.sorte](ctx, unit, echeance, now)
    except AlreadyDoneError:
        return


async def _rappeler_brouillon(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    if ctx.calendrier.est_nuit(now):
        await _replanifier(ctx, unit, echeance, ctx.calendrier.hors_nuit(now))
        return
    signalement = await unit.signalements.get(echeance.sujet_id)
    if signalement is None or not signalement.etat.ouvert:
        return
    a_qualifier = signalement.etat is EtatSignalement.A_QUALIFIER
    for card in await unit.cards.showing(Fiche.BROUILLON, signalement.id):
        if a_qualifier == (card.chat_id == signalement.chat_id):
            continue
        await unit.outbox.say(card.chat_id, Avis.A_QUALIFIER if a_qualifier else Avis.RAPPEL_BROUILLON, now)
        await unit.outbox.show(card.id, card.chat_id, now, afresh=True)
    if a_qualifier:
        await _rappeler_demain(ctx, unit, echeance, now)


async def _transmettre(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    """Un brouillon oublié passe au responsable de son auteur, « à qualifier » : rien ne se perd."""
    if ctx.calendrier.est_nuit(now):
        await _replanifier(ctx, unit, echeance, ctx.calendrier.hors_nuit(now))
        return
    signalement = await unit.signalements.get(echeance.sujet_id)
    if signalement is None or signalement.etat is not EtatSignalement.BROUILLON:
        return
    auteur = await unit.personnes.get(signalement.auteur_id)
    responsable = await unit.personnes.get(auteur.responsable_id if auteur else None)
    if responsable is None or not _peut_qualifier(responsable, signalement):
        joignables = [p for p in await unit.personnes.ayant(Role.CELLULE) if _peut_qualifier(p, signalement)]
        responsable = joignables[0] if joignables else None
    if responsable is None or responsable.telegram_id is None:
        demain = ctx.calendrier.hors_nuit(now + timedelta(days=1))
        await unit.echeances.prevoir(Sorte.TRANSMISSION, signalement.id, echeance.rang + 1, demain, ctx.calendrier.tz)
        return
    await unit.signalements.corriger(signalement.id, etat=EtatSignalement.A_QUALIFIER)
    await unit.journal.noter(now, "vigie", "transmission", detail=f"signalement {signalement.id}")
    await unit.cards.open(Fiche.BROUILLON, signalement.id, responsable.telegram_id)
    await unit.outbox.say(responsable.telegram_id, Avis.A_QUALIFIER, now)
    await montrer_brouillon(unit, signalement, now)
    rappel = replace(echeance, sorte=Sorte.RAPPEL_BROUILLON)
    await _rappeler_demain(ctx, unit, rappel, now)


def _peut_qualifier(personne: Personne, signalement: Signalement) -> bool:
    """Vrai si la personne reçoit les messages du bot, et n'est pas celle qui a oublié son brouillon."""
    return personne.disponible and personne.a(Role.RESPONSABLE, Role.CELLULE) and personne.id != signalement.auteur_id


async def _effacer(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    signalement = await unit.signalements.get(echeance.sujet_id)
    if signalement is not None and signalement.etat is EtatSignalement.HORS_PERIMETRE:
        dit = signalement.verdict is Verdict.HORS_PERIMETRE
        await unit.signalements.effacer(signalement.id, garder_lecture=dit)
        for card in await unit.cards.showing(Fiche.BROUILLON, signalement.id):
            await unit.outbox.show(card.id, card.chat_id, now)


async def _rappeler_tentative(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    tentative = await unit.dossiers.tentative(echeance.sujet_id)
    dossier = await unit.dossiers.get(tentative.dossier_id if tentative else None)
    if tentative is None or dossier is None or tentative.resultat is not None:
        return
    if dossier.etat is not EtatDossier.PRIS_EN_CHARGE:
        return
    if dossier.urgence is not Urgence.IMMEDIATE and ctx.calendrier.next_slot(now) > now:
        await _replanifier(ctx, unit, echeance, ctx.calendrier.next_slot(now))
        return
    charge = await unit.personnes.get(dossier.charge_id)
    if charge is not None and charge.telegram_id is not None:
        card = await unit.cards.open(Fiche.TENTATIVE, tentative.id, charge.telegram_id)
        await unit.cards.turn(card.id, "")
        await unit.outbox.show(card.id, card.chat_id, now, afresh=True)
    if echeance.rang >= RAPPELS_SANS_REPONSE:
        await _avertir_au_dessus(ctx, unit, dossier, charge, now)
    await _rappeler_demain(ctx, unit, echeance, now)


async def _avertir_au_dessus(
    ctx: Contexte, unit: UnitOfWork, dossier: Dossier, charge: Personne | None, now: datetime
) -> None:
    """Des rappels sans réponse montent au responsable de la personne, sinon à celui du lieu, sinon à la cellule."""
    attitre = await unit.personnes.get(charge.responsable_id if charge else None)
    avertis = [attitre] if attitre is not None and attitre.disponible else await au_dessus(ctx, unit, dossier, now)
    await unit.dossiers.saisir(dossier.id, [personne.id for personne in avertis], "sans_reponse", now)
    for personne in avertis:
        if personne.telegram_id is not None:
            nom = charge.nom if charge else ""
            await unit.outbox.say(personne.telegram_id, Avis.SANS_REPONSE, now, reference=dossier.reference, nom=nom)


async def _demander_ou_en_est(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    """Après une rencontre, le dossier revient à qui le suit tant qu'il n'est pas clos."""
    dossier = await unit.dossiers.get(echeance.sujet_id)
    if dossier is None or dossier.etat is not EtatDossier.PRIS_EN_CHARGE:
        return
    if ctx.calendrier.next_slot(now) > now:
        await _replanifier(ctx, unit, echeance, ctx.calendrier.next_slot(now))
        return
    charge = await unit.personnes.get(dossier.charge_id)
    if charge is not None and charge.telegram_id is not None:
        await unit.outbox.say(charge.telegram_id, Avis.OU_EN_EST, now, reference=dossier.reference)
        card = await unit.cards.open(Fiche.DOSSIER, dossier.id, charge.telegram_id)
        await unit.outbox.show(card.id, card.chat_id, now, afresh=True)
    suivant = ctx.calendrier.next_slot(now + timedelta(days=14))
    await unit.echeances.prevoir(Sorte.SUIVI, dossier.id, echeance.rang + 1, suivant, ctx.calendrier.tz)


async def _rappeler_demain(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    """Le même rappel, à l'ouverture du jour ouvré suivant."""
    demain = ctx.calendrier.prochain_jour_ouvre(ctx.calendrier.local(now).date())
    suivant = ctx.calendrier.instant(demain, ctx.dispositif.horaires.plages[0].debut)
    await unit.echeances.prevoir(echeance.sorte, echeance.sujet_id, echeance.rang + 1, suivant, ctx.calendrier.tz)


async def _replanifier(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, quand: datetime) -> None:
    await unit.echeances.prevoir(echeance.sorte, echeance.sujet_id, echeance.rang, quand, ctx.calendrier.tz)


_ACTIONS: Mapping[Sorte, Callable[[Contexte, UnitOfWork, Echeance, datetime], Awaitable[None]]] = {
    Sorte.RAPPEL_BROUILLON: _rappeler_brouillon,
    Sorte.TRANSMISSION: _transmettre,
    Sorte.EFFACEMENT: _effacer,
    Sorte.ESCALADE: escalader,
    Sorte.TENTATIVE: _rappeler_tentative,
    Sorte.SUIVI: _demander_ou_en_est,
    Sorte.RELEVE: remettre_releve,
}
