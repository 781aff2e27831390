"""Corriger une fiche avant l'envoi, ou un danger déjà parti : motifs, urgence, lieu, locataire.

Chaque correction humaine est gardée comme exemple quand le dispositif le permet (parcours, 1.3).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.dossier import Cloture, EtatDossier, EtatSignalement, Signalement, Verdict
from domain.droits import couvre
from domain.escalade import Palier
from domain.personne import Personne
from domain.signalement import Analyse, Lieu, Motif, Urgence
from domain.vues import Avis
from storage.cards import Card
from storage.signalements import lieu_json
from storage.unit_of_work import UnitOfWork
from usecases.brouillon import RAPPELS, montrer_brouillon, programmer_rappels, rapprocher
from usecases.cloturer import annuler_echeances
from usecases.contexte import Contexte
from usecases.envoyer import (
    BROUILLON,
    partir_si_danger,
    refuser_hors_perimetre,
    reunir_motifs,
    signalement_corrigeable,
)
from usecases.geste import Appui, Geste, Refus, Reponse, executer
from usecases.orienter import compter_le_delai, proposer_dossier
from usecases.situation import rafraichir

ECRANS = frozenset({"", "motifs", "urgence", "lieu", "residences", "saisie_lieu", "saisie_locataire"})
"""Les menus d'une fiche de signalement ; `residences` porte un numéro de page après « : »."""


async def _modifiable(appui: Appui) -> Signalement:
    """Un brouillon, ou un danger parti seul tant que son dossier n'est pas clos."""
    signalement = await signalement_corrigeable(appui)
    refuser_hors_perimetre(signalement)
    if signalement.etat.ouvert:
        return signalement
    dossier = await appui.unit.dossiers.get(signalement.dossier_id)
    if dossier is None or not signalement.parti_seul or dossier.etat is EtatDossier.CLOS:
        raise Refus(Avis.DEJA_ENVOYE, reference=dossier.reference if dossier else "")
    return signalement


async def ouvrir_menu(ctx: Contexte, geste: Geste) -> Reponse:
    """Ouvre un menu de la fiche, ou revient à la fiche."""
    return await executer(ctx, geste, BROUILLON, _ouvrir_menu)


async def _ouvrir_menu(appui: Appui) -> Reponse:
    await _modifiable(appui)
    if appui.geste.valeur.split(":")[0] not in ECRANS:
        raise Refus(Avis.FICHE_PERIMEE)
    await appui.tourner(appui.geste.valeur)
    if appui.geste.valeur.startswith("saisie"):
        return Reponse(Avis.USAGE, {"quoi": "Écrivez-le dans cette conversation."})
    return Reponse()


async def basculer_motif(ctx: Contexte, geste: Geste) -> Reponse:
    """Ajoute ou retire un motif."""
    return await executer(ctx, geste, BROUILLON, _basculer_motif)


async def _basculer_motif(appui: Appui) -> Reponse:
    appui.exiger_a_jour()
    signalement = await _modifiable(appui)
    motif = appui.choix(Motif)
    motifs = tuple(m for m in Motif if (m in signalement.motifs) != (m is motif))
    urgence = signalement.urgence or Urgence.NORMALE
    if not motifs and not signalement.etat.ouvert:
        raise Refus(Avis.USAGE, quoi="Gardez au moins un motif. S’il n’y en a aucun, touchez « C’est une erreur ».")
    if motif in motifs:
        urgence = appui.ctx.dispositif.urgence_retenue(motifs, urgence)
    await appui.unit.signalements.corriger(signalement.id, motifs=motifs, urgence=urgence)
    await _garder(appui, signalement, "motifs", _codes(signalement.motifs), _codes(motifs))
    await _repercuter(appui, signalement)
    await partir_si_danger(appui, signalement.id)
    await montrer_brouillon(appui.unit, signalement, appui.now)
    if appui.card.ecran == "motifs":
        await appui.tourner("motifs")
    return Reponse(Avis.NOTE)


def _codes(motifs: tuple[Motif, ...]) -> str:
    return ",".join(motif.value for motif in motifs)


async def choisir_urgence(ctx: Contexte, geste: Geste) -> Reponse:
    """Choisit l'urgence ; jamais sous le minimum que les motifs imposent."""
    return await executer(ctx, geste, BROUILLON, _choisir_urgence)


async def _choisir_urgence(appui: Appui) -> Reponse:
    signalement = await _modifiable(appui)
    urgence = appui.ctx.dispositif.urgence_retenue(signalement.motifs, appui.choix(Urgence))
    await appui.unit.signalements.corriger(signalement.id, urgence=urgence)
    await _garder(appui, signalement, "urgence", signalement.urgence, urgence.value)
    await _repercuter(appui, signalement)
    await partir_si_danger(appui, signalement.id)
    await montrer_brouillon(appui.unit, signalement, appui.now)
    return Reponse(Avis.NOTE)


async def choisir_residence(ctx: Contexte, geste: Geste) -> Reponse:
    """Choisit la résidence parmi celles de la personne, ou dit qu'elle n'est pas connue (valeur 0)."""
    return await executer(ctx, geste, BROUILLON, _choisir_residence)


async def _choisir_residence(appui: Appui) -> Reponse:
    signalement = await _modifiable(appui)
    unit, avant = appui.unit, await appui.unit.residences.get(signalement.residence_id)
    residence = await unit.residences.get(_numero(appui.geste.valeur)) if appui.geste.valeur != "0" else None
    if appui.geste.valeur != "0" and (residence is None or not couvre(appui.personne.perimetres, residence)):
        raise Refus(Avis.REFUS, droit=True, quoi="choisir cette résidence")
    await unit.signalements.situer(signalement.id, residence.id if residence else None)
    await _garder(
        appui, signalement, "residence", avant.nom if avant else None, residence.nom if residence else "inconnue"
    )
    await rapprocher(unit, signalement.id)
    await _repercuter(appui, signalement)
    await montrer_brouillon(appui.unit, signalement, appui.now)
    return Reponse(Avis.NOTE)


def _numero(valeur: str) -> int:
    return int(valeur) if valeur.isascii() and valeur.isdigit() and len(valeur) < 16 else -1


async def requalifier(ctx: Contexte, geste: Geste) -> Reponse:
    """`C’est bien une alerte sociale` : le message redevient un brouillon, avec les motifs qu'il avait."""
    return await executer(ctx, geste, BROUILLON, _requalifier)


async def _requalifier(appui: Appui) -> Reponse:
    signalement = await signalement_corrigeable(appui)
    if signalement.etat is not EtatSignalement.HORS_PERIMETRE:
        raise Refus(Avis.FICHE_PERIMEE)
    await appui.unit.signalements.corriger(signalement.id, etat=EtatSignalement.BROUILLON, verdict=Verdict.ALERTE)
    await _garder(appui, signalement, "perimetre", "hors_perimetre", "alerte")
    await appui.unit.echeances.annuler(RAPPELS, [signalement.id])
    await programmer_rappels(appui.ctx, appui.unit, replace(signalement, etat=EtatSignalement.BROUILLON), appui.now)
    await montrer_brouillon(appui.unit, signalement, appui.now)
    return Reponse(Avis.NOTE)


async def annuler(ctx: Contexte, geste: Geste) -> Reponse:
    """`Annuler` : le brouillon disparaît, rien n'est envoyé."""
    return await executer(ctx, geste, BROUILLON, _annuler)


async def _annuler(appui: Appui) -> Reponse:
    signalement = await signalement_corrigeable(appui)
    if not signalement.etat.ouvert:
        raise Refus(Avis.DEJA_ENVOYE, reference="")
    await appui.unit.signalements.effacer(signalement.id)
    await appui.unit.journal.noter(appui.now, appui.personne.id, "annulation", detail=f"signalement {signalement.id}")
    await appui.unit.echeances.annuler(RAPPELS, [signalement.id])
    await montrer_brouillon(appui.unit, signalement, appui.now)
    return Reponse(Avis.NOTE)


async def dire_erreur(ctx: Contexte, geste: Geste) -> Reponse:
    """`C’est une erreur` : l'auteur retire un danger parti seul.

    S'il est déjà pris, ou si un autre signalement l'a rejoint, la personne qui suit le dossier est prévenue et décide.
    """
    return await executer(ctx, geste, BROUILLON, _dire_erreur)


async def _dire_erreur(appui: Appui) -> Reponse:
    unit, signalement = appui.unit, await _modifiable(appui)
    appui.exiger_a_jour()
    dossier = await unit.dossiers.get(signalement.dossier_id)
    if dossier is None:
        raise Refus(Avis.FICHE_PERIMEE)
    await _garder(appui, signalement, "erreur", None, "erreur")
    await unit.journal.noter(appui.now, appui.personne.id, "erreur_signalee", dossier.id)
    seul = len(await unit.signalements.de_dossier(dossier.id)) == 1
    if seul and await unit.dossiers.clore(dossier.id, EtatDossier.OUVERT, Cloture.ERREUR, appui.now):
        await annuler_echeances(unit, dossier.id, appui.now)
    else:
        suivi = await unit.personnes.get(dossier.charge_id or dossier.propose_id)
        if suivi is not None and suivi.telegram_id is not None:
            await unit.outbox.say(suivi.telegram_id, Avis.ERREUR_SIGNALEE, appui.now, reference=dossier.reference)
    await rafraichir(unit, dossier, appui.now)
    await appui.tourner()
    return Reponse(Avis.NOTE)


async def prendre_valeur(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, card: Card, texte: str, analyse: Analyse, now: datetime
) -> bool:
    """Le texte attendu par une fiche : un nom, ou un lieu ; faux si elle n'attend plus rien, et le texte est à lire."""
    appui = Appui(ctx, unit, card, personne, Geste(0, 0, card.chat_id, card.id, card.etape, texte), now)
    try:
        signalement = await _modifiable(appui)
    except Refus as refus:
        if refus.droit:
            await unit.journal.noter(now, personne.id, "refus", detail=f"{card.fiche.value} {card.sujet_id}")
        await appui.tourner()
        return False
    if card.ecran == "saisie_locataire":
        await unit.signalements.corriger(signalement.id, locataire=texte)
        await _garder(appui, signalement, "locataire", signalement.locataire, texte)
    else:
        lieu = _completer_lieu(signalement.lieu, analyse.lieu, texte)
        await unit.signalements.corriger(signalement.id, lieu=lieu)
        await _garder(appui, signalement, "lieu", lieu_json(signalement.lieu), lieu_json(lieu))
    await rapprocher(unit, signalement.id)
    await _repercuter(appui, signalement)
    await unit.cards.turn(card.id, "")
    await unit.outbox.show(card.id, card.chat_id, now, afresh=True)
    return True


def _completer_lieu(avant: Lieu, lu: Lieu, texte: str) -> Lieu:
    """Ce que le texte situe remplace ce qui était su ; un texte qui ne situe rien est gardé comme logement."""
    if lu.vide():
        return replace(avant, logement=texte)
    return Lieu(
        residence=lu.residence or avant.residence,
        batiment=lu.batiment or avant.batiment,
        escalier=lu.escalier or avant.escalier,
        etage=lu.etage or avant.etage,
        logement=lu.logement or avant.logement,
    )


async def _garder(appui: Appui, signalement: Signalement, champ: str, avant: str | None, apres: str | None) -> None:
    if appui.ctx.dispositif.apprentissage and avant != apres:
        await appui.unit.signalements.garder_correction(signalement.id, champ, avant, apres, appui.now)


async def _repercuter(appui: Appui, avant: Signalement) -> None:
    """Un danger déjà parti est corrigé aussi dans son dossier, qui garde ce qu'un autre signalement y a apporté.

    Un lieu enfin connu le fait réorienter ; une autre urgence fait courir un autre délai.
    """
    signalement = await appui.unit.signalements.get(avant.id)
    dossier = await appui.unit.dossiers.get(avant.dossier_id)
    if signalement is None or dossier is None:
        return
    reunis = await appui.unit.signalements.de_dossier(dossier.id)
    motifs = reunir_motifs(*(s.motifs for s in reunis))
    urgence = max((s.urgence or Urgence.NORMALE for s in reunis), key=lambda u: u.rang)
    await appui.unit.dossiers.qualifier(dossier.id, motifs, appui.ctx.dispositif.urgence_retenue(motifs, urgence))
    await appui.unit.dossiers.situer(dossier.id, signalement.residence_id, signalement.lieu, signalement.locataire)
    corrige = await appui.unit.dossiers.get(dossier.id)
    assert corrige is not None
    if corrige.residence_id != dossier.residence_id and corrige.etat is EtatDossier.OUVERT:
        await proposer_dossier(appui.ctx, appui.unit, corrige, appui.now)
    elif corrige.urgence is not dossier.urgence and corrige.etat is EtatDossier.OUVERT:
        await compter_le_delai(appui.ctx, appui.unit, corrige, Palier.PERSONNE, appui.now)
    await rafraichir(appui.unit, corrige, appui.now)
