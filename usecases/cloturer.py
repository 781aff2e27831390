"""Clôturer et rouvrir un dossier. Source : parcours, 3.4 ; le bot ne clôt rien seul."""

from __future__ import annotations

from datetime import datetime

from domain.dossier import Cloture, EtatDossier
from domain.echeance import Sorte
from domain.vues import Avis, Fiche
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.geste import Appui, Geste, Refus, Reponse, executer
from usecases.orienter import proposer_dossier
from usecases.situation import rafraichir, situation_suivie, situation_visible

DOSSIER = frozenset({Fiche.DOSSIER})


async def annuler_echeances(unit: UnitOfWork, dossier_id: int, now: datetime) -> None:
    """Plus rien n'est prévu pour ce dossier ; les tentatives à faire sont retirées, leurs rappels se vident."""
    restantes = await unit.dossiers.abandonner_tentatives(dossier_id)
    await unit.echeances.annuler([Sorte.TENTATIVE], restantes)
    await unit.echeances.annuler([Sorte.ESCALADE, Sorte.SUIVI], [dossier_id])
    for tentative_id in restantes:
        for card in await unit.cards.showing(Fiche.TENTATIVE, tentative_id):
            await unit.outbox.show(card.id, card.chat_id, now)


async def ouvrir_ecran(ctx: Contexte, geste: Geste) -> Reponse:
    """Ouvre le choix du motif de clôture, ou revient à la fiche."""
    return await executer(ctx, geste, DOSSIER, _ouvrir_ecran)


async def _ouvrir_ecran(appui: Appui) -> Reponse:
    await situation_suivie(appui, appui.card.sujet_id)
    await appui.tourner("cloture" if appui.geste.valeur == "cloture" else "")
    return Reponse()


async def cloturer(ctx: Contexte, geste: Geste) -> Reponse:
    """Clôt le dossier, avec son motif ; l'auteur en est averti."""
    return await executer(ctx, geste, DOSSIER, _cloturer)


async def _cloturer(appui: Appui) -> Reponse:
    unit = appui.unit
    situation = await situation_suivie(appui, appui.card.sujet_id)
    dossier = situation.dossier
    motif = appui.choix(Cloture)
    if dossier.etat is EtatDossier.CLOS or not await unit.dossiers.clore(dossier.id, dossier.etat, motif, appui.now):
        raise Refus(Avis.DEJA_CLOS, reference=dossier.reference)
    await annuler_echeances(unit, dossier.id, appui.now)
    await unit.journal.noter(appui.now, appui.personne.id, "cloture", dossier.id, motif.value)
    auteur = await unit.personnes.get(dossier.auteur_id)
    if auteur is not None and auteur.telegram_id is not None:
        await unit.outbox.say(auteur.telegram_id, Avis.CLOS_POUR_AUTEUR, appui.now, reference=dossier.reference)
    await rafraichir(unit, dossier, appui.now)
    return Reponse(Avis.NOTE)


async def rouvrir(ctx: Contexte, geste: Geste) -> Reponse:
    """Rouvre un dossier clos : il est de nouveau à prendre."""
    return await executer(ctx, geste, DOSSIER, _rouvrir)


async def _rouvrir(appui: Appui) -> Reponse:
    situation = await situation_visible(appui, appui.card.sujet_id)
    if not await appui.unit.dossiers.rouvrir(situation.dossier.id):
        raise Refus(Avis.FICHE_PERIMEE)
    await appui.unit.journal.noter(appui.now, appui.personne.id, "reouverture", situation.dossier.id)
    rouvert = await appui.unit.dossiers.get(situation.dossier.id)
    assert rouvert is not None
    await proposer_dossier(appui.ctx, appui.unit, rouvert, appui.now)
    await rafraichir(appui.unit, rouvert, appui.now)
    return Reponse(Avis.ROUVERT, {"reference": rouvert.reference})


async def inscrire_a_la_veille(ctx: Contexte, geste: Geste) -> Reponse:
    """Inscrit le dossier à l'ordre du jour de la prochaine réunion de veille."""
    return await executer(ctx, geste, DOSSIER, _inscrire)


async def _inscrire(appui: Appui) -> Reponse:
    situation = await situation_visible(appui, appui.card.sujet_id)
    if situation.dossier.etat is EtatDossier.CLOS:
        raise Refus(Avis.DEJA_CLOS, reference=situation.dossier.reference)
    await appui.unit.dossiers.marquer(situation.dossier.id, inscrit=True)
    await appui.unit.journal.noter(appui.now, appui.personne.id, "inscription_veille", situation.dossier.id)
    await rafraichir(appui.unit, situation.dossier, appui.now)
    return Reponse(Avis.INSCRIT_VEILLE, {"reference": situation.dossier.reference})
