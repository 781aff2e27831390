"""Pas de prise en charge à temps : on monte, palier par palier.

Rappel à la personne proposée, puis remplaçant, responsable, cellule (parcours, 2.4) ; chaque palier laisse le délai de
l'urgence. Seule `immediate` réveille. Après la cellule, les documents ne disent rien : elle est rappelée au rythme du
dispositif (une heure pour un danger, chaque jour ouvré sinon) jusqu'à ce que quelqu'un prenne.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from domain.orientation import Candidat, Demande, Niveau, disponibles
from domain.signalement import Urgence


class Palier(IntEnum):
    """Qui est prévenu, du plus proche au plus haut."""

    PERSONNE = 0
    REMPLACANT = 1
    RESPONSABLE = 2
    CELLULE = 3

    @property
    def libelle(self) -> str:
        """Nom court, tel qu'on le lit dans un suivi."""
        return ("rappel à la personne proposée", "remplaçant", "responsable", "cellule de veille")[self]


@dataclass(frozen=True, slots=True)
class Etape:
    """Un palier et l'instant (UTC) où l'on y passe si personne n'a pris le dossier."""

    palier: Palier
    prevue_le: datetime


def prochain_palier(
    palier: Palier | None, urgence: Urgence, depuis: datetime, calendrier: Calendrier, regles: Dispositif
) -> Etape:
    """L'étape qui suit ce palier, atteint à l'instant `depuis` ; `None` est la proposition elle-même.

    Il y en a toujours une : un dossier que personne ne prend continue d'être rappelé à la cellule.
    """
    if palier is Palier.CELLULE:
        suivant, delai = Palier.CELLULE, regles.rappel_cellule[urgence]
    else:
        suivant = Palier.PERSONNE if palier is None else Palier(palier + 1)
        delai = regles.delais[urgence]
    echeance = calendrier.ajouter(depuis, delai)
    return Etape(suivant, echeance if urgence is Urgence.IMMEDIATE else calendrier.hors_nuit(echeance))


def moment_permis(urgence: Urgence, maintenant: datetime, calendrier: Calendrier, regles: Dispositif) -> datetime:
    """Le premier instant où l'on peut monter d'un palier : une étape en retard ne réveille pas plus qu'une autre.

    Un délai en heures ou en jours ouvrés attend aussi le jour ouvré ; un délai en minutes court tous les jours.
    """
    if urgence is Urgence.IMMEDIATE:
        return maintenant
    permis = calendrier.hors_nuit(maintenant)
    if regles.delais[urgence].minutes is None and not calendrier.est_ouvre(calendrier.local(permis).date()):
        return calendrier.next_slot(permis)
    return permis


def destinataires(
    palier: Palier,
    propose_id: int | None,
    demande: Demande,
    candidats: Sequence[Candidat],
    regles: Dispositif,
) -> tuple[int, ...]:
    """Qui prévenir à ce palier ; vide si personne ne peut l'être, et l'on passe alors au palier suivant sans attendre.

    Le palier du remplaçant va à qui remplace la personne proposée, sinon au chargé de gestion sociale suivant ; celui
    du responsable, au responsable de la personne proposée s'il est présent, sinon au premier du périmètre.
    """
    if palier is Palier.PERSONNE:
        return (propose_id,) if propose_id is not None else ()
    sollicites = demande.exclus | ({propose_id} if propose_id is not None else frozenset())
    if palier is Palier.REMPLACANT:
        return disponibles(Niveau.CHARGE, replace(demande, exclus=sollicites), candidats, regles)[:1]
    if palier is Palier.CELLULE:
        return disponibles(Niveau.CELLULE, replace(demande, exclus=frozenset()), candidats, regles)
    presents = disponibles(Niveau.RESPONSABLE, replace(demande, exclus=sollicites), candidats, regles)
    attitre = next((c.personne.responsable_id for c in candidats if c.personne.id == propose_id), None)
    return (attitre,) if attitre in presents and attitre is not None else presents[:1]
