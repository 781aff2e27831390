"""Les tentatives : les prévoir, noter leur résultat d'un geste, les reporter. Source : parcours, section 3."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.aller_vers import (
    Approche,
    Canal,
    Equipe,
    LieuRencontre,
    Moment,
    Resultat,
    TentativePrevue,
    reporter,
    tentative_suivante,
)
from domain.aller_vers import Tentative as TentativeFaite
from domain.dossier import Dossier, EtatDossier
from domain.echeance import Sorte
from domain.vues import Avis, Fiche
from storage.dossiers import Tentative
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.geste import Appui, Geste, Refus, Reponse, executer
from usecases.situation import rafraichir, situation_suivie

TENTATIVE = frozenset({Fiche.TENTATIVE})

SUIVI = timedelta(days=14)
"""Après une rencontre, quand demander où en est le dossier : la quinzaine est le rythme le plus lâche des documents."""


def approche_de(tentative: Tentative) -> Approche:
    """La façon d'aller vers qui est écrite pour cette tentative."""
    return Approche(
        Canal(tentative.canal),
        Moment(tentative.moment),
        Equipe(tentative.binome),
        LieuRencontre(tentative.lieu) if tentative.lieu else None,
    )


async def prevoir_tentative(ctx: Contexte, unit: UnitOfWork, dossier_id: int, prevue: TentativePrevue) -> None:
    """Écrit la tentative et son rappel. Un dossier repris continue sa numérotation."""
    numero = max((t.numero for t in await unit.dossiers.tentatives(dossier_id)), default=0) + 1
    approche = prevue.approche
    tentative_id = await unit.dossiers.prevoir(
        dossier_id,
        numero,
        prevue.prevue_le,
        approche.canal.value,
        approche.moment.value,
        approche.equipe.value,
        approche.lieu.value if approche.lieu else None,
    )
    await unit.echeances.prevoir(Sorte.TENTATIVE, tentative_id, 0, prevue.prevue_le, ctx.calendrier.tz)


async def noter_tentative(ctx: Contexte, geste: Geste) -> Reponse:
    """Note le résultat ; un échec prévoit la suivante autrement, le troisième inscrit le dossier à la veille."""
    return await executer(ctx, geste, TENTATIVE | {Fiche.DOSSIER}, _noter)


async def _noter(appui: Appui) -> Reponse:
    unit, ctx, now = appui.unit, appui.ctx, appui.now
    resultat = appui.choix(Resultat)
    tentative, dossier = await _tentative_a_faire(appui)
    if resultat is Resultat.REPORTE:
        return await _reporter(appui, tentative, dossier)
    if not await unit.dossiers.noter(tentative.id, resultat.value, now):
        raise Refus(Avis.FICHE_PERIMEE)
    await unit.echeances.annuler([Sorte.TENTATIVE], [tentative.id])
    await unit.journal.noter(now, appui.personne.id, "tentative", dossier.id, resultat.value)
    if resultat is Resultat.RENCONTRE:
        terme = ctx.calendrier.next_slot(now + SUIVI)
        await unit.echeances.prevoir(Sorte.SUIVI, dossier.id, 0, terme, ctx.calendrier.tz)
        await unit.dossiers.marquer(dossier.id, situation_bloquee=False)
    else:
        await _prevoir_la_suite(appui, dossier)
    await _montrer_partout(unit, dossier, tentative.id, now)
    return Reponse(Avis.NOTE)


async def _tentative_a_faire(appui: Appui) -> tuple[Tentative, Dossier]:
    """La tentative de cette fiche ; depuis la fiche du dossier, celle qui reste à faire."""
    unit = appui.unit
    tentative: Tentative | None
    if appui.card.fiche is Fiche.TENTATIVE:
        tentative = await unit.dossiers.tentative(appui.card.sujet_id)
    else:
        appui.exiger_a_jour()  # un double appui noterait aussi la tentative qui vient d'être prévue
        a_faire = [t for t in await unit.dossiers.tentatives(appui.card.sujet_id) if t.resultat is None]
        tentative = a_faire[0] if a_faire else None
    if tentative is None:
        raise Refus(Avis.FICHE_PERIMEE)
    situation = await situation_suivie(appui, tentative.dossier_id)
    if tentative.resultat is not None or situation.dossier.etat is not EtatDossier.PRIS_EN_CHARGE:
        raise Refus(Avis.FICHE_PERIMEE)
    return tentative, situation.dossier


async def _prevoir_la_suite(appui: Appui, dossier: Dossier) -> None:
    unit, ctx = appui.unit, appui.ctx
    faites = [
        TentativeFaite(t.numero, approche_de(t), Resultat(t.resultat))
        for t in await unit.dossiers.tentatives(dossier.id)
        if t.resultat is not None
    ]
    suite = tentative_suivante(faites, dossier.urgence, appui.now, ctx.calendrier, ctx.dispositif)
    if suite.prevue is not None:
        await prevoir_tentative(ctx, unit, dossier.id, suite.prevue)
    if suite.bloquee and not dossier.situation_bloquee:
        await unit.dossiers.marquer(dossier.id, situation_bloquee=True)
        await unit.journal.noter(appui.now, appui.personne.id, "situation_bloquee", dossier.id)


async def _reporter(appui: Appui, tentative: Tentative, dossier: Dossier) -> Reponse:
    """Déplace la tentative ; sur sa fiche, un second appui la déplace encore."""
    appui.exiger_a_jour()
    ctx, unit = appui.ctx, appui.unit
    depart = max(appui.now, tentative.prevue_le)
    prevue = TentativePrevue(tentative.numero, tentative.prevue_le, approche_de(tentative))
    reportee = reporter(prevue, depart, ctx.calendrier, ctx.dispositif)
    await unit.dossiers.reporter(tentative.id, reportee.prevue_le)
    await unit.echeances.annuler([Sorte.TENTATIVE], [tentative.id])
    await unit.echeances.prevoir(Sorte.TENTATIVE, tentative.id, 0, reportee.prevue_le, ctx.calendrier.tz)
    await unit.journal.noter(appui.now, appui.personne.id, "tentative", dossier.id, Resultat.REPORTE.value)
    await _montrer_partout(unit, dossier, tentative.id, appui.now)
    return Reponse(Avis.NOTE)


async def _montrer_partout(unit: UnitOfWork, dossier: Dossier, tentative_id: int, now: datetime) -> None:
    for card in await unit.cards.showing(Fiche.TENTATIVE, tentative_id):
        await unit.cards.turn(card.id, "")
        await unit.outbox.show(card.id, card.chat_id, now)
    await rafraichir(unit, dossier, now)
