"""Un appui sur un bouton : qui, sur quelle fiche, et la réponse à lui faire.

Chaque appui revérifie le droit de qui appuie ; un refus est journalisé (parcours, 5).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from domain.personne import Personne
from domain.vues import Avis, Fiche
from storage.cards import Card
from storage.outbox import Params
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Geste:
    """Un bouton appuyé. `entree` est la ligne d'arrivée ; `etape` celle de la fiche quand elle a été montrée."""

    entree: int
    telegram_id: int
    chat_id: int
    card_id: int
    etape: int
    valeur: str


@dataclass(frozen=True, slots=True)
class Reponse:
    """Ce qu'on répond à l'appui ; `alerte` demande à être fermée à la main."""

    avis: Avis = Avis.RIEN
    params: Params = field(default_factory=dict)
    alerte: bool = False


class Refus(Exception):
    """L'appui n'a pas lieu d'être. Se lève avant toute écriture."""

    def __init__(self, avis: Avis, *, droit: bool = False, **params: str) -> None:
        """`droit` : la personne n'a pas le droit ; le refus est alors journalisé."""
        super().__init__(avis.value)
        self.droit = droit
        self.reponse = Reponse(avis, dict(params), alerte=True)


@dataclass(frozen=True)
class Appui:
    """Un appui reconnu : la transaction, la fiche et la personne."""

    ctx: Contexte
    unit: UnitOfWork
    card: Card
    personne: Personne
    geste: Geste
    now: datetime

    def choix(self, enumeration: type[E]) -> E:
        """La valeur du bouton ; un bouton forgé ou d'une autre version est refusé comme périmé."""
        try:
            return enumeration(self.geste.valeur)
        except ValueError:
            raise Refus(Avis.FICHE_PERIMEE) from None

    def exiger_a_jour(self) -> None:
        """Refuse un bouton d'une fiche qui a changé depuis qu'elle a été montrée."""
        if self.geste.etape != self.card.etape:
            raise Refus(Avis.FICHE_PERIMEE)

    async def tourner(self, ecran: str = "") -> None:
        """Montre de nouveau la fiche, boutons renouvelés, sur cet écran."""
        await self.unit.cards.turn(self.card.id, ecran)
        await self.unit.outbox.show(self.card.id, self.card.chat_id, self.now)


async def executer(
    ctx: Contexte, geste: Geste, fiches: frozenset[Fiche], action: Callable[[Appui], Awaitable[Reponse]]
) -> Reponse:
    """Reconnaît la fiche et la personne, puis fait l'action, dans une seule transaction."""
    now = ctx.clock.now()
    async with ctx.traiter(geste.entree) as unit:
        personne = await unit.personnes.par_telegram(geste.telegram_id)
        if personne is None:
            return Reponse(Avis.INCONNU, alerte=True)
        card = await unit.cards.get(geste.card_id)
        if card is None or card.chat_id != geste.chat_id or card.fiche not in fiches:
            await unit.journal.noter(now, personne.id, "refus", detail="bouton sans fiche")
            return Reponse(Avis.FICHE_PERIMEE, alerte=True)
        try:
            return await action(Appui(ctx, unit, card, personne, geste, now))
        except Refus as refus:
            if refus.droit:
                await unit.journal.noter(now, personne.id, "refus", detail=f"{card.fiche.value} {card.sujet_id}")
            if refus.reponse.avis is Avis.FICHE_PERIMEE:
                await unit.outbox.show(card.id, card.chat_id, now)
            return refus.reponse
