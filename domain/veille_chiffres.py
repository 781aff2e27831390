"""Les chiffres du relevé de veille : ce qui s'est passé dans la période, et où l'on en est à l'instant du relevé.

Chaque répartition retombe sur son total, sauf celle des motifs : un dossier y compte sous chacun de ses motifs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from domain.signalement import Motif, Urgence
from domain.veille_dossier import RENCONTRE, DossierVu

RESIDENCES_MONTREES = 10
DELAIS_PRISE: Mapping[Urgence, str] = {
    Urgence.IMMEDIATE: "15 min",
    Urgence.HAUTE: "4 heures ouvrées",
    Urgence.NORMALE: "2 jours ouvrés",
}
"""Délais attendus par défaut (parcours, « Orienter et prendre en charge »), tels qu'on les lit."""

_TRANCHES: tuple[tuple[str, timedelta], ...] = (
    ("Moins d’une heure", timedelta(hours=1)),
    ("De 1 à 4 heures", timedelta(hours=4)),
    ("De 4 à 24 heures", timedelta(days=1)),
    ("De 1 à 3 jours", timedelta(days=3)),
    ("Plus de 3 jours", timedelta.max),
)


@dataclass(frozen=True, slots=True)
class Periode:
    """Un intervalle d'instants, `fin` exclue."""

    debut: datetime
    fin: datetime

    def __contains__(self, instant: datetime | None) -> bool:
        """Vrai si l'instant est connu et tombe dans la période."""
        return instant is not None and self.debut <= instant < self.fin


@dataclass(frozen=True, slots=True)
class Compte:
    """Une ligne de répartition : un libellé, un nombre de dossiers, et combien de lignes elle regroupe."""

    libelle: str
    nombre: int
    lignes: int = 1


@dataclass(frozen=True, slots=True)
class DelaiPrise:
    """Pour une urgence : le délai attendu (texte), le nombre de prises en charge, leur délai médian en temps réel."""

    urgence: Urgence
    attendu: str
    pris: int
    median: timedelta | None


@dataclass(frozen=True, slots=True)
class Chiffres:
    """Les chiffres du relevé.

    De la période : `nouveaux`, `nouveaux_avant` (période précédente), `pris_en_charge`, `delai_median`, `clos`,
    `tentatives`, `rencontres`, `par_motif`, `par_urgence`, `par_residence` (nouveaux dossiers), `par_cloture`,
    `par_delai`, `delais`. De l'instant : `ouverts`, `non_pris`, `bloquees`, `en_retard`, `par_charge`.
    """

    nouveaux: int
    nouveaux_avant: int
    pris_en_charge: int
    delai_median: timedelta | None
    clos: int
    tentatives: int
    rencontres: int
    ouverts: int
    non_pris: int
    bloquees: int
    en_retard: int
    par_motif: tuple[Compte, ...]
    par_urgence: tuple[Compte, ...]
    par_residence: tuple[Compte, ...]
    par_cloture: tuple[Compte, ...]
    par_delai: tuple[Compte, ...]
    par_charge: tuple[Compte, ...]
    delais: tuple[DelaiPrise, ...]


def compter(
    dossiers: Sequence[DossierVu], mois: Periode, avant: Periode, attendus: Mapping[Urgence, str] = DELAIS_PRISE
) -> Chiffres:
    """Compte les dossiers : ceux de la période `mois`, comparés à `avant`, et l'état présent."""
    nouveaux = [d for d in dossiers if d.cree_le in mois]
    prises = [(d.urgence, d.pris_le - d.cree_le) for d in dossiers if d.pris_le and d.pris_le in mois]
    clos = [d for d in dossiers if d.etat == "clos" and d.clos_le in mois]
    faites = [t for d in dossiers for t in d.tentatives if t.effectuee and t.faite_le in mois]
    ouverts = [d for d in dossiers if d.non_clos]
    return Chiffres(
        nouveaux=len(nouveaux),
        nouveaux_avant=sum(d.cree_le in avant for d in dossiers),
        pris_en_charge=len(prises),
        delai_median=_median([delai for _, delai in prises]),
        clos=len(clos),
        tentatives=len(faites),
        rencontres=sum(t.resultat == RENCONTRE for t in faites),
        ouverts=len(ouverts),
        non_pris=sum(d.non_pris for d in ouverts),
        bloquees=sum(d.situation_bloquee for d in ouverts),
        en_retard=sum(d.retard_depuis is not None for d in ouverts),
        par_motif=_par_motif(nouveaux),
        par_urgence=tuple(Compte(u.libelle, sum(d.urgence is u for d in nouveaux)) for u in reversed(Urgence)),
        par_residence=_par_residence(nouveaux),
        par_cloture=_classer(d.cloture or "Motif à préciser" for d in clos),
        par_delai=_par_delai([delai for _, delai in prises]),
        par_charge=_classer(_porteur(d) for d in ouverts),
        delais=tuple(_delai(u, attendus, [delai for v, delai in prises if v is u]) for u in reversed(Urgence)),
    )


def resserrer(comptes: Sequence[Compte], montrees: int, nom: str) -> tuple[Compte, ...]:
    """Garde les premières lignes et réunit les suivantes en une (« 4 autres résidences »), sans rien perdre du total.

    Une seule ligne de trop se montre plutôt que de se cacher derrière « 1 autre ».
    """
    autres = comptes[montrees:]
    lignes = sum(c.lignes for c in autres)
    if lignes < 2:
        return tuple(comptes)
    return (*comptes[:montrees], Compte(f"{lignes} autres {nom}", sum(c.nombre for c in autres), lignes))


def _classer(libelles: Iterable[str]) -> tuple[Compte, ...]:
    """Compte les libellés, le plus fréquent d'abord, puis par ordre alphabétique."""
    comptes = Counter(libelles).items()
    return tuple(Compte(libelle, n) for libelle, n in sorted(comptes, key=lambda c: (-c[1], c[0].casefold(), c[0])))


def _median(delais: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=round(median(d.total_seconds() for d in delais))) if delais else None


def _delai(urgence: Urgence, attendus: Mapping[Urgence, str], delais: Sequence[timedelta]) -> DelaiPrise:
    return DelaiPrise(urgence, attendus.get(urgence, ""), len(delais), _median(delais))


def _par_motif(dossiers: Sequence[DossierVu]) -> tuple[Compte, ...]:
    comptes = [Compte(m.libelle, sum(m in d.motifs for d in dossiers)) for m in Motif]
    sans = Compte("Motif à préciser", sum(not d.motifs for d in dossiers))
    presents = [c for c in (*comptes, sans) if c.nombre]
    return tuple(sorted(presents, key=lambda c: -c.nombre))


def _par_delai(delais: Sequence[timedelta]) -> tuple[Compte, ...]:
    tranches = [next(nom for nom, borne in _TRANCHES if delai < borne) for delai in delais]
    return tuple(Compte(nom, tranches.count(nom)) for nom, _ in _TRANCHES)


def _par_residence(dossiers: Sequence[DossierVu]) -> tuple[Compte, ...]:
    """Les dix résidences les plus signalées, puis toutes les autres ensemble, que l'on nomme comme telles."""
    sites = {(d.residence, d.commune, d.bailleur) for d in dossiers if d.residence}
    homonymes = Counter(residence for residence, _, _ in sites)
    voisins = Counter((residence, commune) for residence, commune, _ in sites)

    def nom(dossier: DossierVu) -> str:
        if not dossier.residence:
            return "Résidence à préciser"
        bailleur = dossier.bailleur if voisins[dossier.residence, dossier.commune] > 1 else None
        precisions = ", ".join(p for p in (dossier.commune, bailleur) if p)
        ambigu = homonymes[dossier.residence] > 1 and precisions
        return f"{dossier.residence} ({precisions})" if ambigu else dossier.residence

    return resserrer(_classer(nom(d) for d in dossiers), RESIDENCES_MONTREES, "résidences")


def _porteur(dossier: DossierVu) -> str:
    if dossier.non_pris:
        return "Non pris en charge"
    return dossier.charge or "Chargé à préciser"
