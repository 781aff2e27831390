"""Ce que chaque tic fait : honorer les échéances, programmer le relevé, oublier ce qui n'a plus d'usage."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.journal import Cle
from usecases.contexte import Contexte
from usecases.presence import remontrer_cartes
from usecases.rappeler import honorer_echeances
from usecases.veille import programmer_releve

COUPURE = timedelta(minutes=2)
"""Au-delà, Telegram a pu oublier des appuis (il les garde 150 secondes)."""

NUMEROS = timedelta(hours=48)
"""Combien de temps un numéro de mise à jour est gardé contre les doublons ; Telegram en garde 24 heures."""


async def battre(ctx: Contexte) -> None:
    """Un tic."""
    await honorer_echeances(ctx)
    now = ctx.clock.now()
    async with ctx.traiter(None) as unit:
        await unit.meta.set(Cle.VIVANT_LE, now.isoformat())
        await unit.inbox.purge(now - NUMEROS)
        await unit.outbox.purge(now - NUMEROS)


async def reprendre(ctx: Contexte) -> None:
    """Au démarrage : programmer le relevé, et remontrer les cartes si le bot s'est tu plus de deux minutes."""
    now = ctx.clock.now()
    async with ctx.traiter(None) as unit:
        vu = await unit.meta.get(Cle.VIVANT_LE)
        await programmer_releve(ctx, unit, now)
    if vu is not None and now - datetime.fromisoformat(vu) > COUPURE:
        await remontrer_cartes(ctx)
