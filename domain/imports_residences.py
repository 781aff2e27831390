"""Valider le fichier des résidences."""

from __future__ import annotations

from dataclasses import dataclass

from domain.imports_cellules import Cellules
from domain.imports_lignes import Forme, cles, harmoniser, lire_lignes, refuser_doublons
from domain.imports_tableau import Resultat, Tableau

FORME = Forme(
    requises=("residence", "bailleur"),
    facultatives=("agence", "secteur", "adresse", "code_postal", "commune", "logements"),
)


@dataclass(frozen=True, slots=True)
class LigneResidence:
    """Une résidence telle que le fichier la donne."""

    numero: int
    residence: str
    bailleur: str
    agence: str | None = None
    secteur: str | None = None
    adresse: str | None = None
    code_postal: str | None = None
    commune: str | None = None
    logements: int | None = None

    @property
    def identite(self) -> tuple[str, ...]:
        """Clé pliée qui fait d'une résidence la même d'un import à l'autre."""
        return identite_residence(self.residence, self.bailleur, self.commune)


def identite_residence(residence: str, bailleur: str, commune: str | None) -> tuple[str, ...]:
    """Rend la clé d'identité d'une résidence : nom, bailleur et commune pliés."""
    return cles((residence, bailleur, commune))


def valider_residences(tableau: Tableau) -> Resultat[LigneResidence]:
    """Vérifie tout le fichier des résidences et rend ses lignes, ou toutes ses erreurs."""
    lecture = lire_lignes(tableau, FORME, _lire)
    refuser_doublons(lecture, lambda ligne: ligne.identite if ligne.residence and ligne.bailleur else None, "résidence")
    harmoniser(lecture, ("bailleur", "agence", "secteur", "commune"))
    return lecture.resultat()


def _lire(cellules: Cellules) -> LigneResidence:
    return LigneResidence(
        numero=cellules.numero,
        residence=cellules.requis("residence"),
        bailleur=cellules.requis("bailleur"),
        agence=cellules.texte("agence"),
        secteur=cellules.texte("secteur"),
        adresse=cellules.texte("adresse"),
        code_postal=cellules.code_postal("code_postal"),
        commune=cellules.texte("commune"),
        logements=cellules.entier("logements"),
    )
