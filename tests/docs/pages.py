"""Les pages de documentation, et de quoi les lire : leurs lignes, leurs tableaux, ce qu'elles citent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).parents[2]

PAGES = (*sorted(RACINE.glob("*.md")), *sorted((RACINE / "docs").rglob("*.md")))
"""La documentation ; les notes posées à côté du code sont dans `NOTES`."""

NOTES = tuple(note for note in sorted(RACINE.glob("[a-z]*/README.md")) if note not in PAGES)

_BLOC = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")


def nom(page: Path) -> str:
    """Le chemin d'une page depuis la racine, pour nommer un essai."""
    return page.relative_to(RACINE).as_posix()


def lire(chemin: str) -> str:
    """Une page, par son chemin depuis la racine."""
    return (RACINE / chemin).read_text(encoding="utf-8")


def prose(texte: str) -> str:
    """Le texte sans ses blocs ni ses passages de code."""
    return _CODE.sub("", _BLOC.sub("", texte))


def codes(texte: str) -> list[str]:
    """Les passages de code d'une ligne, hors des blocs."""
    return _CODE.findall(_BLOC.sub("", texte))


def blocs(texte: str) -> str:
    """Le contenu des blocs de code."""
    return "\n".join(_BLOC.findall(texte))


def lignes_de_tableau(texte: str) -> Iterator[list[str]]:
    """Les lignes des tableaux, cellule par cellule, en-têtes et filets exceptés."""
    lignes = _BLOC.sub("", texte).splitlines()
    for rang, ligne in enumerate(lignes):
        suivante = lignes[rang + 1] if rang + 1 < len(lignes) else ""
        if ligne.startswith("|") and not ligne.startswith("|---") and not suivante.startswith("|---"):
            yield [cellule.strip() for cellule in ligne.strip("|").split("|")]
