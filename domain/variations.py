"""Comment varier d'une tentative à l'autre, et à quelle heure tombe chaque moment de la journée.

Les documents demandent de varier (parcours, 3.2 ; les sept questions d'ICF) sans dire dans quel ordre. Choix du
projet : après une absence, un autre moment ; après un appel sans réponse, un autre canal ; après un refus, une autre
équipe ; à choix égal, l'ordre d'`APPROCHES`, du plus léger au plus appuyé.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from domain.approche import Approche, Canal, Equipe, LieuRencontre, Moment
from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from domain.horaires import Horaires

_MIDI = time(12)
_UNE_HEURE, _UNE_DEMI_HEURE = timedelta(hours=1), timedelta(minutes=30)


def _visite(moment: Moment, equipe: Equipe, lieu: LieuRencontre = LieuRencontre.DOMICILE) -> Approche:
    return Approche(Canal.VISITE, moment, equipe, lieu)


SANS_DELAI = Approche(Canal.APPEL, Moment.SANS_DELAI)
"""Un danger immédiat : appeler tout de suite, à toute heure ; on n'envoie personne seul la nuit."""

APPROCHES: tuple[Approche, ...] = (
    Approche(Canal.APPEL, Moment.MATIN),
    _visite(Moment.APRES_MIDI, Equipe.SEUL),
    Approche(Canal.APPEL, Moment.FIN_DE_JOURNEE),
    _visite(Moment.FIN_DE_JOURNEE, Equipe.BINOME_BAILLEUR),
    Approche(Canal.COURRIER, Moment.MATIN),
    _visite(Moment.MATIN, Equipe.BINOME_ASSOCIATION),
    Approche(Canal.SMS, Moment.FIN_DE_JOURNEE),
    _visite(Moment.APRES_MIDI, Equipe.BINOME_ASSOCIATION, LieuRencontre.LIEU_NEUTRE),
    _visite(Moment.MATIN, Equipe.SEUL),
    _visite(Moment.FIN_DE_JOURNEE, Equipe.BINOME_ASSOCIATION),
    Approche(Canal.APPEL, Moment.APRES_MIDI),
    _visite(Moment.MATIN, Equipe.BINOME_BAILLEUR, LieuRencontre.AGENCE),
    _visite(Moment.FIN_DE_JOURNEE, Equipe.SEUL),
    _visite(Moment.APRES_MIDI, Equipe.BINOME_BAILLEUR),
    Approche(Canal.SMS, Moment.MATIN),
)
"""Toutes les façons d'aller vers, aucune deux fois, dans l'ordre où on les essaie."""


def approches(regles: Dispositif) -> tuple[Approche, ...]:
    """Les approches du dispositif : un lieu qu'il n'admet pas redevient le domicile."""
    return tuple(_dans(approche, regles) for approche in APPROCHES)


def _dans(approche: Approche, regles: Dispositif) -> Approche:
    if approche.lieu is None or approche.lieu in regles.lieux:
        return approche
    return _visite(approche.moment, approche.equipe)


def heure(moment: Moment, horaires: Horaires) -> time:
    """L'heure locale où l'on propose d'y aller : toujours dans une plage ouvrée.

    Le matin, une heure après l'ouverture ; l'après-midi, une demi-heure après la reprise ; en fin de journée, une heure
    avant la fermeture. Une journée d'une seule plage, ou trop courte, ramène à ses bornes.
    """
    plages = horaires.plages
    if moment is Moment.FIN_DE_JOURNEE:
        return max(_decaler(plages[-1].fin, -_UNE_HEURE), plages[-1].debut)
    if moment is Moment.APRES_MIDI:
        plage = next((p for p in plages if p.debut >= _MIDI), plages[-1])
        voulue = _decaler(max(plage.debut, _MIDI), _UNE_DEMI_HEURE)
        return voulue if voulue < plage.fin else plage.debut
    voulue = _decaler(plages[0].debut, _UNE_HEURE)
    return voulue if voulue < plages[0].fin else plages[0].debut


def _decaler(depuis: time, ecart: timedelta) -> time:
    """Avance ou recule une heure, sans jamais changer de jour."""
    base = datetime.combine(date.min + timedelta(days=1), depuis)
    decalee = base + ecart
    if decalee.date() != base.date():
        return time.max if ecart > timedelta(0) else time.min
    return decalee.time()


def creneau(moment: Moment, au_plus_tot: datetime, calendrier: Calendrier) -> datetime:
    """Le premier jour ouvré où ce moment de la journée n'est pas avant `au_plus_tot` (UTC)."""
    return next(c for c in _creneaux(moment, au_plus_tot, calendrier) if c >= au_plus_tot)


def _creneaux(moment: Moment, depuis: datetime, calendrier: Calendrier) -> Iterator[datetime]:
    jour = calendrier.local(depuis).date()
    while True:
        jour = calendrier.jour_ouvre(jour)
        yield calendrier.instant(jour, heure(moment, calendrier.horaires))
        jour += timedelta(days=1)


def creneau_avant(limite: datetime, depuis: datetime, calendrier: Calendrier) -> tuple[Moment, datetime] | None:
    """Le premier moment du dernier jour ouvré qui en laisse un entre `depuis` et `limite`, ou rien."""
    jour, premier = calendrier.local(limite).date(), calendrier.local(depuis).date()
    while jour >= premier:
        if calendrier.est_ouvre(jour):
            for moment in (Moment.MATIN, Moment.APRES_MIDI, Moment.FIN_DE_JOURNEE):
                instant = calendrier.instant(jour, heure(moment, calendrier.horaires))
                if depuis <= instant <= limite:
                    return moment, instant
        jour -= timedelta(days=1)
    return None


def des_que_possible(depuis: datetime, calendrier: Calendrier) -> tuple[Moment, datetime]:
    """Le premier instant ouvré à partir de celui-ci, et le moment de la journée auquel il appartient."""
    instant = calendrier.next_slot(depuis)
    locale = calendrier.local(instant).time()
    passes = [m for m in (Moment.APRES_MIDI, Moment.FIN_DE_JOURNEE) if heure(m, calendrier.horaires) <= locale]
    return (passes[-1] if passes else Moment.MATIN), instant


def autrement(candidates: Sequence[Approche], ratees: Sequence[Approche]) -> list[Approche]:
    """Les approches qui n'ont pas encore échoué ; toutes, la plus ancienne d'abord, quand elles ont toutes échoué."""
    derniere = {approche.triplet: rang for rang, approche in enumerate(ratees)}
    neuves = [approche for approche in candidates if approche.triplet not in derniere]
    return neuves or sorted(candidates, key=lambda a: derniere[a.triplet])
