"""Effacer à leur terme les contenus : le dispositif fixe les durées, les statistiques restent (parcours, 5)."""

from __future__ import annotations

from datetime import timedelta

from domain.vues import Fiche
from usecases.contexte import Contexte

NUMEROS = timedelta(hours=48)
"""Combien de temps un numéro de mise à jour est gardé contre les doublons ; Telegram en garde 24 heures."""


async def purger(ctx: Contexte) -> int:
    """Efface ce qui est arrivé à son terme et rend le nombre de dossiers clos effacés."""
    now = ctx.clock.now()
    durees = ctx.dispositif.conservation
    async with ctx.traiter(None) as unit:
        await unit.inbox.purge(now - NUMEROS)
        await unit.outbox.purge(now - NUMEROS)
        await unit.inbox.forget_quarantined(now - timedelta(days=durees.messages))
        await unit.outbox.forget_quarantined(now - timedelta(days=durees.messages))
        echus = await unit.dossiers.a_effacer(now - timedelta(days=durees.dossiers_clos))
        for dossier in echus:
            await unit.signalements.effacer_dossier(dossier.id)
            await unit.dossiers.effacer(dossier.id, now)
            await unit.journal.noter(now, "vigie", "effacement", dossier.id)
            for fiche in (Fiche.DOSSIER, Fiche.EQUIPE):
                for card in await unit.cards.showing(fiche, dossier.id):
                    await unit.outbox.show(card.id, card.chat_id, now)
    return len(echus)
