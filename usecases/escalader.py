"""Pas de prise en charge à temps : on monte d'un palier. Source : parcours, 2.4."""

from __future__ import annotations

from datetime import datetime

from domain.dossier import Dossier, EtatDossier
from domain.echeance import Echeance, Sorte
from domain.escalade import Palier, destinataires, moment_permis, prochain_palier
from domain.orientation import Demande
from domain.personne import Personne, Role
from domain.vues import Avis, Fiche
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.orienter import candidats, montrer_carte, prevenir_role
from usecases.situation import rafraichir


async def escalader(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    """Prévient le palier dû, sans rien dire du ménage, et prévoit le suivant."""
    dossier = await unit.dossiers.get(echeance.sujet_id)
    if dossier is None or dossier.etat is not EtatDossier.OUVERT:
        return
    permis = moment_permis(dossier.urgence, now, ctx.calendrier, ctx.dispositif)
    if permis > now:
        await unit.echeances.prevoir(Sorte.ESCALADE, dossier.id, echeance.rang, permis, ctx.calendrier.tz)
        return
    palier = Palier(min(echeance.rang, int(Palier.CELLULE)))
    palier, prevenus = await _premier_palier_joignable(ctx, unit, dossier, palier, now)
    await unit.dossiers.saisir(dossier.id, prevenus, palier.name.lower(), now)
    for personne_id in prevenus:
        personne = await unit.personnes.get(personne_id)
        if personne is not None and personne.telegram_id is not None:
            await unit.outbox.say(
                personne.telegram_id, Avis.ESCALADE, now, reference=dossier.reference, palier=palier.name.lower()
            )
            await montrer_carte(unit, dossier.id, personne.telegram_id, now)
    groupe = await unit.groupes.cellule() if palier is Palier.CELLULE else None
    if groupe is not None:
        await montrer_carte(unit, dossier.id, groupe, now)
        for card in await unit.cards.showing(Fiche.EQUIPE, dossier.id):
            if card.chat_id == groupe:
                await unit.outbox.show(card.id, groupe, now, afresh=True)
    elif not prevenus:
        await prevenir_role(unit, Role.ADMIN, Avis.ALERTE_SANS_DESTINATAIRE, now, reference=dossier.reference)
    await unit.journal.noter(now, "vigie", "escalade", dossier.id, palier.name.lower())
    etape = prochain_palier(palier, dossier.urgence, now, ctx.calendrier, ctx.dispositif)
    rang = echeance.rang + 1 if etape.palier is palier else int(etape.palier)
    await unit.dossiers.monter(dossier.id, int(palier) + 1, etape.prevue_le)
    await unit.echeances.prevoir(
        Sorte.ESCALADE, dossier.id, max(rang, echeance.rang + 1), etape.prevue_le, ctx.calendrier.tz
    )
    await rafraichir(unit, dossier, now)


async def au_dessus(ctx: Contexte, unit: UnitOfWork, dossier: Dossier, now: datetime) -> list[Personne]:
    """Qui répond d'un dossier au-dessus de la personne qui le suit : un responsable du lieu, sinon la cellule."""
    _, prevenus = await _premier_palier_joignable(ctx, unit, dossier, Palier.RESPONSABLE, now)
    return await unit.personnes.plusieurs(prevenus)


async def _premier_palier_joignable(
    ctx: Contexte, unit: UnitOfWork, dossier: Dossier, palier: Palier, now: datetime
) -> tuple[Palier, tuple[int, ...]]:
    """Un palier sans personne à prévenir est passé sans attendre."""
    residence = await unit.residences.get(dossier.residence_id)
    auteur = await unit.personnes.get(dossier.auteur_id)
    assert auteur is not None
    tous = await candidats(ctx, unit, dossier, residence, auteur, now)
    demande = Demande(residence, auteur.organisation, dossier.motifs, dossier.urgence)
    joignables = {candidat.personne.id for candidat in tous if candidat.personne.disponible and not candidat.absent}
    while True:
        trouves = destinataires(palier, dossier.propose_id, demande, tous, ctx.dispositif)
        prevenus = tuple(numero for numero in trouves if numero in joignables)
        if prevenus or palier is Palier.CELLULE:
            return palier, prevenus
        palier = Palier(palier + 1)
