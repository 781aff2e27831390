"""Ce qui tourne à part, un processus par lecture : apprendre, puis lire. Les bibliothèques n'y sont chargées qu'ici.

`python -m benchmarks.nlp.processus apprendre|lire LECTURE DOSSIER MODELE`. Le processus qui apprend n'ouvre pas le
fichier des messages jugés ; celui qui lit n'en prend que les textes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from benchmarks.nlp.mesure import Lectures
from benchmarks.nlp.pairs import PAIRS
from domain.signalement import Analyse, Motif
from nlp.evaluation import lire_lignes

APPRENTISSAGE, REGLAGE, JUGEMENT = "apprentissage.jsonl", "reglage.jsonl", "jugement.jsonl"
ECHAUFFEMENT = 20
"""Messages lus avant de chronométrer."""


def apprendre(lecture: str, dossier: Path, modele: Path) -> None:
    """Apprend et range le modèle."""
    pair = PAIRS[lecture]
    assert pair.apprendre is not None
    pair.apprendre(lire_lignes(dossier / APPRENTISSAGE), lire_lignes(dossier / REGLAGE), modele)


def lire_tout(lecture: str, dossier: Path, modele: Path) -> None:
    """Charge, lit chaque message un par un sur un seul cœur, et écrit ce qui a été lu."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    reglage = [ligne["text"] for ligne in lire_lignes(dossier / REGLAGE)]
    jugement = [ligne["text"] for ligne in lire_lignes(dossier / JUGEMENT)]
    vide, depart = _memoire(), time.perf_counter()
    analyser = PAIRS[lecture].charger(modele)
    analyser(reglage[0])
    chargement = time.perf_counter() - depart
    regles = [analyser(texte) for texte in reglage]
    for texte in jugement[:ECHAUFFEMENT]:
        analyser(texte)
    juges, temps = [], []
    for texte in jugement:
        debut = time.perf_counter()
        juges.append(analyser(texte))
        temps.append((time.perf_counter() - debut) * 1000)
    lectures = Lectures(regles, juges, temps, chargement, _memoire() - vide)
    (dossier / f"{lecture}.json").write_text(json.dumps(_plier(lectures)), encoding="utf-8")


def reprendre(lecture: str, dossier: Path) -> Lectures:
    """Ce que `lire_tout` a écrit."""
    lu = json.loads((dossier / f"{lecture}.json").read_text(encoding="utf-8"))
    for cle in ("reglage", "jugement"):
        lu[cle] = [_deplier(plat) for plat in lu[cle]]
    return Lectures(**lu)


def _plier(lectures: Lectures) -> dict[str, object]:
    def plat(analyse: Analyse) -> list[object]:
        return [dict(analyse.scores), analyse.motifs, analyse.a_verifier]

    listes = {"reglage": lectures.reglage, "jugement": lectures.jugement}
    return {**vars(lectures), **{cle: [plat(a) for a in liste] for cle, liste in listes.items()}}


def _deplier(plat: tuple[dict[str, float], list[str], list[str]]) -> Analyse:
    scores, motifs, a_verifier = plat
    return Analyse(
        motifs=tuple(Motif(m) for m in motifs),
        a_verifier=tuple(Motif(m) for m in a_verifier),
        scores={Motif(m): score for m, score in scores.items()},
    )


def _memoire() -> float:
    """Mémoire résidente de ce processus, en Mio."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(ligne for ligne in status.splitlines() if ligne.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    faire = {"apprendre": apprendre, "lire": lire_tout}[sys.argv[1]]
    faire(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
