"""Aller vers le ménage : la première tentative, les suivantes, le report, le blocage.

Sources : parcours, 3.1 et 3.2. Une tentative est proposée ; la personne peut toujours en changer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from domain import dates
from domain.approche import Approche, Canal, Equipe, LieuRencontre, Moment, Resultat
from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from domain.signalement import Urgence
from domain.variations import SANS_DELAI, approches, autrement, creneau, creneau_avant, des_que_possible

__all__ = [
    "Approche",
    "Canal",
    "Equipe",
    "LieuRencontre",
    "Moment",
    "Resultat",
    "Suite",
    "Tentative",
    "TentativePrevue",
    "premiere_tentative",
    "reporter",
    "tentative_suivante",
]


@dataclass(frozen=True, slots=True)
class Tentative:
    """Une tentative faite, et ce qu'elle a donné."""

    numero: int
    approche: Approche
    resultat: Resultat


@dataclass(frozen=True, slots=True)
class TentativePrevue:
    """Une tentative à faire ; elle se rappelle à `prevue_le` (UTC). `numero` part de 1, un report garde le sien."""

    numero: int
    prevue_le: datetime
    approche: Approche

    def en_clair(self, calendrier: Calendrier) -> str:
        """Une phrase sans point : « Appel le jeudi 26 novembre en fin de journée »."""
        approche = self.approche
        if approche.moment is Moment.SANS_DELAI:
            return f"{approche.nom()} sans délai, avant le {calendrier.en_toutes_lettres(self.prevue_le)}"
        jour = dates.jour_en_lettres(calendrier.local(self.prevue_le).date())
        binome = "" if approche.equipe is Equipe.SEUL else f", {approche.equipe.libelle}"
        return f"{approche.nom()} le {jour} {approche.moment.libelle}{binome}"


@dataclass(frozen=True, slots=True)
class Suite:
    """Ce qui suit une tentative. `prevue` est vide après une rencontre ; `bloquee` inscrit le dossier à la veille."""

    prevue: TentativePrevue | None
    echecs: int
    bloquee: bool


def premiere_tentative(
    urgence: Urgence, pris_le: datetime, calendrier: Calendrier, regles: Dispositif
) -> TentativePrevue:
    """La première tentative d'un dossier pris en charge à cet instant, avant le terme que fixe l'urgence.

    `immediate` : un appel, dans l'heure, à toute heure. Sinon, le premier moment du dernier jour qui respecte le terme,
    par une visite si l'urgence est haute, par un appel sinon.
    """
    limite = calendrier.ajouter(pris_le, regles.premiere_tentative[urgence])
    if urgence is Urgence.IMMEDIATE:
        return TentativePrevue(1, limite, SANS_DELAI)
    moment, prevue_le = creneau_avant(limite, pris_le, calendrier) or des_que_possible(pris_le, calendrier)
    return TentativePrevue(1, prevue_le, _a_ce_moment(urgence, moment))


def tentative_suivante(
    historique: Sequence[Tentative],
    urgence: Urgence,
    maintenant: datetime,
    calendrier: Calendrier,
    regles: Dispositif,
) -> Suite:
    """Ce qui suit la dernière tentative de l'historique (la plus récente à la fin) ; `ValueError` s'il est vide.

    Un échec prévoit la suivante autrement : jamais le même canal, moment et équipe qu'un échec depuis la dernière
    rencontre, tant qu'il en reste. Après `echecs_avant_blocage` échecs, la situation est bloquée ; une tentative reste
    proposée, car la veille doit pouvoir s'appuyer dessus.
    """
    if not historique:
        raise ValueError("aucune tentative n'a encore été faite")
    derniere, echecs = historique[-1], _echecs(historique)
    bloquee = len(echecs) >= regles.echecs_avant_blocage
    if derniere.resultat is Resultat.RENCONTRE:
        return Suite(None, 0, False)
    if derniere.resultat is Resultat.REPORTE:
        prevue = TentativePrevue(derniere.numero, maintenant, derniere.approche)
        return Suite(reporter(prevue, maintenant, calendrier, regles), len(echecs), bloquee)
    au_plus_tot = _au_plus_tot(urgence, maintenant, calendrier, regles)
    choisie, prevue_le = _autrement(derniere, echecs, urgence, au_plus_tot, calendrier, regles)
    return Suite(TentativePrevue(derniere.numero + 1, prevue_le, choisie), len(echecs), bloquee)


def reporter(
    prevue: TentativePrevue, maintenant: datetime, calendrier: Calendrier, regles: Dispositif
) -> TentativePrevue:
    """La même tentative, plus tard : le jour ouvré suivant, au même moment ; dans l'heure si elle est sans délai."""
    if prevue.approche.moment is Moment.SANS_DELAI:
        plus_tard = calendrier.ajouter(maintenant, regles.premiere_tentative[Urgence.IMMEDIATE])
    else:
        jour = calendrier.prochain_jour_ouvre(calendrier.local(maintenant).date())
        plus_tard = creneau(prevue.approche.moment, calendrier.instant(jour, time.min), calendrier)
    return TentativePrevue(prevue.numero, plus_tard, prevue.approche)


def _a_ce_moment(urgence: Urgence, moment: Moment) -> Approche:
    if urgence is Urgence.HAUTE:
        return Approche(Canal.VISITE, moment, Equipe.SEUL, LieuRencontre.DOMICILE)
    return Approche(Canal.APPEL, moment)


def _echecs(historique: Sequence[Tentative]) -> list[Tentative]:
    """Les échecs depuis la dernière rencontre."""
    rencontres = [rang for rang, t in enumerate(historique) if t.resultat is Resultat.RENCONTRE]
    depuis = rencontres[-1] + 1 if rencontres else 0
    return [tentative for tentative in historique[depuis:] if tentative.resultat.echec]


def _au_plus_tot(urgence: Urgence, maintenant: datetime, calendrier: Calendrier, regles: Dispositif) -> datetime:
    """L'instant à partir duquel retenter ; un délai en jours laisse toute la journée où il tombe."""
    delai = regles.tentative_suivante[urgence]
    terme = calendrier.ajouter(maintenant, delai)
    if delai.minutes is not None or delai.heures_ouvrees is not None:
        return terme
    return max(maintenant, calendrier.instant(calendrier.local(terme).date(), time.min))


def _autrement(
    derniere: Tentative,
    echecs: Sequence[Tentative],
    urgence: Urgence,
    au_plus_tot: datetime,
    calendrier: Calendrier,
    regles: Dispositif,
) -> tuple[Approche, datetime]:
    """L'approche qui répond le mieux au dernier échec ; devant un danger, la plus proche dans le temps."""
    possibles = autrement(approches(regles), [echec.approche for echec in echecs])
    places = [(approche, creneau(approche.moment, au_plus_tot, calendrier)) for approche in possibles]
    return min(
        enumerate(places),
        key=lambda place: (
            place[1][1] if urgence is Urgence.IMMEDIATE else au_plus_tot,
            _meme_raison(derniere, place[1][0]),
            place[0],
        ),
    )[1]


def _meme_raison(derniere: Tentative, approche: Approche) -> bool:
    """Vrai si l'approche garde ce que le dernier échec demande de changer."""
    if derniere.resultat is Resultat.ABSENT:
        return approche.moment is derniere.approche.moment
    if derniere.resultat is Resultat.REFUS:
        return approche.equipe is derniere.approche.equipe
    return approche.canal is derniere.approche.canal
