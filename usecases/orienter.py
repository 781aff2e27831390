"""Proposer un dossier à quelqu'un, le montrer à son équipe, et compter le délai.

Source : parcours, sections 2.1, 2.2 et 2.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.dossier import Dossier
from domain.echeance import Sorte
from domain.escalade import Palier, destinataires, prochain_palier
from domain.orientation import Candidat, Demande, Niveau, Orientation, orienter
from domain.personne import Personne, Residence, Role
from domain.signalement import Urgence
from domain.texte import plier
from domain.vues import Avis, Fiche
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte

ENTRE_RAPPELS = timedelta(days=1)
"""Un administrateur n'est pas prévenu à chaque dossier qu'une équipe n'a pas de groupe."""


async def candidats(
    ctx: Contexte, unit: UnitOfWork, dossier: Dossier, residence: Residence | None, auteur: Personne, now: datetime
) -> list[Candidat]:
    """Les personnes à qui ce lieu peut revenir, leurs responsables et leurs remplaçants, avec charge et absences.

    La charge ne compte pas le dossier qu'on oriente : le proposer de nouveau ne l'ôte pas à qui l'avait.
    """
    couvrant = await unit.personnes.couvrant(residence.bailleur if residence else auteur.organisation, residence)
    trouvees = {p.id: p for p in (*couvrant, *await unit.personnes.ayant(Role.CELLULE))}
    absences = await unit.personnes.absentes(ctx.calendrier.local(now).date())
    lies = {auteur.responsable_id, *(p.responsable_id for p in couvrant)}
    lies |= {absence.remplacant_id for absence in absences.values()}
    for personne in await unit.personnes.plusieurs({numero for numero in lies if numero is not None} - set(trouvees)):
        trouvees[personne.id] = personne
    charges = await unit.personnes.charges(sauf=dossier.id)
    return [
        Candidat(
            personne,
            charge=charges.get(personne.id, 0),
            absent=personne.id in absences,
            remplacant_id=absences[personne.id].remplacant_id if personne.id in absences else None,
            absent_jusqu_au=absences[personne.id].au if personne.id in absences else None,
        )
        for personne in trouvees.values()
    ]


async def proposer_dossier(
    ctx: Contexte, unit: UnitOfWork, dossier: Dossier, now: datetime, *, exclus: frozenset[int] = frozenset()
) -> Orientation:
    """Choisit à qui proposer le dossier, l'écrit avec sa raison, et le montre."""
    residence = await unit.residences.get(dossier.residence_id)
    auteur = await unit.personnes.get(dossier.auteur_id)
    assert auteur is not None
    demande = Demande(residence, auteur.organisation, dossier.motifs, dossier.urgence, exclus)
    tous = await candidats(ctx, unit, dossier, residence, auteur, now)
    orientation = orienter(demande, tous, ctx.dispositif)
    await unit.dossiers.proposer(dossier.id, orientation.personne_id, orientation.equipe, orientation.phrase, None)
    premier = Palier.PERSONNE
    if orientation.niveau is Niveau.PARTENAIRE:
        premier = await _confier_le_renvoi(ctx, unit, dossier, demande, tous, now)
    else:
        await montrer_a_l_equipe(unit, dossier.id, orientation, now)
    await compter_le_delai(ctx, unit, dossier, premier, now)
    if dossier.urgence is Urgence.IMMEDIATE:
        await prevenir_astreinte(ctx, unit, dossier, auteur, now)
    return orientation


async def compter_le_delai(ctx: Contexte, unit: UnitOfWork, dossier: Dossier, palier: Palier, now: datetime) -> None:
    """Fait courir depuis maintenant le délai de l'urgence, au bout duquel on montera à ce palier."""
    avant = prochain_palier(None, dossier.urgence, now, ctx.calendrier, ctx.dispositif).prevue_le
    await unit.dossiers.monter(dossier.id, 0, avant)
    await unit.echeances.annuler([Sorte.ESCALADE], [dossier.id])
    await unit.echeances.prevoir(Sorte.ESCALADE, dossier.id, int(palier), avant, ctx.calendrier.tz)


async def _confier_le_renvoi(
    ctx: Contexte, unit: UnitOfWork, dossier: Dossier, demande: Demande, tous: Sequence[Candidat], now: datetime
) -> Palier:
    """Un motif que le dispositif n'accompagne pas : un responsable, sinon la cellule, lit le partenaire et décide.

    Rend le premier palier d'escalade : aucun chargé de gestion sociale n'est relancé pour ce dossier.
    """
    for palier in (Palier.RESPONSABLE, Palier.CELLULE):
        prevenus = destinataires(palier, None, demande, tous, ctx.dispositif)
        if not prevenus:
            continue
        await unit.dossiers.saisir(dossier.id, prevenus, "partenaire", now)
        for personne in await unit.personnes.plusieurs(prevenus):
            if personne.telegram_id is not None:
                await montrer_carte(unit, dossier.id, personne.telegram_id, now)
        return palier
    await prevenir_role(unit, Role.ADMIN, Avis.ALERTE_SANS_DESTINATAIRE, now, reference=dossier.reference)
    return Palier.RESPONSABLE


async def montrer_a_l_equipe(unit: UnitOfWork, dossier_id: int, orientation: Orientation, now: datetime) -> None:
    """La carte va au groupe de l'équipe ; sans groupe, à la personne, et l'administrateur l'apprend."""
    groupe = await unit.groupes.cellule() if orientation.niveau is Niveau.CELLULE else None
    groupe = groupe or await unit.groupes.de(orientation.equipe)
    personne = await unit.personnes.get(orientation.personne_id)
    if groupe is not None:
        await montrer_carte(unit, dossier_id, groupe, now)
        return
    if personne is not None and personne.telegram_id is not None:
        await montrer_carte(unit, dossier_id, personne.telegram_id, now)
    await _prevenir_admins(unit, dossier_id, orientation, now)


async def montrer_carte(unit: UnitOfWork, dossier_id: int, chat_id: int, now: datetime) -> None:
    """Montre la carte d'équipe de ce dossier dans cette conversation."""
    card = await unit.cards.open(Fiche.EQUIPE, dossier_id, chat_id)
    await unit.cards.turn(card.id, "")
    await unit.outbox.show(card.id, chat_id, now)


async def _prevenir_admins(unit: UnitOfWork, dossier_id: int, orientation: Orientation, now: datetime) -> None:
    dossier = await unit.dossiers.get(dossier_id)
    assert dossier is not None
    if orientation.niveau is Niveau.AUCUN:
        await prevenir_role(unit, Role.ADMIN, Avis.ALERTE_SANS_DESTINATAIRE, now, reference=dossier.reference)
        return
    equipe = orientation.equipe or ""
    if not await unit.journal.existe("equipe_sans_groupe", plier(equipe), now - ENTRE_RAPPELS):
        await prevenir_role(unit, Role.ADMIN, Avis.EQUIPE_SANS_GROUPE, now, equipe=equipe)
        await unit.journal.noter(now, "vigie", "equipe_sans_groupe", detail=plier(equipe))


async def prevenir_role(unit: UnitOfWork, role: Role, avis: Avis, now: datetime, **params: str) -> None:
    """Dit un avis à toutes les personnes joignables qui tiennent ce rôle."""
    for personne in await unit.personnes.ayant(role):
        if personne.telegram_id is not None:
            await unit.outbox.say(personne.telegram_id, avis, now, **params)


async def prevenir_astreinte(
    ctx: Contexte, unit: UnitOfWork, dossier: Dossier, auteur: Personne, now: datetime
) -> None:
    """Un danger va aussi à l'astreinte de l'organisation ; à défaut, au responsable de l'auteur (parcours, 1.4)."""
    nommees = [
        personne
        for nom in ctx.dispositif.astreinte_de(auteur.organisation)
        for personne in await unit.personnes.par_nom(nom)
    ]
    responsable = await unit.personnes.get(auteur.responsable_id)
    astreinte = [p for p in nommees if p.disponible] or [p for p in [responsable] if p is not None and p.disponible]
    await unit.dossiers.saisir(dossier.id, [personne.id for personne in astreinte], "astreinte", now)
    for personne in astreinte:
        if personne.telegram_id is not None:
            await montrer_carte(unit, dossier.id, personne.telegram_id, now)
