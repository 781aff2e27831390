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
from benchmarks.nlp.chaine import ModeleRefuse, verifier
from benchmarks.nlp.mesure import entete, non_mesure, noter
from benchmarks.nlp.pairs import PAIRS
from benchmarks.nlp.partage import Messages, ecrire, repartir

MODELE = Path("build/appris/estimation")
"""Ce que `make train` laisse du modèle qui estime, appris sans les mains jugées."""
UN_FIL = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def main(arguments: Sequence[str]) -> None:
    """Partage le corpus, mesure chaque lecture demandée, écrit le tableau."""
    choix = _arguments(arguments)
    messages = repartir(choix.tranche)
    reglees, jugees = messages.partage.moities
    print(f"Machine : {os.cpu_count()} cœurs, {platform.machine()}, Python {platform.python_version()}.")
    print(f"Appris : {len(messages.apprentissage)} messages de {', '.join(messages.partage.apprises)}.")
    print(f"Seuils réglés : {len(messages.reglage)} messages de {', '.join(reglees)}.")
    print(f"Jugés : {len(messages.jugement)} messages de {', '.join(jugees)}.")
    if choix.modele.exists():
        verifier(choix.modele, messages.empreinte)
    print(f"\n{entete()}")
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        ecrire(dossier / processus.APPRENTISSAGE, messages.apprentissage)
        ecrire(dossier / processus.REGLAGE, messages.reglage)
        ecrire(dossier / processus.JUGEMENT, messages.jugement)
        for lecture in choix.lectures:
            print(mesurer(lecture, dossier, messages, choix.modele), flush=True)


def mesurer(lecture: str, dossier: Path, messages: Messages, livre: Path) -> str:
    """La ligne d'une lecture, apprise puis lue dans deux processus."""
    pair = PAIRS[lecture]
    if pair.livre and not livre.exists():
        return non_mesure(pair.nom, f"« make train » laisse son modèle dans {livre}")
    modele = livre if pair.livre else dossier / lecture
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
    colonnes = noter(lectures, messages.reglage, messages.jugement, a_seuil=pair.apprendre is not None)
    return colonnes.ligne(pair.nom)


def _lancer(etape: str, lecture: str, dossier: Path, modele: Path) -> int:
    command = [sys.executable, "-m", "benchmarks.nlp.processus", etape, lecture, str(dossier), str(modele)]
    return subprocess.run(command, env={**os.environ, **UN_FIL}, check=False).returncode


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    def liste(texte: str) -> list[str]:
        return texte.split(",")

    lecteur = argparse.ArgumentParser(prog="make bench-nlp", description=__doc__)
    lecteur.add_argument("--modele", type=Path, default=MODELE, help=f"le modèle de Vigie qui est jugé ({MODELE})")
    lecteur.add_argument("--lectures", type=liste, default=list(PAIRS), help=f"parmi {', '.join(PAIRS)}")
    lecteur.add_argument("--tranche", type=int, help="au plus tant de messages par usage, pour un essai")
    choix = lecteur.parse_args(arguments)
    if inconnues := sorted(set(choix.lectures) - PAIRS.keys()):
        lecteur.error(f"lecture inconnue : {', '.join(inconnues)}")
    return choix


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ModeleRefuse as refus:
        sys.exit(str(refus))
