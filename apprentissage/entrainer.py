"""La boucle d'apprentissage."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from apprentissage.base import Base
from apprentissage.exemples import COURT, PIEGES, Exemple, abimer, allonger
from apprentissage.reseau import Reseau
from nlp.appris.decoupage import Decoupeur
from nlp.appris.etiquettes import ETIQUETTES, HAUTE, IMMEDIATE, PLACES

LONGUEUR = 512
"""Morceaux appris au plus d'un message, ce que l'encodeur sait lire ; onze messages du corpus sont plus longs."""
_CRAN = 16
"""Les longueurs sont arrondies : moins de formes différentes, moins de noyaux à préparer."""
_PAQUET = 64
"""Lots remplis ensemble, par longueur voisine : à 16, quatre cases sur dix étaient vides ; à 64, moins de trois."""
_IGNORE = -100
_DEBUT, _VIDE, _FIN = 0, 1, 2
_TETES = ("requetes", "apports", "biais", "places")


@dataclass(frozen=True, slots=True)
class Recette:
    """Les réglages d'un apprentissage ; `poids_…` : ce que pèse une étiquette dans la perte, un motif pesant 1."""

    epoques: int = 4
    lot: int = 16
    pas: float = 2e-4
    pas_tetes: float = 1e-3
    couches_figees: int = 4
    """Les premières couches gardent leurs poids de départ : un tiers de temps en moins. En figer six lit moins bien."""
    poids_places: float = 3.0
    poids_haute: float = 1.75
    poids_immediate: float = 2.5
    poids_pieges: float = 0.3
    part_allongee: float = 0.015
    """Part des messages qu'une époque allonge d'autres, hors périmètre."""
    graine: int = 7


@dataclass(slots=True)
class Lot:
    """Des messages découpés et complétés à la même longueur, avec leurs cibles."""

    morceaux: Tensor
    presents: Tensor
    etiquettes: Tensor
    connues: Tensor
    """1 là où l'étiquette est annotée."""
    places: Tensor


def assembler(exemples: Sequence[Exemple], decoupeur: Decoupeur, alea: random.Random | None) -> Lot:
    """Un lot de la longueur de son plus long message ; `alea` : abîmer les textes."""
    lus: list[list[int]] = []
    cibles: list[list[int]] = []
    for e in exemples:
        texte, places = (e.texte, e.places) if alea is None else abimer(e.texte, e.places, alea)
        morceaux_lus = decoupeur.decouper(texte)
        lus.append([_DEBUT, *morceaux_lus.numeros, _FIN])
        cibles.append([_IGNORE, *_places_des_morceaux(morceaux_lus.bornes, places, texte), _IGNORE])
    longueur = min(LONGUEUR, -(-max(map(len, lus)) // _CRAN) * _CRAN)
    morceaux = torch.full((len(lus), longueur), _VIDE)
    presents = torch.zeros(len(lus), longueur, dtype=torch.long)
    places = torch.full((len(lus), longueur), _IGNORE)
    for i, (lu, cible) in enumerate(zip(lus, cibles, strict=True)):
        n = min(longueur, len(lu))
        morceaux[i, :n] = torch.tensor(lu[:n])
        presents[i, :n] = 1
        places[i, :n] = torch.tensor(cible[:n])
    muets = (0,) * len(PIEGES)
    etiquettes = torch.tensor([e.etiquettes + (e.pieges or muets) for e in exemples], dtype=torch.float32)
    connues = torch.ones_like(etiquettes)
    for i, e in enumerate(exemples):
        if e.pieges is None:
            connues[i, len(ETIQUETTES) :] = 0
    return Lot(morceaux, presents, etiquettes, connues, places)


def _places_des_morceaux(bornes: Sequence[tuple[int, int]], places: Sequence[int] | None, texte: str) -> list[int]:
    """La place d'un morceau est celle de son premier caractère qui n'est pas un blanc."""
    if places is None:
        return [_IGNORE] * len(bornes)
    sortie = []
    for a, b in bornes:
        while a < b and texte[a].isspace():
            a += 1
        sortie.append(places[a] if a < b else 0)
    return sortie


def entrainer(
    exemples: Sequence[Exemple], base: Base, decoupeur: Decoupeur, recette: Recette, dire: Callable[[str], None]
) -> Reseau:
    """Apprend sur tous ces exemples et rend le réseau en lecture, réduit aux étiquettes livrées."""
    torch.manual_seed(recette.graine)
    alea = random.Random(recette.graine)
    reseau = Reseau(base, len(ETIQUETTES) + len(PIEGES), len(PLACES))
    reseau.eval()
    echantillon = assembler(alea.sample(list(exemples), min(256, len(exemples))), decoupeur, None)
    reseau.etalonner(echantillon.morceaux, echantillon.presents)
    reseau.figer(recette.couches_figees)
    poids = _poids(recette)
    optimiseur = _optimiseur(reseau, recette)
    pas_total = recette.epoques * -(-len(exemples) // recette.lot)
    rythme = torch.optim.lr_scheduler.LambdaLR(
        optimiseur, lambda n: min(1.0, (n + 1) / (0.1 * pas_total), max(0.02, (pas_total - n) / (0.9 * pas_total)))
    )
    reseau.train()
    reseau.etalon.eval()
    for epoque in range(recette.epoques):
        debut, total = time.perf_counter(), 0.0
        for lot in _lots(exemples, decoupeur, recette, alea):
            optimiseur.zero_grad()
            perte = _perte(reseau, lot, poids, recette)
            perte.backward()
            torch.nn.utils.clip_grad_norm_(reseau.parameters(), 1.0)
            optimiseur.step()
            rythme.step()
            total += float(perte.detach())
        moyenne = total / pas_total * recette.epoques
        dire(f"époque {epoque + 1} : perte {moyenne:.3f}, {time.perf_counter() - debut:.0f} s")
    reseau.eval()
    reseau.garder(len(ETIQUETTES))
    return reseau


def _poids(recette: Recette) -> Tensor:
    par_etiquette = {HAUTE: recette.poids_haute, IMMEDIATE: recette.poids_immediate}
    return torch.tensor([par_etiquette.get(e, 1.0) for e in ETIQUETTES] + [recette.poids_pieges] * len(PIEGES))


def _optimiseur(reseau: Reseau, recette: Recette) -> torch.optim.AdamW:
    """Les têtes, neuves, apprennent plus vite que l'encodeur, déjà instruit."""
    appris = [(n.split(".")[0], p) for n, p in reseau.named_parameters() if p.requires_grad]
    tetes = [p for n, p in appris if n in _TETES]
    corps = [p for n, p in appris if n not in _TETES]
    groupes = [{"params": corps, "lr": recette.pas}, {"params": tetes, "lr": recette.pas_tetes}]
    return torch.optim.AdamW(groupes, weight_decay=0.01, fused=True)


def _lots(exemples: Sequence[Exemple], decoupeur: Decoupeur, recette: Recette, alea: random.Random) -> Iterator[Lot]:
    """Les exemples en désordre, regroupés par longueur voisine pour ne pas calculer du vide ; quelques-uns allongés."""
    vides = [e for e in exemples if not any(e.etiquettes) and len(e.texte) <= COURT]
    exemples = [allonger(e, vides, alea) if vides and alea.random() < recette.part_allongee else e for e in exemples]
    ordre = list(range(len(exemples)))
    alea.shuffle(ordre)
    paquet = recette.lot * _PAQUET
    lots = []
    for debut in range(0, len(ordre), paquet):
        proches = sorted(ordre[debut : debut + paquet], key=lambda i: len(exemples[i].texte))
        lots += [proches[i : i + recette.lot] for i in range(0, len(proches), recette.lot)]
    alea.shuffle(lots)
    for rangs in lots:
        yield assembler([exemples[i] for i in rangs], decoupeur, alea)


def _perte(reseau: Reseau, lot: Lot, poids: Tensor, recette: Recette) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, _, places = reseau(lot.morceaux, lot.presents)
    perte = F.binary_cross_entropy_with_logits(logits, lot.etiquettes, reduction="none") * lot.connues * poids
    total = perte.sum(1).mean()
    if bool((lot.places != _IGNORE).any()):
        total = total + recette.poids_places * F.cross_entropy(
            places.flatten(0, 1), lot.places.flatten(), ignore_index=_IGNORE
        )
    return total
