"""`Je prends en charge` et `Rendre` : le premier gagne, une seule fois. Source : parcours, 2.3 et 3.1."""

from __future__ import annotations

from datetime import datetime

from domain.aller_vers import premiere_tentative
from domain.dossier import Dossier, EtatDossier
from domain.droits import peut_prendre
from domain.echeance import Sorte
from domain.personne import Competence, Personne, Role
from domain.vues import Avis, Fiche
from storage.unit_of_work import UnitOfWork
from usecases.aller_vers import prevoir_tentative
from usecases.cloturer import annuler_echeances
from usecases.contexte import Contexte
from usecases.geste import Appui, Geste, Refus, Reponse, executer
from usecases.orienter import montrer_carte, proposer_dossier
from usecases.situation import rafraichir, situation_suivie, situation_visible

CARTES = frozenset({Fiche.EQUIPE, Fiche.DOSSIER})


async def prendre_en_charge(ctx: Contexte, geste: Geste) -> Reponse:
    """Donne le dossier à qui appuie le premier ; les autres apprennent qui l'a pris."""
    return await executer(ctx, geste, CARTES, _prendre)


async def _prendre(appui: Appui) -> Reponse:
    unit, personne, now = appui.unit, appui.personne, appui.now
    situation = await situation_visible(appui, appui.card.sujet_id)
    if not peut_prendre(personne, situation):
        raise Refus(Avis.REFUS, droit=True, quoi="prendre ce dossier")
    dossier = situation.dossier
    if not await unit.dossiers.prendre(dossier.id, personne.id, personne.equipe or dossier.equipe, now):
        await _dire_qui(unit, dossier.id)
    await unit.journal.noter(now, personne.id, "prise_en_charge", dossier.id)
    await unit.echeances.annuler([Sorte.ESCALADE], [dossier.id])
    prevue = premiere_tentative(dossier.urgence, now, appui.ctx.calendrier, appui.ctx.dispositif)
    await prevoir_tentative(appui.ctx, unit, dossier.id, prevue)
    pris = await unit.dossiers.get(dossier.id)
    assert pris is not None
    await rafraichir(unit, pris, now)
    await _dire_a_l_auteur(unit, pris, personne, now)
    if personne.telegram_id is not None:
        await unit.outbox.say(
            personne.telegram_id, Avis.PRIS, now, reference=pris.reference, suite=prevue.en_clair(appui.ctx.calendrier)
        )
    return Reponse(Avis.NOTE)


async def _dire_qui(unit: UnitOfWork, dossier_id: int) -> None:
    dossier = await unit.dossiers.get(dossier_id)
    if dossier is None or dossier.etat is EtatDossier.CLOS:
        raise Refus(Avis.DEJA_CLOS, reference=dossier.reference if dossier else "")
    charge = await unit.personnes.get(dossier.charge_id)
    raise Refus(Avis.DEJA_PRIS, reference=dossier.reference, nom=charge.nom if charge else "")


async def _dire_a_l_auteur(unit: UnitOfWork, dossier: Dossier, personne: Personne, now: datetime) -> None:
    auteur = await unit.personnes.get(dossier.auteur_id)
    if auteur is not None and auteur.telegram_id is not None and auteur.id != personne.id:
        await unit.outbox.say(
            auteur.telegram_id, Avis.PRIS_POUR_AUTEUR, now, reference=dossier.reference, nom=personne.nom
        )


async def rendre(ctx: Contexte, geste: Geste) -> Reponse:
    """Défait une prise en charge : le dossier est de nouveau à prendre."""
    return await executer(ctx, geste, CARTES, _rendre)


async def _rendre(appui: Appui) -> Reponse:
    situation = await situation_suivie(appui, appui.card.sujet_id)
    dossier = situation.dossier
    if dossier.charge_id is None or not await appui.unit.dossiers.rendre(dossier.id, dossier.charge_id):
        raise Refus(Avis.FICHE_PERIMEE)
    await annuler_echeances(appui.unit, dossier.id, appui.now)
    await appui.unit.journal.noter(appui.now, appui.personne.id, "rendu", dossier.id)
    await _reproposer(appui, dossier.id)
    return Reponse(Avis.RENDU, {"reference": dossier.reference})


async def _reproposer(appui: Appui, dossier_id: int, exclus: frozenset[int] = frozenset()) -> None:
    dossier = await appui.unit.dossiers.get(dossier_id)
    assert dossier is not None
    await proposer_dossier(appui.ctx, appui.unit, dossier, appui.now, exclus=exclus)
    propose = await appui.unit.dossiers.get(dossier_id)
    assert propose is not None
    await rafraichir(appui.unit, propose, appui.now)


MOTIFS_REORIENTATION = {
    "secteur": "Ce n’est pas mon secteur",
    "charge": "Je ne peux pas le suivre",
    "lien": "Je connais la personne",
    "competence": "Il faut une autre compétence",
}
"""Pourquoi un dossier est réorienté ; le motif est journalisé."""


async def reorienter(ctx: Contexte, geste: Geste) -> Reponse:
    """Propose le dossier à quelqu'un d'autre ; sans valeur, demande d'abord le motif."""
    return await executer(ctx, geste, CARTES, _reorienter)


async def _reorienter(appui: Appui) -> Reponse:
    motif = appui.geste.valeur
    situation = await situation_visible(appui, appui.card.sujet_id)
    dossier = situation.dossier
    if dossier.etat is EtatDossier.CLOS:
        raise Refus(Avis.DEJA_CLOS, reference=dossier.reference)
    if dossier.etat is EtatDossier.PRIS_EN_CHARGE:
        await situation_suivie(appui, dossier.id)
    if motif not in MOTIFS_REORIENTATION:
        await appui.tourner("" if appui.card.ecran == "reorienter" else "reorienter")
        return Reponse()
    appui.exiger_a_jour()
    exclus = frozenset(p for p in (dossier.propose_id, dossier.charge_id) if p is not None)
    if dossier.charge_id is not None:
        await appui.unit.dossiers.rendre(dossier.id, dossier.charge_id)
        await annuler_echeances(appui.unit, dossier.id, appui.now)
    await appui.unit.journal.noter(appui.now, appui.personne.id, "reorientation", dossier.id, motif)
    await _reproposer(appui, dossier.id, exclus)
    return Reponse(Avis.NOTE)


async def demander_avis(ctx: Contexte, geste: Geste) -> Reponse:
    """`Avis de la cellule` : saisit les membres qui ont la compétence ; sans valeur, demande d'abord laquelle."""
    return await executer(ctx, geste, CARTES, _demander_avis)


async def _demander_avis(appui: Appui) -> Reponse:
    situation = await situation_visible(appui, appui.card.sujet_id)
    dossier, unit = situation.dossier, appui.unit
    if dossier.etat is EtatDossier.CLOS:
        raise Refus(Avis.DEJA_CLOS, reference=dossier.reference)
    if appui.geste.valeur not in set(Competence):
        await appui.tourner("" if appui.card.ecran == "avis" else "avis")
        return Reponse()
    competence = Competence(appui.geste.valeur)
    membres = await unit.personnes.ayant(Role.CELLULE)
    saisis = [membre for membre in membres if competence in membre.competences] or membres
    if not saisis:
        raise Refus(Avis.USAGE, quoi="La cellule n’a pas encore de membre. Prévenez l’administrateur.")
    await unit.dossiers.saisir(dossier.id, [membre.id for membre in saisis], "avis", appui.now)
    await unit.journal.noter(appui.now, appui.personne.id, "avis_demande", dossier.id, competence.value)
    for membre in saisis:
        if membre.telegram_id is not None:
            await unit.outbox.say(
                membre.telegram_id,
                Avis.AVIS_POUR_CELLULE,
                appui.now,
                reference=dossier.reference,
                nom=appui.personne.nom,
            )
            await montrer_carte(unit, dossier.id, membre.telegram_id, appui.now)
    await appui.tourner()
    return Reponse(Avis.AVIS_DEMANDE, {"reference": dossier.reference})


async def ouvrir_details(ctx: Contexte, geste: Geste) -> Reponse:
    """`Détails` : la fiche complète, en privé, pour qui y a droit ; chaque ouverture est journalisée."""
    return await executer(ctx, geste, CARTES | {Fiche.TENTATIVE}, _ouvrir_details)


async def _ouvrir_details(appui: Appui) -> Reponse:
    dossier_id = appui.card.sujet_id
    if appui.card.fiche is Fiche.TENTATIVE:
        tentative = await appui.unit.dossiers.tentative(dossier_id)
        if tentative is None:
            raise Refus(Avis.FICHE_PERIMEE)
        dossier_id = tentative.dossier_id
    situation = await situation_visible(appui, dossier_id)
    if not appui.personne.joignable or appui.personne.telegram_id is None:
        return Reponse(Avis.DETAILS_BLOQUES, alerte=True)
    await montrer_details(appui.unit, situation.dossier, appui.personne, appui.now)
    return Reponse(Avis.DETAILS_ENVOYES)


async def montrer_details(unit: UnitOfWork, dossier: Dossier, personne: Personne, now: datetime) -> None:
    """Montre la fiche du dossier en bas de la conversation privée, et journalise la lecture."""
    assert personne.telegram_id is not None
    card = await unit.cards.open(Fiche.DOSSIER, dossier.id, personne.telegram_id)
    await unit.cards.turn(card.id, "")
    await unit.outbox.show(card.id, card.chat_id, now, afresh=True)
    await unit.journal.noter(now, personne.id, "lecture", dossier.id)
