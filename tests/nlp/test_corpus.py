"""Le corpus dit ce qu'il est : étiquettes du guide, repères copiés, pas de phrases multipliées, comptes justes."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from domain.signalement import Motif, Urgence

CORPUS = Path(__file__).parents[2] / "nlp" / "corpus"
MAINS = sorted(chemin for dossier in ("mains", "temoin", "longs") for chemin in (CORPUS / dossier).glob("*.jsonl"))
CLES = ["id", "text", "motifs", "urgence", "lieu", "locataire", "traps"]
RESSEMBLANCE = 0.45
"""Part de suites de quatre mots partagées au-delà de laquelle deux messages sont le même."""


def lire(chemin: Path) -> list[dict[str, object]]:
    return [json.loads(ligne) for ligne in chemin.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("main", MAINS, ids=lambda chemin: chemin.stem)
def test_chaque_ligne_suit_le_guide(main: Path) -> None:
    for ligne in lire(main):
        assert list(ligne) == CLES
        assert str(ligne["id"]).startswith(f"{main.stem}-")
        motifs = [Motif(m) for m in ligne["motifs"]]
        assert len(set(motifs)) == len(motifs)
        assert (ligne["urgence"] is None) == (not motifs)
        if ligne["urgence"] is not None:
            urgence = Urgence(ligne["urgence"])
            assert urgence is not Urgence.NORMALE or not {Motif.VIOLENCE, Motif.DECES} & set(motifs)
        for valeur in (*ligne["lieu"].values(), ligne["locataire"]):
            assert valeur is None or valeur in ligne["text"]


def test_aucun_message_n_est_la_copie_d_un_autre() -> None:
    suites: dict[str, set[str]] = {}
    porteurs: dict[str, set[str]] = defaultdict(set)
    for ligne in (ligne for main in MAINS for ligne in lire(main)):
        mots = re.findall(r"\w+", str(ligne["text"]).casefold())
        numero = str(ligne["id"])
        assert numero not in suites
        suites[numero] = {" ".join(mots[rang : rang + 4]) for rang in range(max(1, len(mots) - 3))}
        for suite in suites[numero]:
            porteurs[suite].add(numero)
    communes = Counter(paire for ids in porteurs.values() if len(ids) < 40 for paire in combinations(sorted(ids), 2))
    jumeaux = [
        paire for paire, nombre in communes.items() if nombre / len(suites[paire[0]] | suites[paire[1]]) > RESSEMBLANCE
    ]
    assert not jumeaux


def test_le_tableau_du_readme_dit_les_comptes_de_chaque_main() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    for main in MAINS:
        lignes = lire(main)
        comptes = Counter(motif for ligne in lignes for motif in ligne["motifs"])
        sans = sum(not ligne["motifs"] for ligne in lignes)
        cellules = [main.stem, len(lignes), *(comptes[motif.value] for motif in Motif), sans]
        assert "| " + " | ".join(map(str, cellules)) + " |" in readme


def _egal(une: object, autre: object) -> bool:
    return set(une) == set(autre) if isinstance(une, list) and isinstance(autre, list) else une == autre


def test_l_accord_publie_est_celui_de_la_seconde_annotation() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    premieres = {ligne["id"]: ligne for main in MAINS for ligne in lire(main)}
    secondes = lire(CORPUS / "seconde.jsonl")
    assert len({ligne["id"] for ligne in secondes}) == 400
    paires = [(premieres[ligne["id"]], ligne) for ligne in secondes]
    for cle, publie in (
        ("motifs", "Mêmes motifs exactement : "),
        ("urgence", "urgence : "),
        ("locataire", "locataire : "),
    ):
        part = sum(_egal(a[cle], b[cle]) for a, b in paires) / len(paires)
        assert f"{publie}{part:.0%}".replace("%", " %") in readme
    justes = sum(len(set(a["motifs"]) & set(b["motifs"])) for a, b in paires)
    micro = 2 * justes / sum(len(a["motifs"]) + len(b["motifs"]) for a, b in paires)
    assert f"contre la première : {micro:.2f}".replace(".", ",") in readme
    vides = [b for a, b in paires if not a["motifs"]]
    assert f"sur {len(vides)} ont reçu un motif" in readme
    assert sum(bool(b["motifs"]) for b in vides) == 2
    for motif in Motif:
        premiere, seconde = ([motif.value in ligne["motifs"] for ligne in rang] for rang in zip(*paires, strict=True))
        accords = [a == b for a, b in zip(premiere, seconde, strict=True)]
        p, q, n = sum(premiere), sum(seconde), len(paires)
        hasard = (p * q + (n - p) * (n - q)) / n**2
        f1 = 2 * sum(a and b for a, b in zip(premiere, seconde, strict=True)) / (p + q)
        kappa = (sum(accords) / n - hasard) / (1 - hasard)
        ligne = f"| {motif.value} | {p} | {q} | {f1:.2f} | {kappa:.2f} |"
        assert ligne.replace(".", ",") in readme


def test_le_corpus_est_assez_grand_et_assez_varie() -> None:
    lignes = [ligne for main in MAINS for ligne in lire(main)]
    comptes = Counter(motif for ligne in lignes for motif in ligne["motifs"])
    assert len(lignes) >= 6000
    assert len(MAINS) >= 12
    assert min(comptes[motif.value] for motif in Motif) >= 250
    assert sum(not ligne["motifs"] for ligne in lignes) >= len(lignes) / 4
