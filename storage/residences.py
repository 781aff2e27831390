"""Les sites du patrimoine et les groupes d'équipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, bindparam, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.personne import Perimetre, Residence
from domain.texte import plier
from storage.sql import insert_into
from storage.tables import groupes, perimetres, personnes, residences

LIMITE_CHOIX = 400
"""Au-delà, une liste de résidences ne se parcourt plus sur un téléphone."""


def cle_residence(nom: str, bailleur: str, commune: str | None) -> str:
    """Identité d'une résidence : nom, bailleur et commune, sans casse ni accents."""
    return "\x1f".join((plier(nom), plier(bailleur), plier(commune or "")))


_GET = select(residences).where(residences.c.id == bindparam("residence_id"))


class Residences:
    """Les résidences, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def get(self, residence_id: int | None) -> Residence | None:
        """Une résidence par son numéro."""
        if residence_id is None:
            return None
        row = (await self._connection.execute(_GET, {"residence_id": residence_id})).first()
        return None if row is None else _residence(row)

    async def dans(self, parts: Sequence[Perimetre]) -> list[Residence]:
        """Les résidences de ces périmètres, par nom."""
        if not parts:
            return []
        conditions = []
        for part in parts:
            if part.residence_id is not None:
                conditions.append(residences.c.id == part.residence_id)
            elif part.secteur is not None and part.bailleur is not None:
                conditions.append((residences.c.bailleur == part.bailleur) & (residences.c.secteur == part.secteur))
            elif part.secteur is not None:
                conditions.append(residences.c.secteur == part.secteur)
            elif part.bailleur is not None:
                conditions.append(residences.c.bailleur == part.bailleur)
        statement = (
            select(residences)
            .where(or_(false(), *conditions))
            .order_by(residences.c.nom, residences.c.id)
            .limit(LIMITE_CHOIX)
        )
        return [_residence(row) for row in await self._connection.execute(statement)]

    async def nommees(self, nom: str) -> list[Residence]:
        """Les résidences dont le nom finit ainsi, à l'article près, où qu'elles soient."""
        fin = plier(nom).replace("/", "//").replace("%", "/%").replace("_", "/_")
        statement = (
            select(residences)
            .where(residences.c.cle.like(f"%{fin}\x1f%\x1f%", escape="/"))
            .order_by(residences.c.id)
            .limit(LIMITE_CHOIX)
        )
        return [_residence(row) for row in await self._connection.execute(statement)]

    async def toutes(self) -> list[Residence]:
        """Toutes les résidences, par nom."""
        statement = select(residences).order_by(residences.c.nom, residences.c.id)
        return [_residence(row) for row in await self._connection.execute(statement)]

    async def bailleurs(self) -> list[str]:
        """Les bailleurs du patrimoine, chacun une fois."""
        return list((await self._connection.execute(select(residences.c.bailleur).distinct())).scalars())

    async def cles(self) -> dict[str, int]:
        """Le numéro de chaque résidence par son identité."""
        rows = await self._connection.execute(select(residences.c.cle, residences.c.id))
        return {row.cle: row.id for row in rows}

    async def importer(self, lignes: Sequence[Residence]) -> tuple[int, int]:
        """Crée ou met à jour (l'`id` des lignes est ignoré) ; rend les nombres de créées et de changées."""
        connues = {row.cle: row for row in await self._connection.execute(select(residences))}
        nouvelles: list[dict[str, object]] = []
        changees: list[dict[str, object]] = []
        for ligne in lignes:
            values = _values(ligne)
            connue = connues.get(str(values["cle"]))
            if connue is None:
                nouvelles.append(values)
            elif any(connue._mapping[key] != value for key, value in values.items()):
                changees.append({**values, "numero": connue.id})
        if nouvelles:
            await self._connection.execute(insert(residences), nouvelles)
        if changees:
            await self._connection.execute(update(residences).where(residences.c.id == bindparam("numero")), changees)
        return len(nouvelles), len(changees)

    async def accorder(self, bailleurs: Mapping[str, str], secteurs: Mapping[str, str]) -> None:
        """Donne à chaque nom la même écriture partout où il sert : ailleurs on ne compare que par égalité.

        Les clefs sont des noms pliés ; les périmètres et les organisations suivent les résidences.
        """
        for colonne, ecritures in (
            (residences.c.bailleur, bailleurs),
            (perimetres.c.bailleur, bailleurs),
            (personnes.c.organisation, bailleurs),
            (residences.c.secteur, secteurs),
            (perimetres.c.secteur, secteurs),
        ):
            ecrits = await self._connection.execute(select(colonne).distinct().where(colonne.is_not(None)))
            for ecrit in ecrits.scalars().all():
                retenu = ecritures.get(plier(ecrit), ecrit)
                if retenu != ecrit:
                    await self._connection.execute(
                        update(colonne.table).where(colonne == ecrit).values({colonne: retenu})
                    )

    async def count(self) -> int:
        """Combien de résidences."""
        return int((await self._connection.execute(select(func.count()).select_from(residences))).scalar_one())


class Groupes:
    """Les groupes liés à une équipe ou à la cellule."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def lier(self, chat_id: int, equipe: str, *, cellule: bool) -> None:
        """Lie un groupe à une équipe ; l'équipe quitte le groupe qu'elle avait."""
        await self._connection.execute(
            groupes.delete().where(or_(groupes.c.chat_id == chat_id, groupes.c.equipe == plier(equipe)))
        )
        await self._connection.execute(
            insert_into(self._connection, groupes).values(chat_id=chat_id, equipe=plier(equipe), cellule=cellule)
        )

    async def de(self, equipe: str | None) -> int | None:
        """Le groupe d'une équipe."""
        if not equipe:
            return None
        statement = select(groupes.c.chat_id).where(groupes.c.equipe == plier(equipe), groupes.c.cellule.is_(False))
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def cellule(self) -> int | None:
        """Le groupe de la cellule de veille."""
        statement = select(groupes.c.chat_id).where(groupes.c.cellule.is_(True))
        return (await self._connection.execute(statement)).scalar_one_or_none()

    async def tous(self) -> dict[int, tuple[str, bool]]:
        """Chaque groupe lié, son équipe, et s'il est celui de la cellule."""
        return {row.chat_id: (row.equipe, row.cellule) for row in await self._connection.execute(select(groupes))}

    async def move_chat(self, old: int, new: int) -> None:
        """Suit un groupe devenu supergroupe."""
        await self._connection.execute(groupes.delete().where(groupes.c.chat_id == new))
        await self._connection.execute(update(groupes).where(groupes.c.chat_id == old).values(chat_id=new))

    async def oublier(self, chat_id: int) -> None:
        """Le groupe n'existe plus pour le bot."""
        await self._connection.execute(groupes.delete().where(groupes.c.chat_id == chat_id))


def _values(ligne: Residence) -> dict[str, object]:
    return {
        "cle": cle_residence(ligne.nom, ligne.bailleur, ligne.commune),
        "nom": ligne.nom,
        "bailleur": ligne.bailleur,
        "agence": ligne.agence,
        "secteur": ligne.secteur,
        "adresse": ligne.adresse,
        "code_postal": ligne.code_postal,
        "commune": ligne.commune,
        "logements": ligne.logements,
    }


def _residence(row: Row[tuple[object, ...]]) -> Residence:
    return Residence(
        id=row.id,
        nom=row.nom,
        bailleur=row.bailleur,
        agence=row.agence,
        secteur=row.secteur,
        commune=row.commune,
        code_postal=row.code_postal,
        adresse=row.adresse,
        logements=row.logements,
    )
