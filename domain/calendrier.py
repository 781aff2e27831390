"""Le temps du métier : heures ouvrées, jours fériés, nuit, échéances, jour de réunion.

Tout entre et sort en UTC ; l'heure locale n'existe qu'ici. Les bornes des plages et des nuits sont des instants,
et non des heures d'horloge : les deux nuits de changement d'heure n'ont donc pas de cas particulier. Une heure qui
n'existe pas (dernier dimanche de mars) devient le premier instant qui la suit ; une heure qui existe deux fois est la
première. Sources : parcours, 2.4, 3.2 et 4.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from domain import dates
from domain.horaires import Delai, Horaires, Plage, RegleReunion

__all__ = ["Calendrier", "Clock", "Delai", "Horaires", "Plage", "RegleReunion"]

_UN_JOUR = timedelta(days=1)
_HORIZON = 400
"""Nombre de jours au-delà duquel l'absence de jour ouvré est une erreur de réglage."""


class Clock(Protocol):
    """La seule horloge ; les règles ne lisent jamais l'heure elles-mêmes."""

    def now(self) -> datetime:
        """L'instant présent, en UTC, avec son fuseau."""
        ...


@dataclass(frozen=True)
class Calendrier:
    """Les jours et les heures d'un dispositif, dans un fuseau, avec les jours fériés qu'on lui donne."""

    tz: ZoneInfo
    est_ferie: Callable[[date], bool]
    horaires: Horaires = field(default_factory=Horaires)

    def local(self, instant: datetime) -> datetime:
        """L'instant à l'heure locale ; `ValueError` s'il n'a pas de fuseau."""
        return _utc(instant).astimezone(self.tz)

    def en_toutes_lettres(self, instant: datetime, *, annee: bool = False) -> str:
        """L'instant comme on le dit, à l'heure locale : « mardi 24 novembre à 10 h 05 »."""
        return dates.en_toutes_lettres(self.local(instant), annee=annee)

    def instant(self, jour: date, heure: time) -> datetime:
        """L'instant UTC de cette heure locale ; dans le trou de mars, le premier instant qui existe ensuite."""
        voulu = datetime.combine(jour, heure, tzinfo=self.tz)
        utc = voulu.astimezone(UTC)
        if utc.astimezone(self.tz).replace(tzinfo=None) == voulu.replace(tzinfo=None):
            return utc
        premier = voulu.replace(second=0, microsecond=0, fold=1).astimezone(UTC)
        while premier.astimezone(self.tz).replace(tzinfo=None) < voulu.replace(tzinfo=None):
            premier += timedelta(minutes=1)
        return premier

    def est_ouvre(self, jour: date) -> bool:
        """Vrai pour un jour travaillé et non férié."""
        return jour.weekday() in self.horaires.jours and not self.est_ferie(jour)

    def est_nuit(self, instant: datetime) -> bool:
        """Vrai pendant la nuit, quand seule l'urgence `immediate` réveille."""
        return self.hors_nuit(instant) != instant

    def jour_ouvre(self, jour: date) -> date:
        """Ce jour s'il est ouvré, sinon le prochain qui l'est ; `ValueError` s'il n'y en a pas en 400 jours."""
        for rang in range(_HORIZON):
            candidat = jour + rang * _UN_JOUR
            if self.est_ouvre(candidat):
                return candidat
        raise ValueError("aucun jour ouvré dans l'année : vérifier les jours et les fériés du dispositif")

    def prochain_jour_ouvre(self, jour: date, nombre: int = 1) -> date:
        """Le `nombre`-ième jour ouvré strictement après ce jour."""
        for _ in range(nombre):
            jour = self.jour_ouvre(jour + _UN_JOUR)
        return jour

    def fin_de_journee(self, jour: date) -> datetime:
        """La fermeture des bureaux ce jour-là, ou le prochain jour ouvré."""
        return self.instant(self.jour_ouvre(jour), self.horaires.plages[-1].fin)

    def next_slot(self, instant: datetime) -> datetime:
        """Le premier instant, à partir de celui-ci, qui soit dans les heures ouvrées."""
        debut, _ = next(self._plages_depuis(instant))
        return debut

    def hors_nuit(self, instant: datetime) -> datetime:
        """Le premier instant, à partir de celui-ci, qui ne soit pas la nuit, jours fériés compris."""
        nuit = self.horaires.nuit
        aujourdhui = self.local(instant).date()
        for jour in (aujourdhui - _UN_JOUR, aujourdhui):
            debut = self.instant(jour, nuit.debut)
            fin = self.instant(jour + _UN_JOUR if nuit.debut > nuit.fin else jour, nuit.fin)
            if debut <= instant < fin:
                return fin
        return _utc(instant)

    def ajouter(self, instant: datetime, delai: Delai) -> datetime:
        """L'échéance : l'instant où le délai, compté depuis cet instant, est écoulé.

        Un délai en heures ou en jours ouvrés commence à courir à l'ouverture des bureaux.
        """
        if delai.minutes is not None:
            return _utc(instant) + timedelta(minutes=delai.minutes)
        if delai.heures_ouvrees is not None:
            return self._apres_travail(instant, timedelta(hours=delai.heures_ouvrees))
        if delai.jours_ouvres is not None:
            depart = self.local(self.next_slot(instant))
            jour = self.prochain_jour_ouvre(depart.date(), delai.jours_ouvres)
            return self.next_slot(self.instant(jour, depart.time()))
        jour = self.local(instant).date()
        if delai.fin_jour_ouvre:
            return self.fin_de_journee(self.prochain_jour_ouvre(jour, delai.fin_jour_ouvre))
        return self.fin_de_journee(self.local(self.next_slot(instant)).date())

    def reunion(self, annee: int, mois: int, regle: RegleReunion) -> datetime:
        """La réunion de veille de ce mois ; un jour chômé la repousse au jour ouvré suivant, à la même heure."""
        if regle.rang > 0:
            premier = date(annee, mois, 1)
            ecart = (regle.jour - premier.weekday()) % 7 + 7 * (regle.rang - 1)
            jour = premier + timedelta(days=ecart)
        else:
            dernier = date(annee + mois // 12, mois % 12 + 1, 1) - _UN_JOUR
            jour = dernier - timedelta(days=(dernier.weekday() - regle.jour) % 7)
        return self.instant(self.jour_ouvre(jour), regle.heure)

    def prochaine_reunion(self, apres: datetime, regle: RegleReunion) -> datetime:
        """La première réunion strictement après cet instant."""
        jour = self.local(apres).date()
        mois_zero = jour.year * 12 + jour.month - 2
        for rang in range(mois_zero, mois_zero + 4):
            tenue = self.reunion(rang // 12, rang % 12 + 1, regle)
            if tenue > apres:
                return tenue
        raise ValueError("aucune réunion à venir : vérifier les jours ouvrés du dispositif")

    def veille_de(self, instant: datetime, heure: time) -> datetime:
        """Le dernier jour ouvré avant le jour de cet instant, à cette heure locale : c'est là que part le relevé."""
        jour = self.local(instant).date() - _UN_JOUR
        for _ in range(_HORIZON):
            if self.est_ouvre(jour):
                return self.instant(jour, heure)
            jour -= _UN_JOUR
        raise ValueError("aucun jour ouvré dans l'année : vérifier les jours et les fériés du dispositif")

    def _plages_depuis(self, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Les plages ouvrées qui restent à partir de cet instant, la première entamée s'il y est."""
        instant = _utc(instant)
        jour = self.local(instant).date()
        while True:
            jour = self.jour_ouvre(jour)
            for plage in self.horaires.plages:
                debut, fin = self.instant(jour, plage.debut), self.instant(jour, plage.fin)
                if instant < fin:
                    yield max(instant, debut), fin
            jour += _UN_JOUR

    def _apres_travail(self, instant: datetime, reste: timedelta) -> datetime:
        for debut, fin in self._plages_depuis(instant):
            if reste <= fin - debut:
                return debut + reste
            reste -= fin - debut
        raise AssertionError("les plages ouvrées ne finissent pas")


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("un instant porte toujours son fuseau")
    return instant.astimezone(UTC)
