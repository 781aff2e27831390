"""Les personnes, leurs périmètres, leurs absences et leurs invitations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, delete, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier import EtatDossier
from domain.personne import Competence, Perimetre, Personne, Residence, Role
from domain.texte import plier
from storage.crypto import Keyring
from storage.tables import absences, dossiers, invitations, perimetres, personnes, residences


@dataclass(frozen=True, slots=True)
class Absence:
    """Une absence, bornes comprises, et qui remplace."""

    personne_id: int
    du: date
    au: date
    remplacant_id: int | None


AnySelect = Select[*tuple[object, ...]]


def _people(condition: ColumnElement[bool]) -> tuple[AnySelect, AnySelect]:
    """Les personnes de cette condition, et leurs périmètres."""
    people = select(personnes).where(condition)
    parts = select(perimetres).where(perimetres.c.personne_id.in_(people.with_only_columns(personnes.c.id)))
    return people.order_by(personnes.c.id), parts.order_by(perimetres.c.id)


_BY_TELEGRAM, _PARTS_BY_TELEGRAM = _people((personnes.c.telegram_id == bindparam("telegram")) & personnes.c.actif)

_BY_ID, _PARTS_BY_ID = _people(personnes.c.id == bindparam("numero"))


class Personnes:
    """Les personnes, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection
        self._keyring = keyring

    async def where(self, condition: ColumnElement[bool]) -> list[Personne]:
        """Les personnes qui répondent à la condition, périmètres compris, dans l'ordre de leur création."""
        return await self._read(*_people(condition))

    async def _read(self, people: AnySelect, parts_of: AnySelect, **params: object) -> list[Personne]:
        rows = (await self._connection.execute(people, params)).all()
        if not rows:
            return []
        parts: dict[int, list[Perimetre]] = {}
        for part in await self._connection.execute(parts_of, params):
            parts.setdefault(part.personne_id, []).append(Perimetre(part.bailleur, part.secteur, part.residence_id))
        return [_personne(row, parts.get(row.id, [])) for row in rows]

    async def toutes(self) -> list[Personne]:
        """Toutes les personnes, celles qui ne sont plus actives comprises."""
        return await self.where(true())

    async def get(self, personne_id: int | None) -> Personne | None:
        """Une personne par son numéro."""
        if personne_id is None:
            return None
        found = await self._read(_BY_ID, _PARTS_BY_ID, numero=personne_id)
        return found[0] if found else None

    async def par_telegram(self, telegram_id: int) -> Personne | None:
        """La personne active qui écrit depuis ce compte."""
        found = await self._read(_BY_TELEGRAM, _PARTS_BY_TELEGRAM, telegram=telegram_id)
        return found[0] if found else None

    async def connus(self, telegram_ids: Iterable[int]) -> set[int]:
        """Parmi ces comptes, ceux de personnes actives."""
        statement = select(personnes.c.telegram_id).where(
            personnes.c.telegram_id.in_(list(telegram_ids)), personnes.c.actif
        )
        return {int(value) for value in (await self._connection.execute(statement)).scalars()}

    async def par_nom(self, nom: str) -> list[Personne]:
        """Les personnes de ce nom, ou de ce matricule."""
        return await self.where(
            or_(
                personnes.c.nom_empreinte.in_(self._keyring.digests("personne", plier(nom))),
                personnes.c.matricule == nom,
            )
        )

    async def ayant(self, role: Role) -> list[Personne]:
        """Les personnes actives qui tiennent ce rôle."""
        found = await self.where(personnes.c.actif & personnes.c.roles.cast(Text).like(f'%"{role.value}"%'))
        return [personne for personne in found if personne.a(role)]

    async def plusieurs(self, numeros: Iterable[int]) -> list[Personne]:
        """Les personnes actives de ces numéros."""
        return await self.where(personnes.c.actif & personnes.c.id.in_(list(numeros)))

    async def couvrant(self, bailleur: str, residence: Residence | None) -> list[Personne]:
        """Les personnes actives dont un périmètre contient la résidence ; sans résidence, une part du bailleur.

        Bailleurs et secteurs sont écrits comme dans les résidences depuis l'import : l'égalité suffit.
        """
        if residence is None:
            siennes = select(residences.c.id).where(residences.c.bailleur == bailleur)
            contient = (perimetres.c.bailleur == bailleur) | perimetres.c.residence_id.in_(siennes)
        else:
            large = perimetres.c.residence_id.is_(None) & (perimetres.c.bailleur == residence.bailleur)
            contient = (perimetres.c.residence_id == residence.id) | (large & perimetres.c.secteur.is_(None))
            if residence.secteur is not None:
                contient |= (
                    perimetres.c.residence_id.is_(None)
                    & (perimetres.c.secteur == residence.secteur)
                    & or_(perimetres.c.bailleur.is_(None), perimetres.c.bailleur == residence.bailleur)
                )
        return await self.where(
            personnes.c.actif & personnes.c.id.in_(select(perimetres.c.personne_id).where(contient))
        )

    async def charges(self, *, sauf: int | None = None) -> dict[int, int]:
        """Nombre de dossiers en cours (pris, ou proposés et pas encore pris) par personne.

        `sauf` est le dossier qu'on oriente : il ne compte pas contre qui l'a déjà.
        """
        porteur = func.coalesce(dossiers.c.charge_id, dossiers.c.propose_id)
        statement = (
            select(porteur, func.count())
            .where(dossiers.c.etat != EtatDossier.CLOS.value, porteur.is_not(None), dossiers.c.id != (sauf or 0))
            .group_by(porteur)
        )
        return {int(row[0]): int(row[1]) for row in await self._connection.execute(statement)}

    async def absentes(self, jour: date) -> dict[int, Absence]:
        """Les absences qui couvrent ce jour, par personne."""
        found = await self._connection.execute(
            select(absences).where(absences.c.du <= jour.isoformat(), absences.c.au >= jour.isoformat())
        )
        return {
            row.personne_id: Absence(
                row.personne_id, date.fromisoformat(row.du), date.fromisoformat(row.au), row.remplacant_id
            )
            for row in found
        }

    async def noter_absence(self, absence: Absence) -> None:
        """Écrit une absence."""
        await self._connection.execute(
            insert(absences).values(
                personne_id=absence.personne_id,
                du=absence.du.isoformat(),
                au=absence.au.isoformat(),
                remplacant_id=absence.remplacant_id,
            )
        )

    async def ajouter(
        self,
        nom: str,
        roles: Iterable[Role],
        organisation: str,
        *,
        equipe: str | None = None,
        competences: Iterable[Competence] = (),
        capacite: int | None = None,
        matricule: str | None = None,
    ) -> int:
        """Crée une personne et rend son numéro."""
        values = self._values(nom, roles, organisation, equipe, competences, capacite, matricule)
        result = await self._connection.execute(insert(personnes).values(values).returning(personnes.c.id))
        return int(result.scalar_one())

    async def mettre_a_jour(
        self,
        personne_id: int,
        nom: str,
        roles: Iterable[Role],
        organisation: str,
        *,
        equipe: str | None = None,
        competences: Iterable[Competence] = (),
        capacite: int | None = None,
        matricule: str | None = None,
    ) -> None:
        """Réécrit ce qu'un import sait d'une personne."""
        values = self._values(nom, roles, organisation, equipe, competences, capacite, matricule)
        await self._connection.execute(
            update(personnes).where(personnes.c.id == personne_id).values({**values, "actif": True})
        )

    def _values(
        self,
        nom: str,
        roles: Iterable[Role],
        organisation: str,
        equipe: str | None,
        competences: Iterable[Competence],
        capacite: int | None,
        matricule: str | None,
    ) -> dict[str, object]:
        return {
            "nom": nom,
            "nom_empreinte": self._keyring.digest("personne", plier(nom)),
            "matricule": matricule,
            "roles": sorted(role.value for role in roles),
            "competences": sorted(competence.value for competence in competences),
            "organisation": organisation,
            "equipe": equipe,
            "capacite": capacite,
        }

    async def definir_responsable(self, personne_id: int, responsable_id: int | None) -> None:
        """Dit de qui cette personne relève."""
        await self._set(personne_id, responsable_id=responsable_id)

    async def desactiver(self, personne_id: int) -> None:
        """La personne ne peut plus rien faire ; ce qu'elle a fait reste."""
        await self._set(personne_id, actif=False)

    async def lier(self, personne_id: int, telegram_id: int) -> None:
        """Rattache un compte Telegram à la personne, et à elle seule."""
        await self._connection.execute(
            update(personnes).where(personnes.c.telegram_id == telegram_id).values(telegram_id=None)
        )
        await self._set(personne_id, telegram_id=telegram_id, joignable=True)

    async def marquer_joignable(self, telegram_id: int, joignable: bool) -> None:
        """Retient si le bot peut écrire à ce compte."""
        await self._connection.execute(
            update(personnes).where(personnes.c.telegram_id == telegram_id).values(joignable=joignable)
        )

    async def remplacer_perimetres(self, personne_id: int, parts: Sequence[Perimetre]) -> None:
        """Réécrit tous les périmètres d'une personne."""
        await self._connection.execute(delete(perimetres).where(perimetres.c.personne_id == personne_id))
        if parts:
            await self._connection.execute(
                insert(perimetres),
                [
                    {
                        "personne_id": personne_id,
                        "bailleur": part.bailleur,
                        "secteur": part.secteur,
                        "residence_id": part.residence_id,
                    }
                    for part in parts
                ],
            )

    async def inviter(self, personne_id: int, payload: str, expire_le: datetime) -> None:
        """Écrit l'empreinte d'un lien à usage unique ; le lien lui-même n'est pas gardé."""
        await self._connection.execute(
            insert(invitations).values(
                personne_id=personne_id, empreinte=self._keyring.digest("invitation", payload), expire_le=expire_le
            )
        )

    async def invite_par(self, payload: str, now: datetime) -> int | None:
        """La personne qu'invite ce lien, s'il est encore valable."""
        statement = select(invitations.c.personne_id).where(self._valable(payload, now))
        found: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    async def utiliser_invitation(self, payload: str, now: datetime) -> int | None:
        """Consomme un lien, qui ne sert qu'une fois, et rend la personne invitée ; rien s'il ne vaut pas ou plus."""
        statement = (
            update(invitations)
            .where(self._valable(payload, now))
            .values(utilisee_le=now)
            .returning(invitations.c.personne_id)
        )
        found: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return found

    def _valable(self, payload: str, now: datetime) -> ColumnElement[bool]:
        return (
            invitations.c.empreinte.in_(self._keyring.digests("invitation", payload))
            & invitations.c.utilisee_le.is_(None)
            & (invitations.c.expire_le > now)
        )

    async def invitations_en_attente(self, now: datetime) -> int:
        """Combien de liens encore valables n'ont pas servi."""
        statement = (
            select(func.count())
            .select_from(invitations)
            .where(invitations.c.utilisee_le.is_(None), invitations.c.expire_le > now)
        )
        return int((await self._connection.execute(statement)).scalar_one())

    async def _set(self, personne_id: int, **values: object) -> None:
        await self._connection.execute(update(personnes).where(personnes.c.id == personne_id).values(values))


def _personne(row: Row[*tuple[object, ...]], parts: Sequence[Perimetre]) -> Personne:
    return Personne(
        id=row.id,
        nom=row.nom,
        roles=frozenset(Role(value) for value in row.roles),
        organisation=row.organisation,
        equipe=row.equipe,
        competences=frozenset(Competence(value) for value in row.competences),
        capacite=row.capacite,
        responsable_id=row.responsable_id,
        telegram_id=row.telegram_id,
        joignable=row.joignable and row.telegram_id is not None,
        actif=row.actif,
        perimetres=tuple(parts),
        matricule=row.matricule,
    )
