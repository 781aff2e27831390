"""Lire l'état présent de ce qu'une fiche montre, en revérifiant le droit de qui la regarde."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.calendrier import Calendrier
from domain.dossier import Dossier, EtatDossier, EtatSignalement, Signalement
from domain.droits import Situation, peut_relire, peut_suivre, peut_voir
from domain.orientation import hors_du_dispositif, partenaires_de
from domain.personne import Personne, Residence
from domain.signalement import Urgence
from domain.vues import Fiche
from storage.cards import Card
from storage.complements import Complement
from storage.dossiers import Tentative
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.situation import lire_situation


@dataclass(frozen=True)
class VueBrouillon:
    """Ce que montre la fiche d'un signalement ; `renvoi` : vers qui le dispositif, qui n'accompagne pas, oriente."""

    card: Card
    signalement: Signalement
    dossier: Dossier | None
    charge: str | None
    residence: Residence | None
    choix: tuple[Residence, ...]
    rapproche: Dossier | None
    autre_brouillon: bool
    a_qualifier_ici: bool
    renvoi: tuple[str, ...]
    auteur: str | None
    lecteur: Personne


@dataclass(frozen=True)
class VueEquipe:
    """Ce que montre la carte d'équipe : rien qui identifie le ménage."""

    card: Card
    dossier: Dossier
    residence: Residence | None
    charge: str | None
    afficher_motifs: bool
    calendrier: Calendrier


@dataclass(frozen=True)
class VueDossier:
    """Ce que montre, en privé, la fiche d'un dossier."""

    card: Card
    dossier: Dossier
    residence: Residence | None
    charge: str | None
    auteurs: dict[int, str]
    signalements: tuple[Signalement, ...]
    complements: tuple[Complement, ...]
    tentatives: tuple[Tentative, ...]
    semblables: tuple[str, ...]
    partenaires: tuple[str, ...]
    peut_suivre: bool
    calendrier: Calendrier


@dataclass(frozen=True)
class VueTentative:
    """Ce que montre le rappel d'une tentative : rien qui identifie le ménage."""

    card: Card
    dossier: Dossier
    residence: Residence | None
    tentative: Tentative
    suivante: Tentative | None
    calendrier: Calendrier
    now: datetime


Vue = VueBrouillon | VueEquipe | VueDossier | VueTentative


async def lire_vue(ctx: Contexte, unit: UnitOfWork, card: Card) -> Vue | None:
    """L'état présent du sujet de la fiche ; rien si le sujet n'existe plus ou si le lecteur n'y a plus droit."""
    lecteur = await unit.personnes.par_telegram(card.chat_id) if card.chat_id > 0 else None
    if card.chat_id > 0 and lecteur is None:
        return None
    if card.fiche is Fiche.BROUILLON:
        return await _brouillon(ctx, unit, card, lecteur)
    dossier_id, tentative = card.sujet_id, None
    if card.fiche is Fiche.TENTATIVE:
        tentative = await unit.dossiers.tentative(card.sujet_id)
        dossier_id = tentative.dossier_id if tentative else 0
    situation = await lire_situation(unit, dossier_id)
    if situation is None or (lecteur is not None and not peut_voir(lecteur, situation)):
        return None
    charge = await unit.personnes.get(situation.dossier.charge_id)
    nom = charge.nom if charge else None
    if card.fiche is Fiche.EQUIPE:
        return VueEquipe(
            card, situation.dossier, situation.residence, nom, ctx.dispositif.afficher_motifs, ctx.calendrier
        )
    if lecteur is None:
        return None
    if tentative is not None:
        return await _tentative(ctx, unit, card, situation, tentative)
    return await _dossier(ctx, unit, card, situation, nom, lecteur)


async def _brouillon(ctx: Contexte, unit: UnitOfWork, card: Card, lecteur: Personne | None) -> VueBrouillon | None:
    signalement = await unit.signalements.get(card.sujet_id)
    if signalement is None or lecteur is None or not peut_relire(lecteur, signalement, card.chat_id):
        return None
    dossier = await unit.dossiers.get(signalement.dossier_id)
    charge = await unit.personnes.get(dossier.charge_id) if dossier else None
    residence = await unit.residences.get(signalement.residence_id)
    demande = residence is None or card.ecran.startswith("residences")
    choix = await unit.residences.dans(lecteur.perimetres) if demande and signalement.etat.ouvert else []
    if demande and signalement.parti_seul:
        choix = await unit.residences.dans(lecteur.perimetres)
    autre = await unit.signalements.precedent(signalement) if signalement.etat is EtatSignalement.BROUILLON else None
    rapproche = await unit.dossiers.get(signalement.rapproche_id) if not signalement.nouveau else None
    if rapproche is not None and rapproche.etat is EtatDossier.CLOS:
        rapproche = None
    urgence = signalement.urgence or Urgence.NORMALE
    exclu = hors_du_dispositif(signalement.motifs, urgence, ctx.dispositif)
    auteur = await unit.personnes.get(signalement.auteur_id) if signalement.auteur_id != lecteur.id else None
    return VueBrouillon(
        card=card,
        signalement=signalement,
        dossier=dossier,
        charge=charge.nom if charge else None,
        residence=residence,
        choix=tuple(choix),
        rapproche=rapproche,
        autre_brouillon=autre is not None,
        a_qualifier_ici=signalement.auteur_id != lecteur.id,
        renvoi=partenaires_de(signalement.motifs, ctx.dispositif) if exclu else (),
        auteur=auteur.nom if auteur else None,
        lecteur=lecteur,
    )


async def _tentative(
    ctx: Contexte, unit: UnitOfWork, card: Card, situation: Situation, tentative: Tentative
) -> VueTentative:
    suivantes = [t for t in await unit.dossiers.tentatives(situation.dossier.id) if t.resultat is None]
    return VueTentative(
        card=card,
        dossier=situation.dossier,
        residence=situation.residence,
        tentative=tentative,
        suivante=suivantes[0] if suivantes else None,
        calendrier=ctx.calendrier,
        now=ctx.clock.now(),
    )


async def _dossier(
    ctx: Contexte, unit: UnitOfWork, card: Card, situation: Situation, charge: str | None, lecteur: Personne
) -> VueDossier:
    dossier = situation.dossier
    signalements = await unit.signalements.de_dossier(dossier.id)
    complements = await unit.complements.de_dossier(dossier.id)
    auteurs: dict[int, str] = {}
    for numero in {s.auteur_id for s in signalements} | {c.auteur_id for c in complements}:
        auteur = await unit.personnes.get(numero)
        auteurs[numero] = auteur.nom if auteur else "une personne partie"
    semblables = await unit.dossiers.semblables(dossier.residence_id, dossier.lieu, dossier.locataire, sauf=dossier.id)
    return VueDossier(
        card=card,
        dossier=dossier,
        residence=situation.residence,
        charge=charge,
        auteurs=auteurs,
        signalements=tuple(signalements),
        complements=tuple(complements),
        tentatives=tuple(await unit.dossiers.tentatives(dossier.id)),
        semblables=tuple(autre.reference for autre in semblables),
        partenaires=partenaires_de(dossier.motifs, ctx.dispositif),
        peut_suivre=peut_suivre(lecteur, situation),
        calendrier=ctx.calendrier,
    )
