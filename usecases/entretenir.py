"""Ce que chaque tic fait : honorer les échéances, programmer le relevé, oublier ce qui n'a plus d'usage."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.journal import Cle
from usecases.contexte import Contexte
from usecases.presence import remontrer_cartes
from usecases.purger import purger
from usecases.rappeler import honorer_echeances
from usecases.veille import programmer_releve

COUPURE = timedelta(minutes=2)
"""Au-delà, Telegram a pu oublier des appuis (il les garde 150 secondes)."""

ENTRE_PURGES = timedelta(hours=1)
"""Rythme auquel les contenus arrivés à leur terme sont effacés."""


async def battre(ctx: Contexte) -> None:
    """Un tic."""
    now = ctx.clock.now()
    await honorer_echeances(ctx)
    async with ctx.traiter(None) as unit:
        await unit.meta.set(Cle.VIVANT_LE, now.isoformat())
        purge = await unit.meta.get(Cle.PURGE_LE)
        due = purge is None or now - datetime.fromisoformat(purge) > ENTRE_PURGES
        if due:
            await unit.meta.set(Cle.PURGE_LE, now.isoformat())
    if due:
        await purger(ctx)


async def reprendre(ctx: Contexte) -> None:
    """Au démarrage : programmer le relevé, et remontrer les cartes si le bot s'est tu plus de deux minutes."""
    now = ctx.clock.now()
    async with ctx.traiter(None) as unit:
        vu = await unit.meta.get(Cle.VIVANT_LE)
        await programmer_releve(ctx, unit, now)
    if vu is not None and now - datetime.fromisoformat(vu) > COUPURE:
        await remontrer_cartes(ctx)
