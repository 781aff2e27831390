"""Faire entrer quelqu'un : lien à usage unique, groupe lié, accueil. Source : parcours, « Les personnes »."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.personne import Competence, Perimetre, Personne, Role
from domain.texte import plier
from domain.vues import Avis
from storage.journal import Cle
from storage.personnes import Absence
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.situation import refuser

VALIDITE = timedelta(days=7)
"""Durée d'une invitation."""


class InvitationImpossible(Exception):
    """On ne sait pas qui inviter ; le message est une phrase pour qui invite."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Un lien à remettre en main propre ; `url` est absente tant que le nom du bot n'est pas connu."""

    payload: str
    url: str | None
    expire_le: datetime
    nom: str
    roles: frozenset[Role]


async def trouver_invite(unit: UnitOfWork, nom: str) -> Personne:
    """La personne importée de ce nom ou de ce matricule."""
    trouvees = [personne for personne in await unit.personnes.par_nom(nom) if personne.actif]
    if not trouvees:
        raise InvitationImpossible(f"{nom} n’est pas dans l’équipe : précisez son rôle pour créer cette personne.")
    if len(trouvees) > 1:
        raise InvitationImpossible(f"Plusieurs personnes s’appellent {nom} : donnez le matricule.")
    return trouvees[0]


async def creer_invite(
    unit: UnitOfWork,
    nom: str,
    role: Role,
    organisation: str,
    residences: Sequence[str],
    competences: Sequence[Competence] = (),
) -> Personne:
    """Crée la personne, ou ajoute le rôle à celle qui porte déjà ce nom ; les résidences deviennent son périmètre."""
    connues = [personne for personne in await unit.personnes.par_nom(nom) if personne.actif]
    if len(connues) > 1:
        raise InvitationImpossible(f"Plusieurs personnes s’appellent {nom} : donnez le matricule.")
    parts = [await _perimetre(unit, residence) for residence in residences]
    if connues:
        personne = connues[0]
        await unit.personnes.mettre_a_jour(
            personne.id,
            personne.nom,
            personne.roles | {role},
            organisation or personne.organisation,
            equipe=personne.equipe,
            competences=personne.competences | set(competences),
            capacite=personne.capacite,
            matricule=personne.matricule,
        )
        numero = personne.id
        parts = [*personne.perimetres, *parts]
    else:
        numero = await unit.personnes.ajouter(nom, {role}, organisation, competences=competences)
    await unit.personnes.remplacer_perimetres(numero, list(dict.fromkeys(parts)))
    creee = await unit.personnes.get(numero)
    assert creee is not None
    return creee


async def _perimetre(unit: UnitOfWork, nom: str) -> Perimetre:
    trouvees = [r for r in await unit.residences.nommees(nom) if plier(r.nom) == plier(nom)]
    if len(trouvees) != 1:
        combien = "n’est pas connue" if not trouvees else "existe plusieurs fois"
        raise InvitationImpossible(f"La résidence « {nom} » {combien}.")
    return Perimetre(residence_id=trouvees[0].id)


async def ecrire_invitation(unit: UnitOfWork, personne: Personne, now: datetime, acteur: int | str) -> Invitation:
    """Écrit un lien à usage unique pour cette personne."""
    payload = secrets.token_urlsafe(24)
    await unit.personnes.inviter(personne.id, payload, now + VALIDITE)
    await unit.journal.noter(now, acteur, "invitation", detail=f"personne {personne.id}")
    username = await unit.meta.get(Cle.BOT_USERNAME)
    url = f"https://t.me/{username}?start={payload}" if username else None
    return Invitation(payload, url, now + VALIDITE, personne.nom, personne.roles)


async def inviter(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, demande: str) -> None:
    """`/inviter NOM [ROLE]` : rend un lien à remettre ; un responsable n'invite que des gardiens et partenaires."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        hote = await unit.personnes.par_telegram(telegram_id)
        if hote is None or not hote.a(Role.ADMIN, Role.RESPONSABLE):
            await refuser(unit, hote, chat_id, "inviter", now)
            return
        *debut, dernier = demande.split() or [""]
        role = Role(plier(dernier)) if debut and plier(dernier) in set(Role) else None
        nom = " ".join(debut) if role else demande.strip()
        if not nom:
            await unit.outbox.say(
                chat_id, Avis.USAGE, now, quoi="Écrivez le nom, puis le rôle : /inviter Marie Lopez gardien"
            )
            return
        try:
            invite = await _choisir(unit, hote, nom, role)
        except InvitationImpossible as impossible:
            await unit.outbox.say(chat_id, Avis.USAGE, now, quoi=str(impossible))
            return
        if not hote.a(Role.ADMIN) and not invite.roles <= {Role.GARDIEN, Role.PARTENAIRE, Role.CHARGE}:
            await refuser(unit, hote, chat_id, "inviter à ce rôle", now)
            return
        lien = await ecrire_invitation(unit, invite, now, hote.id)
        await unit.outbox.say(
            chat_id,
            Avis.INVITATION,
            now,
            nom=lien.nom,
            url=lien.url,
            expire=ctx.calendrier.en_toutes_lettres(lien.expire_le),
        )


async def _choisir(unit: UnitOfWork, hote: Personne, nom: str, role: Role | None) -> Personne:
    if role is None:
        return await trouver_invite(unit, nom)
    if not hote.a(Role.ADMIN) and role not in {Role.GARDIEN, Role.PARTENAIRE}:
        raise InvitationImpossible(
            "Vous pouvez inviter un gardien ou un partenaire. Pour un autre rôle, voyez l’administrateur."
        )
    return await creer_invite(unit, nom, role, hote.organisation, [])


async def rejoindre(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, payload: str) -> None:
    """`/start` : un lien valable fait entrer ; sans lien, une personne connue est saluée, une autre n'apprend rien."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        invite_id = await unit.personnes.invite_par(payload, now) if payload else None
        if invite_id is not None:
            if personne is not None and personne.id != invite_id:
                await unit.outbox.say(
                    chat_id,
                    Avis.USAGE,
                    now,
                    quoi=f"Vous êtes déjà {personne.nom} pour Vigie. Ce lien est pour une autre personne.",
                )
                return
            await unit.personnes.utiliser_invitation(payload, now)
            await unit.personnes.lier(invite_id, telegram_id)
            await unit.journal.noter(now, invite_id, "arrivee")
            personne = await unit.personnes.get(invite_id)
        if personne is None:
            avis = Avis.INVITATION_REFUSEE if payload else Avis.INCONNU
            await unit.outbox.say(chat_id, avis, now)
            return
        await accueillir(unit, personne, chat_id, now)


async def accueillir(unit: UnitOfWork, personne: Personne, chat_id: int, now: datetime) -> None:
    """Le mot d'accueil et le menu de la personne."""
    roles = sorted(role.value for role in personne.roles)
    await unit.outbox.say(chat_id, Avis.BIENVENUE, now, nom=personne.nom, roles=roles)
    await unit.outbox.menu(chat_id, ",".join(roles), now)


async def dire(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, avis: Avis) -> None:
    """`/aide` et `/confidentialite` : selon les rôles de qui demande."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        roles = sorted(role.value for role in personne.roles) if personne else []
        await unit.outbox.say(chat_id, avis if personne else Avis.INCONNU, now, roles=roles)


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
