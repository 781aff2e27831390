"""Écrire le dossier d'un modèle : le réseau sur huit bits, son découpage, sa fiche avec seuils et empreintes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from apprentissage.base import Base, decoupage
from apprentissage.entrainer import assembler
from apprentissage.exemples import Exemple
from apprentissage.exporter import exporter
from apprentissage.ngrammes import apprendre_ngrammes
from apprentissage.reseau import Reseau
from nlp.appris.decoupage import Decoupeur
from nlp.appris.modele import FICHIERS
from nlp.fusion.seuils import Seuils

UN_SUR = 50
"""Un message appris sur tant est témoin de ce qui passe dans le réseau, quand on le réduit à huit bits."""


def livrer(dossier: Path, reseau: Reseau, base: Base, exemples: Sequence[Exemple]) -> None:
    """Écrit le réseau et son découpage ; `exemples` : ceux qu'il a appris."""
    dossier.mkdir(parents=True, exist_ok=True)
    octets = decoupage(base.morceaux)
    (dossier / "decoupage.model").write_bytes(octets)
    decoupeur = Decoupeur(octets)
    lots = [assembler([e], decoupeur, None) for e in exemples[::UN_SUR]]
    exporter(reseau, [lot.morceaux[lot.presents == 1] for lot in lots], dossier / "modele.onnx")


def livrer_ngrammes(dossier: Path, exemples: Sequence[Exemple]) -> None:
    """Apprend et écrit les n-grammes ; quelques secondes."""
    (dossier / "ngrammes.npz").write_bytes(apprendre_ngrammes(exemples))


def ecrire_fiche(dossier: Path, seuils: Seuils, fiche: Mapping[str, Any]) -> None:
    """Écrit la fiche : ce que le modèle a lu, ses seuils, ses empreintes."""
    empreintes = {nom: hashlib.sha256((dossier / nom).read_bytes()).hexdigest() for nom in FICHIERS}
    contenu = {**fiche, "seuils": seuils.en_dict(), "empreintes": empreintes}
    (dossier / "fiche.json").write_text(json.dumps(contenu, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
