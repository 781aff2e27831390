"""Ce qui se règle dans le temps : un délai, des heures de bureau, une nuit, un jour de réunion.

Source : parcours, 2.4 (délais, heures ouvrées, nuit) et 4.1 (jour de la réunion).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from domain.texte import accorder, plier

_ECRITURES: tuple[tuple[re.Pattern[str], str, int], ...] = (
    (re.compile(r"(\d+) min(?:utes?)?"), "minutes", 1),
    (re.compile(r"(\d+) h(?:eures?)?(?: (\d+))?"), "minutes", 60),
    (re.compile(r"(\d+) heures? ouvrees?"), "heures_ouvrees", 1),
    (re.compile(r"(\d+) jours? ouvres?"), "jours_ouvres", 1),
    (re.compile(r"(?:avant )?(?:la )?fin du (\d+)e jour ouvre suivant"), "fin_jour_ouvre", 1),
)
_NEGATIF = re.compile(r"[-–−]\s*\d")
_FIN_DE_JOUR = re.compile(r"(?:avant )?(?:la )?fin du jour ouvre( suivant)?")


@dataclass(frozen=True, slots=True)
class Delai:
    """Un délai, dit dans une seule unité ; un seul des quatre champs est rempli.

    `minutes` court jour et nuit ; `heures_ouvrees` ne court qu'aux heures de bureau ; `jours_ouvres` garde
    l'heure et avance de jour ouvré en jour ouvré ; `fin_jour_ouvre` finit avec le n-ième jour ouvré suivant
    (0 : le jour même).
    """

    minutes: int | None = None
    heures_ouvrees: int | None = None
    jours_ouvres: int | None = None
    fin_jour_ouvre: int | None = None

    def __post_init__(self) -> None:
        """Refuse un délai vide, double, nul ou négatif (`ValueError`)."""
        donnees = [v for v in (self.minutes, self.heures_ouvrees, self.jours_ouvres) if v is not None]
        if len(donnees) + (self.fin_jour_ouvre is not None) != 1:
            raise ValueError("un délai se dit dans une unité et une seule")
        if any(v < 1 for v in donnees) or (self.fin_jour_ouvre or 0) < 0:
            raise ValueError("un délai est plus grand que zéro")

    def en_clair(self) -> str:
        """Le délai tel qu'on le lit sur une carte ; `Delai.lire` sait le relire."""
        if self.minutes is not None:
            return _duree(self.minutes)
        if self.heures_ouvrees is not None:
            return accorder(self.heures_ouvrees, "heure ouvrée", "heures ouvrées")
        if self.jours_ouvres is not None:
            return accorder(self.jours_ouvres, "jour ouvré", "jours ouvrés")
        rang = self.fin_jour_ouvre or 0
        if rang > 1:
            return f"avant la fin du {rang}e jour ouvré suivant"
        return "avant la fin du jour ouvré suivant" if rang else "avant la fin du jour ouvré"

    @staticmethod
    def lire(texte: str) -> Delai:
        """Lit un délai écrit en français, comme dans un dispositif ; `ValueError` s'il ne se comprend pas."""
        plie = "" if _NEGATIF.search(texte) else plier(texte)
        if fin := _FIN_DE_JOUR.fullmatch(plie):
            return Delai(fin_jour_ouvre=1 if fin[1] else 0)
        for ecriture, champ, unite in _ECRITURES:
            if lu := ecriture.fullmatch(plie):
                reste = int(lu[2] or 0) if ecriture.groups > 1 else 0
                return Delai(**{champ: int(lu[1]) * unite + reste})
        raise ValueError(f"délai incompris : « {texte} »")


def _duree(minutes: int) -> str:
    heures, reste = divmod(minutes, 60)
    if not heures:
        return accorder(minutes, "minute", "minutes")
    return f"{heures} h {reste:02d}" if reste else accorder(heures, "heure", "heures")


@dataclass(frozen=True, slots=True)
class Plage:
    """Un morceau de journée, fin exclue ; une nuit passe minuit quand `debut` est après `fin`."""

    debut: time
    fin: time


@dataclass(frozen=True, slots=True)
class Horaires:
    """Les heures de bureau et la nuit d'un dispositif (parcours, 2.4), en heure locale.

    `jours` contient des rangs de `date.weekday()` ; `plages` est triée et sans recouvrement.
    """

    jours: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    plages: tuple[Plage, ...] = (Plage(time(9), time(12, 30)), Plage(time(14), time(18)))
    nuit: Plage = Plage(time(20), time(8))

    def __post_init__(self) -> None:
        """Refuse ce qui rendrait le calcul d'une échéance impossible (`ValueError`)."""
        if not self.jours or not self.jours <= set(range(7)):
            raise ValueError("il faut au moins un jour ouvré")
        if not self.plages:
            raise ValueError("il faut au moins une plage ouvrée")
        bornes = [heure for plage in self.plages for heure in (plage.debut, plage.fin)]
        if any(avant >= apres for avant, apres in pairwise(bornes)):
            raise ValueError("les plages ouvrées se suivent dans la journée, sans se chevaucher")
        if any(self._de_nuit(plage) for plage in self.plages):
            raise ValueError("une plage ouvrée tombe la nuit")

    def _de_nuit(self, plage: Plage) -> bool:
        debut, fin = self.nuit.debut, self.nuit.fin
        if debut > fin:
            return plage.debut < fin or plage.fin > debut
        return plage.debut < fin and plage.fin > debut


@dataclass(frozen=True, slots=True)
class RegleReunion:
    """Le jour de la réunion mensuelle : `rang` de 1 à 4 ou -1 (le dernier), `jour` de 0 (lundi) à 6, `heure` locale."""

    rang: int = 1
    jour: int = 1
    heure: time = time(14)

    def __post_init__(self) -> None:
        """Refuse un rang qui manquerait certains mois, ou un jour inconnu (`ValueError`)."""
        if self.rang not in (1, 2, 3, 4, -1) or self.jour not in range(7):
            raise ValueError("une réunion tombe le premier, deuxième, troisième, quatrième ou dernier « jour » du mois")
