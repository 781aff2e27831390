"""`make bench-nlp` : le tableau à recopier dans `benchmarks/README.md`, sur la sortie standard."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.nlp import processus
from benchmarks.nlp.chaine import ModeleRefuse, mains_apprises
from benchmarks.nlp.mesure import entete, non_mesure, noter
from benchmarks.nlp.pairs import PAIRS
from benchmarks.nlp.partage import MAIN_DE_REGLAGE, MAINS_JUGEES, MainInconnue, Partage, ecrire, partager

UN_FIL = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def main(arguments: Sequence[str]) -> None:
    """Partage le corpus, mesure chaque lecture demandée, écrit le tableau."""
    choix = _arguments(arguments)
    partage = partager(jugees=choix.juger, reglage=choix.regler, tranche=choix.tranche)
    print(f"Machine : {os.cpu_count()} cœurs, {platform.machine()}, Python {platform.python_version()}.")
    print(f"Appris : {len(partage.apprentissage)} messages de {', '.join(partage.apprises)}.")
    print(f"Seuils réglés : {len(partage.reglage)} messages de {partage.reglee}.")
    print(f"Jugés : {len(partage.jugement)} messages de {', '.join(partage.jugees)}.")
    if choix.modele is not None:
        verifier(choix.modele, partage)
    print(f"\n{entete()}")
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        ecrire(dossier / processus.APPRENTISSAGE, partage.apprentissage)
        ecrire(dossier / processus.REGLAGE, partage.reglage)
        ecrire(dossier / processus.JUGEMENT, partage.jugement)
        for lecture in choix.lectures:
            print(mesurer(lecture, dossier, partage, choix.modele), flush=True)


def mesurer(lecture: str, dossier: Path, partage: Partage, livre: Path | None) -> str:
    """La ligne d'une lecture, apprise puis lue dans deux processus."""
    pair = PAIRS[lecture]
    if pair.livre and livre is None:
        return non_mesure(pair.nom, "donnez un modèle (--modele DOSSIER)")
    modele = livre if pair.livre and livre is not None else dossier / lecture
    depart = time.perf_counter()
    if pair.apprendre is not None:
        modele.mkdir()
        if _lancer("apprendre", lecture, dossier, modele):
            return non_mesure(pair.nom, "l'apprentissage s'est arrêté")
    apprise = time.perf_counter()
    if _lancer("lire", lecture, dossier, modele):
        return non_mesure(pair.nom, "la lecture s'est arrêtée")
    durees = f"{apprise - depart:.0f} s pour apprendre, {time.perf_counter() - apprise:.0f} s pour lire"
    print(f"{lecture} : {durees}", file=sys.stderr, flush=True)
    lectures = processus.reprendre(lecture, dossier)
    colonnes = noter(lectures, partage.reglage, partage.jugement, a_seuil=pair.apprendre is not None)
    return colonnes.ligne(pair.nom)


def verifier(modele: Path, partage: Partage) -> None:
    """Refuse un modèle qui a appris une main jugée ; dit à part celui qui n'a pas appris les mêmes mains."""
    apprises = mains_apprises(modele, {*partage.apprises, partage.reglee, *partage.jugees})
    if vues := sorted(apprises & set(partage.jugees)):
        raise ModeleRefuse(f"ce modèle a appris des mains jugées : {', '.join(vues)}")
    for verbe, mains in (("en plus", apprises - set(partage.apprises)), ("en moins", set(partage.apprises) - apprises)):
        if mains:
            print(f"Vigie a appris {verbe} : {', '.join(sorted(mains))}.")


def _lancer(etape: str, lecture: str, dossier: Path, modele: Path) -> int:
    command = [sys.executable, "-m", "benchmarks.nlp.processus", etape, lecture, str(dossier), str(modele)]
    return subprocess.run(command, env={**os.environ, **UN_FIL}, check=False).returncode


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    def liste(texte: str) -> list[str]:
        return texte.split(",")

    lecteur = argparse.ArgumentParser(prog="make bench-nlp", description=__doc__)
    lecteur.add_argument("--modele", type=Path, help="dossier d'un modèle de Vigie appris sans les mains jugées")
    lecteur.add_argument("--lectures", type=liste, default=list(PAIRS), help=f"parmi {', '.join(PAIRS)}")
    lecteur.add_argument("--juger", type=liste, default=list(MAINS_JUGEES), help="les mains jugées")
    lecteur.add_argument("--regler", default=MAIN_DE_REGLAGE, help="la main qui règle les seuils")
    lecteur.add_argument("--tranche", type=int, help="au plus tant de messages par usage, pour un essai")
    choix = lecteur.parse_args(arguments)
    if inconnues := sorted(set(choix.lectures) - PAIRS.keys()):
        lecteur.error(f"lecture inconnue : {', '.join(inconnues)}")
    return choix


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (MainInconnue, ModeleRefuse) as refus:
        sys.exit(str(refus))
