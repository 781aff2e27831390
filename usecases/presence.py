"""Ce que la messagerie apprend au bot : une personne qui le bloque, un groupe qui change, un message en panne."""

from __future__ import annotations

from domain.echeance import Sorte
from domain.personne import Role
from domain.vues import Avis, Fiche
from storage.inbox import AlreadyDoneError
from usecases.contexte import Contexte
from usecases.orienter import prevenir_role

ESSAIS = 3
"""Échecs d'un même message avant de le mettre de côté."""


async def noter_joignable(ctx: Contexte, entree: int | None, telegram_id: int, joignable: bool) -> None:
    """La personne a bloqué ou débloqué le bot ; ce qui lui était proposé monte aussitôt d'un palier."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        await unit.personnes.marquer_joignable(telegram_id, joignable)
        if joignable or personne is None or not personne.joignable:
            return
        await unit.outbox.drop_chat(telegram_id, now)
        await unit.journal.noter(now, personne.id, "injoignable")
        await prevenir_role(unit, Role.ADMIN, Avis.PERSONNE_INJOIGNABLE, now, nom=personne.nom)
        for dossier in await unit.dossiers.de_personne(personne.id):
            if dossier.charge_id is None:
                await unit.echeances.prevoir(Sorte.ESCALADE, dossier.id, dossier.palier, now, ctx.calendrier.tz)


async def suivre_groupe(ctx: Contexte, entree: int | None, ancien: int, nouveau: int) -> None:
    """Un groupe est devenu supergroupe : les cartes ouvertes y sont montrées de nouveau."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        await unit.groupes.move_chat(ancien, nouveau)
        await unit.outbox.move_chat(ancien, nouveau)
        for card in await unit.cards.move_chat(ancien, nouveau):
            dossier = await unit.dossiers.get(card.sujet_id) if card.fiche is Fiche.EQUIPE else None
            if dossier is not None and dossier.clos_le is None:
                await unit.outbox.show(card.id, nouveau, now)


async def quitter_groupe(ctx: Contexte, entree: int | None, chat_id: int) -> None:
    """Le bot n'est plus dans ce groupe : il n'y écrit plus, et l'administrateur l'apprend."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        lie = (await unit.groupes.tous()).get(chat_id)
        if lie is None:
            return
        await unit.groupes.oublier(chat_id)
        await unit.outbox.drop_chat(chat_id, now)
        await prevenir_role(unit, Role.ADMIN, Avis.EQUIPE_SANS_GROUPE, now, equipe=lie[0])


async def remontrer_cartes(ctx: Contexte) -> None:
    """Après une coupure, les appuis ont pu se perdre : les cartes à prendre reviennent en bas du fil."""
    now = ctx.clock.now()
    async with ctx.traiter(None) as unit:
        for dossier in await unit.dossiers.en_cours():
            if dossier.charge_id is None:
                for card in await unit.cards.showing(Fiche.EQUIPE, dossier.id):
                    await unit.outbox.show(card.id, card.chat_id, now, afresh=True)


async def classer_sans_suite(ctx: Contexte, entree: int) -> None:
    """Rien à faire de cette mise à jour : elle est seulement consommée."""
    async with ctx.traiter(entree):
        return


async def compter_panne(ctx: Contexte, entree: int, chat_id: int) -> bool:
    """Compte l'échec d'un message ; au troisième, le met de côté et le dit. Vrai s'il est mis de côté."""
    now = ctx.clock.now()
    try:
        async with ctx.traiter(None) as unit:
            if await unit.inbox.fail(entree) < ESSAIS:
                return False
            await unit.inbox.quarantine(entree)
            if chat_id > 0:
                await unit.outbox.say(chat_id, Avis.MESSAGE_EN_PANNE, now)
            await prevenir_role(unit, Role.ADMIN, Avis.MESSAGE_EN_QUARANTAINE, now, numero=str(entree))
            return True
    except AlreadyDoneError:
        return True
