"""`/lier` : un groupe reçoit les cartes d'une équipe, ou tient lieu de cellule de veille."""

from __future__ import annotations

from domain.personne import Role
from domain.texte import plier
from domain.vues import Avis
from usecases.contexte import Contexte
from usecases.situation import refuser


async def lier_groupe(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, equipe: str) -> None:
    """`/lier EQUIPE` : ce groupe reçoit les cartes de l'équipe ; `/lier cellule` pour la cellule de veille."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        if personne is None or not personne.a(Role.ADMIN):
            await refuser(unit, personne, chat_id, "lier un groupe", now)
            return
        cellule = plier(equipe) == "cellule"
        equipes = sorted({m.equipe for m in await unit.personnes.ayant(Role.CHARGE) if m.equipe}, key=plier)
        connue = next((nom for nom in equipes if plier(nom) == plier(equipe)), None)
        if not cellule and connue is None:
            await unit.outbox.say(chat_id, Avis.GROUPE_INCONNU, now, equipes=equipes)
            return
        await unit.groupes.lier(chat_id, "cellule" if cellule else equipe, cellule=cellule)
        await unit.journal.noter(now, personne.id, "groupe_lie", detail="cellule" if cellule else connue)
        await unit.outbox.say(chat_id, Avis.GROUPE_LIE, now, equipe="cellule de veille" if cellule else connue)
        await unit.outbox.menu(chat_id, "groupe", now)
