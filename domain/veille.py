"""La réunion de veille : l'ordre du jour qui se fait seul, et le relevé que la cellule reçoit.

Tout est pur : mêmes dossiers et mêmes dates donnent le même relevé, dans n'importe quel ordre d'arrivée.
Source : parcours, « La réunion de veille ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain.justesse import Justesse, Lecture, juger
from domain.signalement import Motif, Urgence
from domain.veille_chiffres import DELAIS_PRISE, Chiffres, Periode, compter
from domain.veille_dossier import DossierVu, TentativeVue

__all__ = ["DELAIS_PRISE", "DossierVu", "Point", "Releve", "Rubrique", "TentativeVue", "composer_releve", "mois_entier"]

_GRAVES = frozenset({Motif.VIOLENCE, Motif.DECES})


class Rubrique(StrEnum):
    """Les rubriques de l'ordre du jour, dans l'ordre où la réunion les prend."""

    GRAVES = "graves"
    BLOQUEES = "bloquees"
    NON_PRIS = "non_pris"
    ECHEANCES = "echeances"
    EXPULSIONS = "expulsions"
    INSCRITS = "inscrits"
    NOUVEAUX = "nouveaux"

    @property
    def libelle(self) -> str:
        """Titre de la rubrique, tel qu'on le lit sur l'ordre du jour."""
        return _LIBELLES[self]


_LIBELLES: Mapping[Rubrique, str] = {
    Rubrique.GRAVES: "Violences et décès",
    Rubrique.BLOQUEES: "Situations bloquées",
    Rubrique.NON_PRIS: "Non pris en charge",
    Rubrique.ECHEANCES: "Échéances dépassées",
    Rubrique.EXPULSIONS: "Expulsions datées",
    Rubrique.INSCRITS: "Inscrits à la veille",
    Rubrique.NOUVEAUX: "Nouveaux du mois",
}


@dataclass(frozen=True, slots=True)
class Point:
    """Un dossier à voir : sa rubrique, et les autres rubriques qui le concernent `aussi`."""

    rubrique: Rubrique
    dossier: DossierVu
    aussi: tuple[Rubrique, ...] = ()


@dataclass(frozen=True, slots=True)
class Releve:
    """Le relevé d'une période, prêt à être mis en page ; sans identité, sauf si `nominatif`.

    `en_retard` va de l'échéance la plus ancienne à la plus récente. `dossiers` sont ceux que les chiffres
    concernent (ouverts, ou touchés pendant la période), par référence. `lecture` dit combien de fois la lecture des
    messages de la période avait raison, `lecture_avant` de ceux de la période précédente.
    """

    titre: str
    perimetre: str
    periode: Periode
    maintenant: datetime
    fuseau: tzinfo
    reunion_le: datetime | None
    nominatif: bool
    chiffres: Chiffres
    ordre_du_jour: tuple[Point, ...]
    en_retard: tuple[DossierVu, ...]
    dossiers: tuple[DossierVu, ...]
    lecture: Justesse
    lecture_avant: Justesse

    @property
    def hors_ordre_du_jour(self) -> int:
        """Nombre de dossiers ouverts qu'aucune rubrique n'appelle : ils suivent leur cours."""
        return self.chiffres.ouverts - len(self.ordre_du_jour)

    @property
    def vide(self) -> bool:
        """Vrai quand il ne s'est rien passé dans la période et qu'aucun dossier n'est ouvert."""
        return not self.dossiers


def composer_releve(
    dossiers: Iterable[DossierVu],
    debut: datetime,
    fin: datetime,
    maintenant: datetime,
    titre: str,
    perimetre: str,
    reunion_le: datetime | None,
    *,
    fuseau: tzinfo,
    delais_prise: Mapping[Urgence, str] = DELAIS_PRISE,
    nominatif: bool = False,
    lectures: Iterable[Lecture] = (),
) -> Releve:
    """Compose le relevé de la période [`debut`, `fin`[ tel qu'on le voit à l'instant `maintenant`.

    Il faut donner les dossiers ouverts et ceux créés, pris, tentés ou clos depuis le début de la période précédente.
    Les instants portent leur décalage ; `fuseau` sert au calcul du mois précédent et aux dates écrites.
    `delais_prise` est le texte du délai attendu par urgence. Sans `nominatif`, noms et logements sont retirés.
    `lectures` sont celles dont une personne a décidé, de la période et de la précédente.

    Lève `ValueError` si un instant est sans décalage ou si la période est vide.
    """
    if any(instant.tzinfo is None for instant in (debut, fin, maintenant)):
        raise ValueError("les instants du relevé doivent porter leur décalage horaire")
    if fin <= debut:
        raise ValueError("la période du relevé est vide")
    mois = Periode(debut, fin)
    avant, lues = precedente(mois, fuseau), list(lectures)
    vus = sorted((_discret(d, nominatif) for d in dossiers), key=lambda d: d.reference)
    return Releve(
        titre=titre,
        perimetre=perimetre,
        periode=mois,
        maintenant=maintenant,
        fuseau=fuseau,
        reunion_le=reunion_le,
        nominatif=nominatif,
        chiffres=compter(vus, mois, avant, delais_prise),
        ordre_du_jour=ordre_du_jour(vus, mois),
        en_retard=_en_retard(vus),
        dossiers=tuple(d for d in vus if d.non_clos or _touche(d, mois)),
        lecture=juger(lecture for lecture in lues if lecture.lu_le in mois),
        lecture_avant=juger(lecture for lecture in lues if lecture.lu_le in avant),
    )


def ordre_du_jour(dossiers: Iterable[DossierVu], mois: Periode) -> tuple[Point, ...]:
    """Range chaque dossier non clos sous la première rubrique qui l'appelle, le plus urgent puis le plus ancien."""
    points = [Point(r[0], d, r[1:]) for d in dossiers if (r := _rubriques(d, mois))]
    rangs = {rubrique: rang for rang, rubrique in enumerate(Rubrique)}

    def place(point: Point) -> tuple[int, int, datetime, str]:
        dossier = point.dossier
        return rangs[point.rubrique], -dossier.urgence.rang, dossier.cree_le, dossier.reference

    return tuple(sorted(points, key=place))


def mois_entier(annee: int, mois: int, fuseau: tzinfo) -> Periode:
    """Le mois civil, de son premier minuit au premier minuit du suivant, à l'heure de `fuseau`."""
    suivant = (annee + mois // 12, mois % 12 + 1)
    return Periode(datetime(annee, mois, 1, tzinfo=fuseau), datetime(*suivant, 1, tzinfo=fuseau))


def _rubriques(dossier: DossierVu, mois: Periode) -> tuple[Rubrique, ...]:
    if not dossier.non_clos:
        return ()
    regles = {
        Rubrique.GRAVES: not _GRAVES.isdisjoint(dossier.motifs),
        Rubrique.BLOQUEES: dossier.situation_bloquee,
        Rubrique.NON_PRIS: dossier.non_pris,
        Rubrique.ECHEANCES: dossier.retard_depuis is not None,
        Rubrique.EXPULSIONS: dossier.expulsion_datee is not None,
        Rubrique.INSCRITS: dossier.inscrit,
        Rubrique.NOUVEAUX: dossier.cree_le in mois,
    }
    return tuple(rubrique for rubrique in Rubrique if regles[rubrique])


def _en_retard(dossiers: Iterable[DossierVu]) -> tuple[DossierVu, ...]:
    retards = [(d.retard_depuis, d.reference, d) for d in dossiers if d.non_clos and d.retard_depuis is not None]
    return tuple(dossier for _, _, dossier in sorted(retards, key=lambda r: r[:2]))


def _touche(dossier: DossierVu, mois: Periode) -> bool:
    instants = (dossier.cree_le, dossier.pris_le, dossier.clos_le, *(t.faite_le for t in dossier.tentatives))
    return any(instant in mois for instant in instants)


def _discret(dossier: DossierVu, nominatif: bool) -> DossierVu:
    return dossier if nominatif else replace(dossier, locataire=None, logement=None)


def precedente(mois: Periode, fuseau: tzinfo) -> Periode:
    """Le mois civil d'avant si la période commence un premier du mois à minuit, sinon la même durée juste avant."""
    debut = mois.debut.astimezone(fuseau)
    if (debut.day, debut.time()) != (1, time()):
        return Periode(mois.debut - (mois.fin - mois.debut), mois.debut)
    veille = debut - timedelta(days=1)
    return Periode(mois_entier(veille.year, veille.month, fuseau).debut, mois.debut)
