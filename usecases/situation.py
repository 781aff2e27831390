"""Ce qu'il faut savoir d'un dossier pour dire qui y a droit, et qui le voit s'afficher."""

from __future__ import annotations

from datetime import datetime

from domain.dossier import Dossier
from domain.droits import Situation, peut_suivre, peut_voir
from domain.personne import Personne
from domain.vues import Avis, Fiche
from storage.unit_of_work import UnitOfWork
from usecases.geste import Appui, Refus


async def lire_situation(unit: UnitOfWork, dossier_id: int | None) -> Situation | None:
    """Le dossier, sa résidence et les personnes saisies."""
    dossier = await unit.dossiers.get(dossier_id)
    if dossier is None:
        return None
    residence = await unit.residences.get(dossier.residence_id)
    return Situation(dossier, residence, await unit.dossiers.saisis(dossier.id))


async def situation_visible(appui: Appui, dossier_id: int) -> Situation:
    """La situation de ce dossier ; refuse qui n'a pas le droit de la voir."""
    situation = await lire_situation(appui.unit, dossier_id)
    if situation is None or not peut_voir(appui.personne, situation):
        raise Refus(Avis.REFUS, droit=True, quoi="voir ce dossier")
    return situation


async def situation_suivie(appui: Appui, dossier_id: int) -> Situation:
    """La situation de ce dossier ; refuse qui ne le suit pas."""
    situation = await situation_visible(appui, dossier_id)
    if not peut_suivre(appui.personne, situation):
        raise Refus(Avis.REFUS, droit=True, quoi="agir sur ce dossier, suivi par une autre personne")
    return situation


async def rafraichir(unit: UnitOfWork, dossier: Dossier, now: datetime) -> None:
    """Remet à jour partout ce que ce dossier montre : groupes, fiches privées, fiche de l'auteur."""
    for fiche in (Fiche.EQUIPE, Fiche.DOSSIER):
        for card in await unit.cards.showing(fiche, dossier.id):
            await unit.cards.turn(card.id, "")
            await unit.outbox.show(card.id, card.chat_id, now)
    for signalement in await unit.signalements.de_dossier(dossier.id):
        for card in await unit.cards.showing(Fiche.BROUILLON, signalement.id):
            await unit.outbox.show(card.id, card.chat_id, now)


async def refuser(unit: UnitOfWork, personne: Personne | None, chat_id: int, quoi: str, now: datetime) -> None:
    """Refuse une commande et le journalise ; une personne qui n'est pas reconnue n'apprend pas ce qu'elle demandait."""
    if personne is None:
        await unit.outbox.say(chat_id, Avis.INCONNU, now)
        return
    await unit.journal.noter(now, personne.id, "refus", detail=quoi)
    await unit.outbox.say(chat_id, Avis.REFUS, now, quoi=quoi)
