"""Pourquoi cette personne : l'explication d'une orientation, en données puis en une phrase.

Elle ne nomme que du personnel et des lieux, jamais un locataire : la phrase peut paraître dans un groupe. Les
compétences, qui trahissent le motif, n'y sont que si le dispositif montre les motifs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.dates import quantieme
from domain.perimetre import Lien
from domain.personne import Competence
from domain.texte import accorder, enumerer

COMPETENCES: Mapping[Competence, str] = {
    Competence.SOCIAL: "social et précarité",
    Competence.JURIDIQUE: "juridique",
    Competence.PSYCHIQUE: "troubles psychiques et addictions",
    Competence.SECURITE: "sécurité publique",
    Competence.VIOLENCES_FEMMES: "violences faites aux femmes",
}
"""Noms des compétences de la cellule, tels qu'on les lit."""

_ECARTES_NOMMES = 3


class Niveau(StrEnum):
    """À quel niveau l'orientation a trouvé quelqu'un ; `partenaire` quand le dispositif n'accompagne pas ce motif."""

    CHARGE = "charge"
    RESPONSABLE = "responsable"
    CELLULE = "cellule"
    PARTENAIRE = "partenaire"
    AUCUN = "aucun"


class Cause(StrEnum):
    """Pourquoi une personne du périmètre n'est pas proposée."""

    DEJA_SOLLICITE = "deja_sollicite"
    ABSENCE = "absence"
    INJOIGNABLE = "injoignable"
    PLAFOND = "plafond"


@dataclass(frozen=True, slots=True)
class Ecarte:
    """Une personne du périmètre qui n'est pas proposée. `jusqu_au` : dernier jour d'absence, s'il est connu."""

    personne_id: int
    nom: str
    cause: Cause
    jusqu_au: date | None = None

    def en_clair(self) -> str:
        """Le nom et la cause : « Paul Martin : absence jusqu’au 30 novembre »."""
        fin = f" jusqu’au {quantieme(self.jusqu_au)}" if self.jusqu_au else ""
        cause = {
            Cause.DEJA_SOLLICITE: "sollicitation restée sans suite",
            Cause.ABSENCE: f"absence{fin}",
            Cause.INJOIGNABLE: "injoignable sur la messagerie",
            Cause.PLAFOND: "plafond atteint",
        }[self.cause]
        return f"{self.nom} : {cause}"


@dataclass(frozen=True, slots=True)
class Raison:
    """Tout ce qui explique une orientation.

    `lieu` est la résidence, ou le bailleur, ou rien ; `suivi` est le périmètre qui a compté. `charge` et `plafond` sont
    des nombres de dossiers. `ecartes` contient ceux qui auraient été proposés avant.
    """

    niveau: Niveau
    nom: str | None = None
    lien: Lien = Lien.AUCUN
    lieu: str | None = None
    suivi: str | None = None
    charge: int | None = None
    plafond: int | None = None
    remplace: Ecarte | None = None
    competences: tuple[Competence, ...] = ()
    ecartes: tuple[Ecarte, ...] = ()
    motifs_exclus: str | None = None
    partenaire: str | None = None

    def en_clair(self) -> str:
        """Une phrase : « Proposé à Nadia Benali : suit Les Mirabelles, 12 dossiers sur 20. »."""
        if self.niveau is Niveau.PARTENAIRE and self.motifs_exclus is None:
            return "Hors du dispositif : le partenaire à solliciter est dans les détails."
        if self.niveau is Niveau.PARTENAIRE:
            return f"Hors du dispositif ({self.motifs_exclus}), à orienter vers : {self.partenaire}."
        if self.niveau is Niveau.AUCUN:
            return f"Aucune personne à proposer : {self._manque()}{self._parenthese()}."
        if self.niveau is Niveau.CHARGE:
            return f"Proposé à {self.nom} : {', '.join(self._atouts())}{self._parenthese()}."
        titre = "responsable" if self.niveau is Niveau.RESPONSABLE else "cellule de veille"
        atouts = ", ".join([titre, *self._competences()])
        return f"Proposé à {self.nom}, {atouts} : {self._manque()}{self._parenthese()}."

    def _atouts(self) -> list[str]:
        part = "une partie de " if self.lien is Lien.PARTIE else ""
        secteur = "le secteur " if self.lien is Lien.SECTEUR else ""
        suivi = f"{part}{secteur}{self.suivi}"
        atouts = [f"remplace {self.remplace.nom} sur {suivi}" if self.remplace else f"suit {suivi}"]
        atouts += self._competences()
        if self.charge is not None and self.plafond is not None:
            atouts.append(f"{accorder(self.charge, 'dossier', 'dossiers')} sur {self.plafond}")
        return atouts

    def _competences(self) -> list[str]:
        noms = [COMPETENCES[c] for c in self.competences]
        return [f"{'compétence' if len(noms) == 1 else 'compétences'} {enumerer(noms)}"] if noms else []

    def _manque(self) -> str:
        if self.lieu is None:
            return "le lieu n’est pas connu"
        if not self.ecartes and self.niveau is not Niveau.AUCUN:
            return f"aucun chargé de gestion sociale ne suit {self.lieu}"
        return f"aucun chargé de gestion sociale disponible pour {self.lieu}"

    def _parenthese(self) -> str:
        montres = [self.remplace] if self.remplace else []
        montres += self.ecartes
        if not montres:
            return ""
        mots = [ecarte.en_clair() for ecarte in montres[:_ECARTES_NOMMES]]
        if reste := len(montres) - len(mots):
            mots.append(f"et {accorder(reste, 'autre', 'autres')}")
        return f" ({' ; '.join(mots)})"
