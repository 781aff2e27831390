"""Un message privé arrive : nouveau brouillon, réponse à une fiche, correction d'un message, ou valeur attendue.

Source : parcours, section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.dossier import Signalement
from domain.droits import peut_voir
from domain.personne import Personne
from domain.signalement import Analyse, Statut
from domain.texte import est_parlant
from domain.vues import Avis, Fiche
from storage.cards import Card
from storage.unit_of_work import UnitOfWork
from usecases.brouillon import (
    RAPPELS,
    ecrire_brouillon,
    est_un_danger,
    montrer_brouillon,
    montrer_nouveau,
    programmer_rappels,
)
from usecases.completer import completer_dossier
from usecases.contexte import Contexte
from usecases.corriger import prendre_valeur
from usecases.envoyer import envoyer_signalement
from usecases.message import Message
from usecases.relire import relire_brouillon
from usecases.situation import lire_situation, refuser

LONGUEUR_VALEUR = 60
"""Au-delà, un texte qui suit « Locataire » ou « Lieu » est un nouveau message, pas la valeur attendue."""


@dataclass(frozen=True, slots=True)
class _Cible:
    """Ce à quoi le message se rattache, et le texte à classer."""

    texte: str
    signalement: Signalement | None = None
    card: Card | None = None


async def signaler(ctx: Contexte, message: Message) -> None:
    """Reçoit un message privé d'une personne connue."""
    cible = _Cible(message.texte)
    if message.modifie or message.album or message.reponse_a is not None:
        async with ctx.base.read() as unit:
            cible = await _chercher_cible(unit, message)
    analyse = await ctx.classer(cible.texte) if cible.texte.strip() else Analyse()
    now = ctx.clock.now()
    async with ctx.traiter(message.entree) as unit:
        personne = await unit.personnes.par_telegram(message.telegram_id)
        if personne is None:
            await unit.outbox.say(message.chat_id, Avis.INCONNU, now)
            return
        await _recevoir(ctx, unit, personne, message, cible, analyse, now)


async def _chercher_cible(unit: UnitOfWork, message: Message) -> _Cible:
    if message.modifie:
        ancien = await unit.signalements.par_message(message.chat_id, message.message_id)
        return _Cible(message.texte) if ancien is None else await _partie(unit, message, ancien)
    if message.album and (premier := await unit.signalements.par_album(message.chat_id, message.album)):
        return await _partie(unit, message, premier)
    if message.reponse_a is not None:
        card = await unit.cards.by_message(message.chat_id, message.reponse_a)
        if card is not None and card.fiche is Fiche.BROUILLON:
            vise = await unit.signalements.reuni(card.sujet_id)
            if vise is not None and vise.etat.ouvert and not card.ecran.startswith("saisie"):
                return await _partie(unit, message, vise)
            if vise is not None and not card.ecran.startswith("saisie"):
                return _Cible(message.texte, signalement=vise, card=card)
        elif card is not None:
            return _Cible(message.texte, card=card)
    return _Cible(message.texte)


async def _partie(unit: UnitOfWork, message: Message, signalement: Signalement) -> _Cible:
    """Ce message fait partie du signalement : on relit le tout."""
    texte = await unit.signalements.texte_avec(signalement.id, message.message_id, message.texte)
    return _Cible(texte, signalement)


async def _recevoir(
    ctx: Contexte,
    unit: UnitOfWork,
    personne: Personne,
    message: Message,
    cible: _Cible,
    analyse: Analyse,
    now: datetime,
) -> None:
    if not personne.peut_signaler:
        await refuser(unit, personne, message.chat_id, "signaler", now)
    elif cible.signalement is not None:
        await _reprendre(ctx, unit, personne, message, cible.signalement, cible.texte, analyse, now)
    elif message.modifie and await _remplacer_complement(ctx, unit, personne, message, now):
        return
    elif cible.card is not None:
        await _annoter(ctx, unit, personne, message, cible.card, now)
    elif (
        _est_une_valeur(message, analyse)
        and (attente := await unit.cards.waiting_text(message.chat_id))
        and await prendre_valeur(ctx, unit, personne, attente, message.texte.strip(), analyse, now)
    ):
        return
    else:
        await _commencer(ctx, unit, personne, message, analyse, now)


def _est_une_valeur(message: Message, analyse: Analyse) -> bool:
    """Un nom ou un lieu n'a ni motif, ni question qu'un de ses mots appuie ; il peut sembler incertain, ou étranger."""
    court = est_parlant(message.texte) and len(message.texte) <= LONGUEUR_VALEUR and message.piece is None
    appuyes = {indice.motif for indice in analyse.indices if indice.statut is Statut.AFFIRME}
    return court and not analyse.motifs and appuyes.isdisjoint(analyse.a_verifier)


async def _commencer(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, message: Message, analyse: Analyse, now: datetime
) -> None:
    if not est_parlant(message.texte) and message.piece is None:
        await unit.outbox.say(message.chat_id, Avis.NON_COMPRIS, now)
        return
    signalement = await ecrire_brouillon(ctx, unit, personne, message, analyse, now)
    if signalement is not None:
        await _partir_si_danger(ctx, unit, personne, signalement, now)
        await montrer_nouveau(unit, signalement, now)


async def _partir_si_danger(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, signalement: Signalement, now: datetime
) -> None:
    if est_un_danger(signalement) and signalement.etat.ouvert:
        await envoyer_signalement(ctx, unit, signalement, personne, now, seul=True)


async def _reprendre(
    ctx: Contexte,
    unit: UnitOfWork,
    personne: Personne,
    message: Message,
    vu: Signalement,
    texte: str,
    analyse: Analyse,
    now: datetime,
) -> None:
    """Le message change ou complète un signalement déjà reçu ; annulé, le message modifié en refait un brouillon."""
    signalement = await unit.signalements.get(vu.id)
    if signalement is None or signalement.auteur_id != personne.id:
        await unit.journal.noter(now, personne.id, "refus", detail=f"signalement {vu.id}")
        await _commencer(ctx, unit, personne, message, analyse, now)
        return
    if signalement.dossier_id is not None:
        await completer_dossier(ctx, unit, personne, signalement.dossier_id, message, now)
        return
    if not signalement.etat.ouvert and not message.modifie:
        await _commencer(ctx, unit, personne, message, analyse, now)
        return
    if message.piece is not None and message.piece not in (signalement.piece or ""):
        await unit.signalements.corriger(signalement.id, piece=f"{signalement.piece or ''}\n{message.piece}".strip())
    await unit.signalements.garder_partie(signalement.id, message.chat_id, message.message_id, message.texte)
    relu = await relire_brouillon(ctx, unit, personne, signalement, texte, analyse)
    if relu.etat is not signalement.etat:
        await unit.echeances.annuler(RAPPELS, [relu.id])
        await programmer_rappels(ctx, unit, relu, now)
    await _partir_si_danger(ctx, unit, personne, relu, now)
    await montrer_brouillon(unit, relu, now)


async def _remplacer_complement(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, message: Message, now: datetime
) -> bool:
    """Un complément corrigé remplace le premier ; faux si ce message n'en était pas un."""
    dossier_id = await unit.complements.dossier_de(message.chat_id, message.message_id)
    if dossier_id is None:
        return False
    await completer_dossier(ctx, unit, personne, dossier_id, message, now)
    return True


async def _annoter(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, message: Message, card: Card, now: datetime
) -> None:
    """Répondre à la fiche d'un dossier, ou d'une tentative, y ajoute un mot."""
    dossier_id: int | None = card.sujet_id
    if card.fiche is Fiche.TENTATIVE:
        tentative = await unit.dossiers.tentative(card.sujet_id)
        dossier_id = tentative.dossier_id if tentative else None
    situation = await lire_situation(unit, dossier_id)
    if situation is None or not peut_voir(personne, situation):
        await unit.journal.noter(now, personne.id, "refus", dossier_id)
        await unit.outbox.say(message.chat_id, Avis.DOSSIER_INCONNU, now)
    else:
        await completer_dossier(ctx, unit, personne, situation.dossier.id, message, now)
