"""Des lectures aux colonnes du tableau. Le seuil de toutes se règle ici, de la même manière."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.signalement import Analyse, Motif
from nlp.evaluation import Ligne, evaluer

ENTETE = (
    "lecture",
    "micro-F1",
    "macro-F1",
    "quatre principaux",
    "violences retrouvées",
    "« à vérifier » compris",
    "hors périmètre à qui un motif est donné",
    "ms par message",
    "chargement, s",
    "mémoire, Mio",
)


@dataclass(frozen=True)
class Lectures:
    """Ce qu'un processus a lu, message par message, et ce que cela a coûté.

    `temps` : millisecondes de chaque message jugé ; `chargement` : secondes jusqu'à la première réponse ;
    `memoire` : Mio ajoutés.
    """

    reglage: Sequence[Analyse]
    jugement: Sequence[Analyse]
    temps: Sequence[float]
    chargement: float
    memoire: float


@dataclass(frozen=True)
class Colonnes:
    """Une ligne du tableau. `violence_large` : « à vérifier » compris, pour qui sait le dire."""

    micro: float
    macro: float
    principaux: float
    violence: float
    violence_large: float | None
    fausses_alertes: float
    ms: float
    chargement: float
    memoire: float

    def ligne(self, nom: str) -> str:
        """La ligne en Markdown."""
        parts = (self.micro, self.macro, self.principaux, self.violence, self.violence_large)
        cellules = ["–" if part is None else _decimal(part, 2) for part in parts]
        cellules += [f"{self.fausses_alertes * 100:.0f} %", _decimal(self.ms, 2)]
        cellules += [_decimal(self.chargement, 1), f"{self.memoire:.0f}"]
        return f"| {' | '.join((nom, *cellules))} |"


def regler(attendus: Sequence[Collection[str]], scores: Sequence[Mapping[Motif, float]]) -> dict[Motif, float]:
    """Le seuil de chaque motif qui lui donne le meilleur F1."""
    return {motif: _seuil([(lus[motif], motif in vus) for vus, lus in _paires(attendus, scores)]) for motif in Motif}


def micro_regle(attendus: Sequence[Collection[str]], scores: Sequence[Mapping[Motif, float]]) -> float:
    """Le micro-F1 de ces scores à leurs propres seuils : de quoi choisir entre deux réglages d'un même pair."""
    seuils = regler(attendus, scores)
    paires = [(lus[motif] >= seuils[motif], motif in vus) for vus, lus in _paires(attendus, scores) for motif in Motif]
    return 2 * sum(donne and juste for donne, juste in paires) / max(1, sum(donne + juste for donne, juste in paires))


def _paires(
    attendus: Sequence[Collection[str]], scores: Sequence[Mapping[Motif, float]]
) -> Iterator[tuple[Collection[str], Mapping[Motif, float]]]:
    return zip(attendus, scores, strict=True)


def _seuil(paires: Sequence[tuple[float, bool]]) -> float:
    """Des scores égaux tombent du même côté."""
    ranges = sorted(paires, reverse=True)
    a_trouver = sum(juste for _, juste in ranges)
    seuil, meilleur, justes = float("inf"), 0.0, 0
    for rang, (score, juste) in enumerate(ranges, 1):
        justes += juste
        if rang < len(ranges) and ranges[rang][0] == score:
            continue
        f1 = 2 * justes / (rang + a_trouver)
        if f1 > meilleur:
            seuil, meilleur = score, f1
    return seuil


def decider(analyse: Analyse, seuils: Mapping[Motif, float]) -> Analyse:
    """Les motifs dont le score atteint leur seuil."""
    return replace(analyse, motifs=tuple(motif for motif in Motif if analyse.scores[motif] >= seuils[motif]))


def noter(lectures: Lectures, reglage: Sequence[Ligne], jugement: Sequence[Ligne], *, a_seuil: bool) -> Colonnes:
    """Les colonnes d'une lecture. `a_seuil` : elle rend des scores, dont les seuils se règlent ici."""
    lues: Sequence[Analyse] = lectures.jugement
    if a_seuil:
        seuils = regler([ligne["motifs"] for ligne in reglage], [a.scores for a in lectures.reglage])
        lues = [decider(analyse, seuils) for analyse in lues]
    suite = iter(lues)
    bilan = evaluer(jugement, lambda _: next(suite))
    return Colonnes(
        bilan.micro_f1,
        bilan.macro_f1,
        bilan.principaux_f1,
        bilan.par_motif[Motif.VIOLENCE].rappel,
        None if a_seuil else bilan.violence_large.rappel,
        bilan.part_fausses_alertes,
        statistics.median(lectures.temps),
        lectures.chargement,
        lectures.memoire,
    )


def entete() -> str:
    """Les deux premières lignes du tableau."""
    return f"| {' | '.join(ENTETE)} |\n|{'---|' * len(ENTETE)}"


def non_mesure(nom: str, raison: str) -> str:
    """La ligne d'une lecture qui manque, avec la raison."""
    return f"| {nom} | non mesuré : {raison} |{' |' * (len(ENTETE) - 2)}"


def _decimal(valeur: float, chiffres: int) -> str:
    return f"{valeur:.{chiffres}f}".replace(".", ",")
