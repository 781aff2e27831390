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
            await unit.journal.noter(now, hote.id, "refus", detail="invitation")
            await unit.outbox.say(chat_id, Avis.USAGE, now, quoi=str(impossible))
            return
        if invite.telegram_id is not None:
            await unit.outbox.say(invite.telegram_id, Avis.NOUVELLE_INVITATION, now, nom=hote.nom)
        lien = await ecrire_invitation(unit, invite, now, hote.id)
        await unit.outbox.say(
            chat_id,
            Avis.INVITATION,
            now,
            nom=lien.nom,
            url=lien.url,
            expire=ctx.calendrier.en_toutes_lettres(lien.expire_le),
        )


_INVITES_DU_RESPONSABLE = frozenset({Role.GARDIEN, Role.PARTENAIRE, Role.CHARGE})


async def _choisir(unit: UnitOfWork, hote: Personne, nom: str, role: Role | None) -> Personne:
    """La personne à inviter ; lève `InvitationImpossible` avant d'avoir rien écrit.

    Un lien donne la main sur un compte : un responsable n'en donne que pour les siens, et pas pour qui a déjà le sien.
    """
    if not hote.a(Role.ADMIN):
        connues = [personne for personne in await unit.personnes.par_nom(nom) if personne.actif]
        if role not in {None, Role.GARDIEN, Role.PARTENAIRE} or any(
            personne.telegram_id is not None
            or not personne.roles <= _INVITES_DU_RESPONSABLE
            or (personne.responsable_id != hote.id and plier(personne.organisation) != plier(hote.organisation))
            for personne in connues
        ):
            raise InvitationImpossible(
                "Vous pouvez inviter les gardiens, partenaires et chargés de gestion sociale de votre organisme "
                "qui n’ont pas encore d’accès. Pour les autres, voyez l’administrateur."
            )
    if role is None:
        return await trouver_invite(unit, nom)
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
            invite_id = await unit.personnes.utiliser_invitation(payload, now)
        if invite_id is not None:
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
