"""La table d'abréviations et d'élisions, la même pour le texte et pour les listes d'indices."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _donnees() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "abreviations.toml").read_text(encoding="utf-8"))


@cache
def formes() -> dict[str, str]:
    """Forme repliée → forme lue ; abréviations et élisions ensemble."""
    return {**_donnees()["elisions"], **_donnees()["abreviations"]}


def intouchables() -> frozenset[str]:
    """Vrais mots qu'une correction ne doit jamais changer."""
    return frozenset(_donnees()["intouchables"]["mots"].split()) | frozenset(formes()) | frozenset(formes().values())
