"""`Envoyer` : le brouillon devient un dossier avec sa référence, et quelqu'un doit le prendre.

Source : parcours, sections 1.3, 1.4 et 1.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.dossier import Dossier, EtatDossier, EtatSignalement, Signalement
from domain.droits import peut_corriger
from domain.escalade import Palier
from domain.personne import Personne
from domain.signalement import Motif, Urgence
from domain.vues import Avis, Fiche
from storage.unit_of_work import UnitOfWork
from usecases.brouillon import RAPPELS, est_un_danger, montrer_brouillon, rapprocher
from usecases.contexte import Contexte
from usecases.geste import Appui, Geste, Refus, Reponse, executer
from usecases.orienter import compter_le_delai, proposer_dossier
from usecases.situation import rafraichir

BROUILLON = frozenset({Fiche.BROUILLON})


async def envoyer(ctx: Contexte, geste: Geste) -> Reponse:
    """Envoie le brouillon ; une seconde pression ne l'envoie pas deux fois."""
    return await executer(ctx, geste, BROUILLON, _envoyer)


async def _envoyer(appui: Appui) -> Reponse:
    signalement = await brouillon_ouvert(appui)
    if not signalement.motifs:
        raise Refus(Avis.USAGE, quoi="Choisissez d’abord au moins un motif.")
    if signalement.residence_id is None and not signalement.residence_ignoree:
        raise Refus(Avis.USAGE, quoi="Choisissez d’abord la résidence.")
    auteur = await appui.unit.personnes.get(signalement.auteur_id)
    assert auteur is not None
    dossier = await envoyer_signalement(appui.ctx, appui.unit, signalement, auteur, appui.now)
    await montrer_brouillon(appui.unit, signalement, appui.now)
    return Reponse(Avis.ENVOYE, {"reference": dossier.reference})


async def brouillon_ouvert(appui: Appui) -> Signalement:
    """Le brouillon de cette fiche ; refuse s'il est parti, annulé, hors périmètre, ou d'une autre personne."""
    signalement = await signalement_corrigeable(appui)
    refuser_hors_perimetre(signalement)
    if not signalement.etat.ouvert:
        dossier = await appui.unit.dossiers.get(signalement.dossier_id)
        raise Refus(Avis.DEJA_ENVOYE, reference=dossier.reference if dossier else "")
    return signalement


def refuser_hors_perimetre(signalement: Signalement) -> None:
    """Un bouton d'avant, resté à l'écran, n'envoie ni ne change ce qui n'est pas une alerte."""
    if signalement.etat is EtatSignalement.HORS_PERIMETRE:
        raise Refus(Avis.FICHE_PERIMEE)


async def signalement_corrigeable(appui: Appui) -> Signalement:
    """Le signalement de cette fiche, pour qui a le droit de le corriger."""
    signalement = await appui.unit.signalements.get(appui.card.sujet_id)
    if signalement is None:
        raise Refus(Avis.FICHE_PERIMEE)
    if not peut_corriger(appui.personne, signalement, appui.card.chat_id):
        raise Refus(Avis.REFUS, droit=True, quoi="corriger ce signalement")
    return signalement


async def envoyer_signalement(
    ctx: Contexte, unit: UnitOfWork, signalement: Signalement, auteur: Personne, now: datetime, *, seul: bool = False
) -> Dossier:
    """Ouvre le dossier et l'oriente ; `seul` : un danger, parti sans attendre la confirmation."""
    dossier = await unit.dossiers.ouvrir(
        annee=ctx.calendrier.local(now).year,
        auteur_id=signalement.auteur_id,
        residence_id=signalement.residence_id,
        lieu=signalement.lieu,
        locataire=signalement.locataire,
        motifs=signalement.motifs,
        urgence=ctx.dispositif.urgence_retenue(signalement.motifs, signalement.urgence or Urgence.NORMALE),
        cree_le=now,
    )
    await unit.signalements.corriger(
        signalement.id, etat=EtatSignalement.ENVOYE, dossier_id=dossier.id, parti_seul=seul or None
    )
    await unit.echeances.annuler(RAPPELS, [signalement.id])
    await unit.journal.noter(now, signalement.auteur_id, "signalement", dossier.id)
    await proposer_dossier(ctx, unit, dossier, now)
    return dossier


async def partir_si_danger(appui: Appui, signalement_id: int) -> None:
    """Un danger désigné par bouton, ou par deux messages réunis, part lui aussi sans attendre."""
    signalement = await appui.unit.signalements.get(signalement_id)
    if signalement is None or not signalement.etat.ouvert or not est_un_danger(signalement):
        return
    auteur = await appui.unit.personnes.get(signalement.auteur_id)
    assert auteur is not None
    await envoyer_signalement(appui.ctx, appui.unit, signalement, auteur, appui.now, seul=True)


async def completer_avec_brouillon(ctx: Contexte, geste: Geste) -> Reponse:
    """`Compléter le dossier` : le brouillon rejoint le dossier que son auteur suit déjà."""
    return await executer(ctx, geste, BROUILLON, _completer)


async def _completer(appui: Appui) -> Reponse:
    unit, signalement = appui.unit, await brouillon_ouvert(appui)
    precedent = await unit.signalements.get(await unit.signalements.precedent(signalement) or 0)
    dossier = await unit.dossiers.get(signalement.rapproche_id)
    if dossier is None and precedent is not None:
        return await _joindre_au_precedent(appui, signalement, precedent)
    if dossier is None or dossier.auteur_id != signalement.auteur_id or dossier.etat is EtatDossier.CLOS:
        raise Refus(Avis.FICHE_PERIMEE)
    await unit.signalements.corriger(signalement.id, etat=EtatSignalement.ENVOYE, dossier_id=dossier.id)
    await unit.echeances.annuler(RAPPELS, [signalement.id])
    motifs = reunir_motifs(dossier.motifs, signalement.motifs)
    urgence = max(dossier.urgence, signalement.urgence or Urgence.NORMALE, key=lambda u: u.rang)
    await unit.dossiers.qualifier(dossier.id, motifs, urgence)
    if urgence is not dossier.urgence and dossier.etat is EtatDossier.OUVERT:
        await compter_le_delai(appui.ctx, unit, replace(dossier, urgence=urgence), Palier.PERSONNE, appui.now)
    await unit.journal.noter(appui.now, appui.personne.id, "complement", dossier.id)
    suivi = await unit.personnes.get(dossier.charge_id or dossier.propose_id)
    if suivi is not None and suivi.telegram_id is not None:
        await unit.outbox.say(suivi.telegram_id, Avis.COMPLEMENT_RECU, appui.now, reference=dossier.reference)
    await rafraichir(unit, dossier, appui.now)
    return Reponse(Avis.COMPLETE, {"reference": dossier.reference})


def reunir_motifs(*parts: Sequence[Motif]) -> tuple[Motif, ...]:
    """Les motifs de plusieurs signalements, chacun une fois, dans leur ordre."""
    return tuple(motif for motif in Motif if any(motif in part for part in parts))


async def _joindre_au_precedent(appui: Appui, signalement: Signalement, precedent: Signalement) -> Reponse:
    """Deux messages pour un même ménage : le second rejoint le brouillon du premier, avec ses questions."""
    unit = appui.unit
    questions = reunir_motifs(precedent.analyse.a_verifier, signalement.analyse.a_verifier)
    urgences = [u for u in (precedent.urgence, signalement.urgence) if u is not None]
    await unit.signalements.joindre(
        precedent.id,
        signalement.id,
        f"{precedent.texte}\n{signalement.texte}".strip(),
        replace(precedent.analyse, a_verifier=questions),
        reunir_motifs(precedent.motifs, signalement.motifs),
        max(urgences, key=lambda u: u.rang, default=None),
        "\n".join(part for part in (precedent.piece, signalement.piece) if part) or None,
    )
    await unit.signalements.corriger(
        precedent.id,
        lieu=signalement.lieu if precedent.lieu.vide() else None,
        locataire=signalement.locataire if precedent.locataire is None else None,
    )
    if precedent.residence_id is None and signalement.residence_id is not None:
        await unit.signalements.situer(precedent.id, signalement.residence_id)
    if precedent.locataire and signalement.locataire and appui.ctx.dispositif.apprentissage:
        await unit.signalements.garder_nom_joint(precedent.id, signalement.locataire, appui.now)
    await rapprocher(unit, precedent.id)
    await unit.lectures.reunir(precedent.id, signalement.id)
    await unit.signalements.effacer(signalement.id, EtatSignalement.JOINT)
    await unit.echeances.annuler(RAPPELS, [signalement.id])
    await partir_si_danger(appui, precedent.id)
    joint = await unit.signalements.get(precedent.id)
    assert joint is not None
    await montrer_brouillon(unit, joint, appui.now)
    await montrer_brouillon(unit, signalement, appui.now)
    return Reponse(Avis.NOTE)


async def ouvrir_nouveau(ctx: Contexte, geste: Geste) -> Reponse:
    """`Nouveau dossier` : l'auteur dit que ce n'est pas le même ménage."""
    return await executer(ctx, geste, BROUILLON, _nouveau)


async def _nouveau(appui: Appui) -> Reponse:
    signalement = await brouillon_ouvert(appui)
    await appui.unit.signalements.corriger(signalement.id, nouveau=True)
    await appui.tourner()
    return Reponse(Avis.NOTE)
