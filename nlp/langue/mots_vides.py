"""Les petits mots d'une langue, tels que spaCy les liste."""

from __future__ import annotations

import runpy
from pathlib import Path

from spacy import lang


def mots_vides(code: str) -> frozenset[str]:
    """Les petits mots de la langue `code` (« fr »).

    Leur fichier est lu sans importer le dossier de la langue : celui du français compile d'abord les expressions de
    son découpage, que nous n'employons pas, et c'était les trois quarts du chargement.
    """
    return frozenset(runpy.run_path(str(Path(*lang.__path__) / code / "stop_words.py"))["STOP_WORDS"])
