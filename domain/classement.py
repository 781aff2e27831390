"""Classer ceux qui peuvent prendre un dossier, à un niveau donné, et retenir ceux qu'il a fallu écarter.

L'ordre est celui du parcours (2.1) : périmètre, compétence, présence, charge, puis le moins chargé. Il ne dépend ni de
l'heure, ni de l'ordre des candidats ; à égalité, un titulaire avant un remplaçant, puis le plus petit identifiant.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.dispositif import Dispositif
from domain.perimetre import Lien, lien
from domain.personne import Competence, Personne, Residence, Role
from domain.raison import Cause, Ecarte, Niveau
from domain.signalement import Motif, Urgence

ROLES: Mapping[Niveau, Role] = {
    Niveau.CHARGE: Role.CHARGE,
    Niveau.RESPONSABLE: Role.RESPONSABLE,
    Niveau.CELLULE: Role.CELLULE,
}
"""Les niveaux où l'on cherche quelqu'un, dans l'ordre, et le rôle qu'il faut y tenir."""


@dataclass(frozen=True, slots=True)
class Demande:
    """Ce qu'il faut orienter. `bailleur` sert quand la résidence est inconnue ; `exclus` a déjà été sollicité."""

    residence: Residence | None
    bailleur: str | None
    motifs: Collection[Motif]
    urgence: Urgence
    exclus: frozenset[int] = frozenset()

    @property
    def lieu(self) -> str | None:
        """Le nom du lieu tel qu'on peut le dire dans un groupe : la résidence, sinon le bailleur."""
        return self.residence.nom if self.residence else self.bailleur


@dataclass(frozen=True, slots=True)
class Candidat:
    """Une personne et sa situation présente.

    `charge` compte ses dossiers ouverts ; sans `plafond`, c'est sa capacité, puis celle du dispositif. `remplacant_id`
    est la personne qui tient sa place quand elle est absente ; `absent_jusqu_au`, son dernier jour d'absence.
    """

    personne: Personne
    charge: int = 0
    plafond: int | None = None
    absent: bool = False
    remplacant_id: int | None = None
    absent_jusqu_au: date | None = None


@dataclass(frozen=True, slots=True)
class Choix:
    """Une personne qu'on peut proposer ; `cle` la classe, la plus petite d'abord."""

    candidat: Candidat
    lien: Lien
    plafond: int
    competences: tuple[Competence, ...]
    remplace: Ecarte | None
    cle: tuple[int, int, Fraction, bool, int]


class Classement:
    """Une demande, ses candidats, et ce qui a empêché les chargés de gestion sociale qu'on n'a pas retenus."""

    def __init__(self, demande: Demande, candidats: Sequence[Candidat], regles: Dispositif) -> None:
        """Prépare le classement ; chaque personne figure au plus une fois parmi les candidats."""
        self._demande = demande
        self._par_id = {candidat.personne.id: candidat for candidat in candidats}
        self._regles = regles
        voulues = {regles.motifs[motif].competence for motif in demande.motifs}
        self.demandees = tuple(competence for competence in Competence if competence in voulues)
        self.ecartes: tuple[Ecarte, ...] = ()

    def au_niveau(self, niveau: Niveau) -> list[Choix]:
        """Les choix possibles à ce niveau, le meilleur d'abord ; une personne n'y paraît qu'une fois."""
        choix: dict[int, Choix] = {}
        ecartes: list[tuple[Lien, Ecarte]] = []
        for numero in sorted(self._par_id):
            candidat = self._par_id[numero]
            attache = self._lien(niveau, candidat)
            if attache is None:
                continue
            tenant, ecarte = self._tenant(niveau, candidat)
            if tenant is None:
                ecartes += [(attache, ecarte)] if ecarte else []
                continue
            nouveau = self._choix(tenant, attache, ecarte)
            ancien = choix.get(tenant.personne.id)
            if ancien is None or nouveau.cle < ancien.cle:
                choix[tenant.personne.id] = nouveau
        ordre = sorted(choix.values(), key=lambda c: c.cle)
        if niveau is Niveau.CHARGE:
            self.ecartes = tuple(e for attache, e in ecartes if not ordre or attache >= ordre[0].lien)
        return ordre

    def _lien(self, niveau: Niveau, candidat: Candidat) -> Lien | None:
        """Le lien de cette personne avec le lieu, ou `None` si elle n'a pas à être proposée à ce niveau.

        Un responsable sans périmètre répond de celui de ses chargés de gestion sociale ; un membre de la cellule sans
        périmètre répond de tout le dispositif.
        """
        personne = candidat.personne
        if not personne.actif or not personne.a(ROLES[niveau]):
            return None
        perimetres = personne.perimetres
        if not perimetres and niveau is Niveau.CELLULE:
            return Lien.AUCUN
        if not perimetres and niveau is Niveau.RESPONSABLE:
            equipe = (c.personne for c in self._par_id.values() if c.personne.responsable_id == personne.id)
            perimetres = tuple(p for membre in equipe if membre.actif for p in membre.perimetres)
        trouve = lien(perimetres, self._demande.residence, self._demande.bailleur)
        return None if trouve is Lien.AUCUN else trouve

    def _tenant(self, niveau: Niveau, candidat: Candidat) -> tuple[Candidat | None, Ecarte | None]:
        """Qui tient la place de cette personne, et ce qui l'en empêche elle-même ; on suit les remplaçants."""
        ecarte = self._empechement(niveau, candidat)
        courant, cause, vus = candidat, ecarte, {candidat.personne.id}
        while cause is not None:
            suivant = self._par_id.get(courant.remplacant_id or 0)
            tient = suivant is not None and suivant.personne.actif and suivant.personne.a(*ROLES.values())
            if suivant is None or not tient or cause.cause is Cause.PLAFOND or suivant.personne.id in vus:
                return None, ecarte
            vus.add(suivant.personne.id)
            courant, cause = suivant, self._empechement(niveau, suivant)
        return courant, ecarte

    def _empechement(self, niveau: Niveau, candidat: Candidat) -> Ecarte | None:
        personne = candidat.personne
        if personne.id in self._demande.exclus:
            return Ecarte(personne.id, personne.nom, Cause.DEJA_SOLLICITE)
        if candidat.absent:
            return Ecarte(personne.id, personne.nom, Cause.ABSENCE, candidat.absent_jusqu_au)
        if not personne.joignable:
            return Ecarte(personne.id, personne.nom, Cause.INJOIGNABLE)
        if niveau is Niveau.CHARGE and candidat.charge >= self._plafond(candidat):
            return Ecarte(personne.id, personne.nom, Cause.PLAFOND)
        return None

    def _choix(self, tenant: Candidat, attache: Lien, remplace: Ecarte | None) -> Choix:
        plafond = self._plafond(tenant)
        tenues = tuple(c for c in self.demandees if c in tenant.personne.competences)
        part = Fraction(tenant.charge, max(plafond, 1))
        cle = (-len(tenues), -attache, part, remplace is not None, tenant.personne.id)
        return Choix(tenant, attache, plafond, tenues, remplace, cle)

    def _plafond(self, candidat: Candidat) -> int:
        for plafond in (candidat.plafond, candidat.personne.capacite):
            if plafond is not None:
                return plafond
        return self._regles.capacite
