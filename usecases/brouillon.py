"""Le brouillon : le lire dans un message, le montrer, programmer ses rappels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.dossier import EtatSignalement, Signalement
from domain.echeance import Sorte
from domain.personne import Personne, Residence
from domain.signalement import Analyse, Lieu, Urgence
from domain.texte import est_parlant, plier
from domain.vues import Fiche
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.message import Message

RAPPELS = (Sorte.RAPPEL_BROUILLON, Sorte.TRANSMISSION, Sorte.EFFACEMENT)


def etat_de(analyse: Analyse, texte: str) -> EtatSignalement:
    """Un texte clairement hors périmètre l'est ; un texte douteux, ou une photo seule, attend ses motifs."""
    hors_perimetre = est_parlant(texte) and analyse.hors_perimetre
    return EtatSignalement.HORS_PERIMETRE if hors_perimetre else EtatSignalement.BROUILLON


def est_un_danger(signalement: Signalement) -> bool:
    """Vrai si le signalement part sans attendre la confirmation (parcours, 1.4)."""
    return signalement.urgence is Urgence.IMMEDIATE and bool(signalement.motifs)


async def reconnaitre_residence(unit: UnitOfWork, personne: Personne, nom: str | None) -> int | None:
    """La résidence que le message nomme ; à défaut, l'unique résidence de la personne."""
    siennes = await unit.residences.dans(personne.perimetres)
    if nom:
        trouvees = _nommees(siennes, nom) or _nommees(await unit.residences.nommees(nom), nom)
        return trouvees[0].id if len(trouvees) == 1 else None
    return siennes[0].id if len(siennes) == 1 else None


def _nommees(residences: Sequence[Residence], nom: str) -> list[Residence]:
    """Les résidences de ce nom, article et mot « résidence » exceptés."""
    cherche = _sans_article(nom)
    return [residence for residence in residences if _sans_article(residence.nom) == cherche]


def _sans_article(nom: str) -> str:
    mots = plier(nom).split()
    while len(mots) > 1 and mots[0] in {"residence", "res", "le", "la", "les", "l", "aux", "au", "du", "des"}:
        mots = mots[1:]
    return " ".join(mots)


async def rapprocher(unit: UnitOfWork, signalement_id: int) -> None:
    """Cherche un dossier en cours du même auteur, pour le même logement ou le même nom (parcours, 1.8).

    À refaire chaque fois que le lieu ou le nom change : la résidence se choisit souvent après le message.
    """
    signalement = await unit.signalements.get(signalement_id)
    if signalement is None or not signalement.etat.ouvert:
        return
    trouve = await _dossier_semblable(
        unit, signalement.auteur_id, signalement.residence_id, signalement.lieu, signalement.locataire
    )
    await unit.signalements.rapprocher(signalement.id, trouve)


async def _dossier_semblable(
    unit: UnitOfWork, auteur_id: int, residence_id: int | None, lieu: Lieu, locataire: str | None
) -> int | None:
    semblables = await unit.dossiers.semblables(residence_id, lieu, locataire)
    return next((dossier.id for dossier in semblables if dossier.auteur_id == auteur_id), None)


def retenir_urgence(ctx: Contexte, analyse: Analyse) -> Analyse:
    """L'analyse, urgence relevée au minimum que le dispositif impose à ces motifs ; sans motif, pas d'urgence."""
    if analyse.urgence is None or not analyse.motifs:
        return replace(analyse, urgence=None)
    return replace(analyse, urgence=ctx.dispositif.urgence_retenue(analyse.motifs, analyse.urgence))


async def ecrire_brouillon(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, message: Message, analyse: Analyse, now: datetime
) -> Signalement | None:
    """Écrit un nouveau brouillon avec ses rappels ; rien si ce message en a déjà donné un."""
    analyse = retenir_urgence(ctx, analyse)
    residence_id = await reconnaitre_residence(unit, personne, analyse.lieu.residence)
    signalement = await unit.signalements.ajouter(
        auteur_id=personne.id,
        chat_id=message.chat_id,
        message_id=message.message_id,
        texte=message.texte,
        analyse=analyse,
        residence_id=residence_id,
        rapproche_id=await _dossier_semblable(unit, personne.id, residence_id, analyse.lieu, analyse.locataire),
        etat=etat_de(analyse, message.texte),
        piece=message.piece,
        album=message.album,
        cree_le=now,
    )
    if signalement is not None:
        await programmer_rappels(ctx, unit, signalement, now)
    return signalement


async def programmer_rappels(ctx: Contexte, unit: UnitOfWork, signalement: Signalement, now: datetime) -> None:
    """Un brouillon est rappelé puis transmis ; hors périmètre, il est seulement effacé à son terme (parcours, 1.5)."""
    regles, calendrier = ctx.dispositif, ctx.calendrier
    if signalement.etat is EtatSignalement.HORS_PERIMETRE:
        terme = now + timedelta(days=regles.conservation.brouillons)
        await unit.echeances.prevoir(Sorte.EFFACEMENT, signalement.id, 0, terme, calendrier.tz)
        return
    rappel = calendrier.hors_nuit(calendrier.ajouter(now, regles.brouillon.rappel))
    transmission = calendrier.hors_nuit(calendrier.ajouter(now, regles.brouillon.transmission))
    await unit.echeances.prevoir(Sorte.RAPPEL_BROUILLON, signalement.id, 0, rappel, calendrier.tz)
    await unit.echeances.prevoir(Sorte.TRANSMISSION, signalement.id, 0, transmission, calendrier.tz)


async def montrer_nouveau(unit: UnitOfWork, signalement: Signalement, now: datetime) -> None:
    """Montre à son auteur la fiche d'un signalement qui vient d'être écrit."""
    card = await unit.cards.open(Fiche.BROUILLON, signalement.id, signalement.chat_id)
    await unit.outbox.show(card.id, card.chat_id, now)


async def montrer_brouillon(unit: UnitOfWork, signalement: Signalement, now: datetime) -> None:
    """Remet à jour toutes les fiches de ce signalement, boutons renouvelés."""
    for card in await unit.cards.showing(Fiche.BROUILLON, signalement.id):
        await unit.cards.turn(card.id, "")
        await unit.outbox.show(card.id, card.chat_id, now)
