"""Ajouter un mot à un dossier : réponse à une fiche, message modifié, ou `Compléter le dossier`."""

from __future__ import annotations

from datetime import datetime

from domain.dossier import EtatDossier
from domain.personne import Personne
from domain.vues import Avis
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.message import Message
from usecases.situation import rafraichir


async def completer_dossier(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, dossier_id: int, message: Message, now: datetime
) -> None:
    """Garde le message dans le dossier et prévient qui le suit, sans rien en dire ; clos, il le garde aussi."""
    dossier = await unit.dossiers.get(dossier_id)
    if dossier is None:
        return
    await unit.complements.ajouter(
        dossier.id, personne.id, message.texte, message.piece, message.chat_id, message.message_id, now
    )
    await unit.journal.noter(now, personne.id, "complement", dossier.id)
    avis = Avis.COMPLETE_CLOS if dossier.etat is EtatDossier.CLOS else Avis.COMPLETE
    await unit.outbox.say(message.chat_id, avis, now, reference=dossier.reference)
    suivi = await unit.personnes.get(dossier.charge_id or dossier.propose_id)
    if suivi is not None and suivi.telegram_id is not None and suivi.id != personne.id:
        await unit.outbox.say(suivi.telegram_id, Avis.COMPLEMENT_RECU, now, reference=dossier.reference)
    await rafraichir(unit, dossier, now)
