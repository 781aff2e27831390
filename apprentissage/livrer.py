"""Écrire le dossier d'un modèle : le réseau sur huit bits, son découpage, sa fiche avec seuils et empreintes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from apprentissage.base import Base, decoupage
from apprentissage.exemples import Exemple
from apprentissage.exporter import exporter
from apprentissage.ngrammes import apprendre_ngrammes
from apprentissage.reseau import Reseau
from nlp.appris.modele import FICHIERS
from nlp.fusion.seuils import Seuils


def livrer(dossier: Path, reseau: Reseau, base: Base) -> None:
    """Écrit le réseau et son découpage."""
    dossier.mkdir(parents=True, exist_ok=True)
    exporter(reseau, dossier / "modele.onnx")
    (dossier / "decoupage.model").write_bytes(decoupage(base.morceaux))


def livrer_ngrammes(dossier: Path, exemples: Sequence[Exemple]) -> None:
    """Apprend et écrit les n-grammes ; quelques secondes."""
    (dossier / "ngrammes.npz").write_bytes(apprendre_ngrammes(exemples))


def ecrire_fiche(dossier: Path, seuils: Seuils, fiche: Mapping[str, Any]) -> None:
    """Écrit la fiche : ce que le modèle a lu, ses seuils, ses empreintes."""
    empreintes = {nom: hashlib.sha256((dossier / nom).read_bytes()).hexdigest() for nom in FICHIERS}
    contenu = {**fiche, "seuils": seuils.en_dict(), "empreintes": empreintes}
    (dossier / "fiche.json").write_text(json.dumps(contenu, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
