"""De quoi peupler une base d'essai en une ligne. Toutes les personnes sont inventées."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.dossier import Dossier
from domain.personne import Perimetre, Residence, Role
from domain.signalement import Lieu, Motif, Urgence
from storage.database import Database

LE = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""L'instant des essais qui n'ont pas besoin d'horloge."""


async def creer_residence(
    base: Database, nom: str = "Les Mirabelles", bailleur: str = "Habitat 62/59", **autres: str | None
) -> Residence:
    """Une résidence, telle que la base la rend."""
    async with base.write() as unit:
        await unit.residences.importer([Residence(0, nom, bailleur, **autres)])  # type: ignore[arg-type]
        return next(r for r in await unit.residences.toutes() if (r.nom, r.bailleur) == (nom, bailleur))


async def creer_personne(
    base: Database, nom: str = "Awa Diallo", *roles: Role, perimetre: Perimetre | None = None
) -> int:
    """Une personne, gardien sauf dit, et son numéro."""
    async with base.write() as unit:
        numero = await unit.personnes.ajouter(nom, roles or (Role.GARDIEN,), "Habitat 62/59")
        if perimetre is not None:
            await unit.personnes.remplacer_perimetres(numero, [perimetre])
        return numero


async def ouvrir_dossier(
    base: Database,
    auteur_id: int,
    *,
    annee: int = 2026,
    residence_id: int | None = None,
    lieu: Lieu | None = None,
    locataire: str | None = None,
) -> Dossier:
    """Un dossier ouvert pour impayés."""
    async with base.write() as unit:
        return await unit.dossiers.ouvrir(
            annee=annee,
            auteur_id=auteur_id,
            residence_id=residence_id,
            lieu=lieu or Lieu(),
            locataire=locataire,
            motifs=(Motif.IMPAYES,),
            urgence=Urgence.HAUTE,
            cree_le=LE,
        )
