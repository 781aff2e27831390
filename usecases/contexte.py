"""Ce dont tout cas d'usage a besoin, et la transaction qui rend son entrée et ses effets inséparables."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.calendrier import Calendrier, Clock
from domain.dispositif import Dispositif
from domain.echeance import Echeance
from domain.signalement import Analyse
from storage.database import Database
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Contexte:
    """La base, l'heure, les règles, la classification, et de quoi réveiller le coursier."""

    base: Database
    clock: Clock
    calendrier: Calendrier
    dispositif: Dispositif
    classer: Callable[[str], Awaitable[Analyse]]
    reveiller: Callable[[], None]

    @asynccontextmanager
    async def traiter(self, entree: int | Echeance | None) -> AsyncIterator[UnitOfWork]:
        """Ouvre la transaction qui consomme l'entrée (ligne d'arrivée ou échéance) et garde ce qu'elle fait faire.

        Un arrêt brutal rejoue tout, ou rien. Lève `AlreadyDoneError` si l'entrée est déjà consommée.
        """
        async with self.base.write() as unit:
            if isinstance(entree, Echeance):
                await unit.echeances.claim(entree)
            elif entree is not None:
                await unit.inbox.claim(entree)
            yield unit
        if unit.outbox.added:
            self.reveiller()
