"""Qui parle au bot, à quel titre, sur quel périmètre.

Source : parcours, « Les personnes ».
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

EQUIPE_CELLULE = "cellule"
"""Nom d'équipe de la cellule de veille, celui de `/lier cellule`."""


class Role(StrEnum):
    """Ce qu'une personne fait dans le dispositif ; une personne peut en tenir plusieurs."""

    GARDIEN = "gardien"
    PARTENAIRE = "partenaire"
    CHARGE = "charge"
    RESPONSABLE = "responsable"
    CELLULE = "cellule"
    ADMIN = "admin"


class Competence(StrEnum):
    """Compétences des membres de la cellule de veille."""

    SOCIAL = "social"
    JURIDIQUE = "juridique"
    PSYCHIQUE = "psychique"
    SECURITE = "securite"
    VIOLENCES_FEMMES = "violences_femmes"


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Une part du patrimoine ; le champ le plus étroit qui soit rempli compte seul."""

    bailleur: str | None = None
    secteur: str | None = None
    residence_id: int | None = None


@dataclass(frozen=True, slots=True)
class Residence:
    """Un site du patrimoine ; son identité est le nom, le bailleur et la commune."""

    id: int
    nom: str
    bailleur: str
    agence: str | None = None
    secteur: str | None = None
    commune: str | None = None
    code_postal: str | None = None
    adresse: str | None = None
    logements: int | None = None


@dataclass(frozen=True, slots=True)
class Personne:
    """Une personne connue du dispositif.

    `telegram_id` est absent tant qu'elle n'a pas ouvert son lien ; elle n'est pas `joignable` alors, ni quand elle
    bloque le bot.
    """

    id: int
    nom: str
    roles: frozenset[Role]
    organisation: str
    equipe: str | None = None
    competences: frozenset[Competence] = frozenset()
    capacite: int | None = None
    responsable_id: int | None = None
    telegram_id: int | None = None
    joignable: bool = True
    actif: bool = True
    perimetres: tuple[Perimetre, ...] = ()
    matricule: str | None = None

    def a(self, *roles: Role) -> bool:
        """Vrai si la personne tient au moins un de ces rôles."""
        return not self.roles.isdisjoint(roles)

    @property
    def disponible(self) -> bool:
        """Vrai si un message du bot lui parvient : toujours dans le dispositif, et joignable."""
        return self.actif and self.joignable

    @property
    def peut_signaler(self) -> bool:
        """Toute personne peut signaler, sauf l'administrateur seul (parcours, « Les personnes »)."""
        return bool(self.roles - {Role.ADMIN})
