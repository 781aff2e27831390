"""`/absence` : l'orientation tient compte de qui est là. Source : parcours, 2.1."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.personne import Role
from domain.vues import Avis
from storage.personnes import Absence
from usecases.contexte import Contexte
from usecases.inviter import InvitationImpossible, trouver_invite
from usecases.situation import refuser


async def noter_absence(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, demande: str) -> None:
    """`/absence JJ/MM JJ/MM [NOM DU REMPLACANT]` : de jour à jour compris ; l'orientation en tient compte."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        if personne is None or not personne.a(Role.CHARGE, Role.RESPONSABLE, Role.CELLULE):
            await refuser(unit, personne, chat_id, "noter une absence", now)
            return
        lue = _lire_absence(demande, ctx.calendrier.local(now))
        if lue is None:
            await unit.outbox.say(
                chat_id,
                Avis.USAGE,
                now,
                quoi="Écrivez les deux jours, puis qui vous remplace : /absence 24/12 02/01 Karim Diallo",
            )
            return
        du, au, nom = lue
        try:
            remplacant = await trouver_invite(unit, nom) if nom else None
        except InvitationImpossible:
            await unit.outbox.say(chat_id, Avis.USAGE, now, quoi=f"{nom} n’est pas dans l’équipe.")
            return
        absence = Absence(personne.id, du.date(), au.date(), remplacant.id if remplacant else None)
        await unit.personnes.noter_absence(absence)
        await unit.journal.noter(now, personne.id, "absence", detail=f"{du:%Y-%m-%d} {au:%Y-%m-%d}")
        await unit.outbox.say(
            chat_id,
            Avis.ABSENCE_NOTEE,
            now,
            du=f"{du:%d/%m/%Y}",
            au=f"{au:%d/%m/%Y}",
            remplacant=remplacant.nom if remplacant else None,
        )


def _lire_absence(demande: str, aujourdhui: datetime) -> tuple[datetime, datetime, str] | None:
    """Deux dates « JJ/MM » (l'année suivante si le jour est passé) puis un nom, ou rien si cela ne se lit pas."""
    mots = demande.replace(" au ", " ").removeprefix("du ").split()
    if len(mots) < 2:
        return None
    try:
        du, au = (datetime.strptime(f"{mot}/{aujourdhui.year}", "%d/%m/%Y") for mot in mots[:2])
    except ValueError:
        return None
    if du.date() < aujourdhui.date() - timedelta(days=31):
        du = du.replace(year=du.year + 1)
    if au < du:
        au = au.replace(year=au.year + 1)
    return du, au, " ".join(mots[2:])
