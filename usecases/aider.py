"""`/aide` et `/confidentialite`."""

from __future__ import annotations

from domain.vues import Avis
from usecases.contexte import Contexte


async def dire(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, avis: Avis) -> None:
    """`/aide` et `/confidentialite` : selon les rôles de qui demande."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        roles = sorted(role.value for role in personne.roles) if personne else []
        if personne is not None and chat_id < 0:
            roles = ["groupe"]
        await unit.outbox.say(chat_id, avis if personne else Avis.INCONNU, now, roles=roles)
