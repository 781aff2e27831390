"""Des lectures aux colonnes du tableau. Le seuil de toutes se règle ici, de la même manière."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Mapping, Sequence
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


def regler(attendus: Sequence[Collection[str]], scores: Sequence[Mapping[Motif, float]]) -> tuple[float, float]:
    """Le seuil, le même pour tous les motifs, qui donne le meilleur micro-F1 ; puis ce micro-F1."""
    paires = [(s, motif.value in vus) for vus, lus in zip(attendus, scores, strict=True) for motif, s in lus.items()]
    paires.sort(reverse=True)
    a_trouver = sum(len(vus) for vus in attendus)
    seuil, meilleur, justes = float("inf"), 0.0, 0
    for rang, (score, juste) in enumerate(paires, 1):
        justes += juste
        if rang < len(paires) and paires[rang][0] == score:
            continue
        micro = 2 * justes / (rang + a_trouver)
        if micro > meilleur:
            seuil, meilleur = score, micro
    return seuil, meilleur


def decider(analyse: Analyse, seuil: float) -> Analyse:
    """Les motifs dont le score atteint le seuil."""
    return replace(analyse, motifs=tuple(motif for motif in Motif if analyse.scores.get(motif, 0.0) >= seuil))


def noter(lectures: Lectures, reglage: Sequence[Ligne], jugement: Sequence[Ligne], *, a_seuil: bool) -> Colonnes:
    """Les colonnes d'une lecture. `a_seuil` : elle rend des scores, et son seuil se règle sur la main de réglage."""
    lues: Sequence[Analyse] = lectures.jugement
    if a_seuil:
        seuil, _ = regler([ligne["motifs"] for ligne in reglage], [a.scores for a in lectures.reglage])
        lues = [decider(analyse, seuil) for analyse in lues]
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
