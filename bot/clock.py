"""La seule vraie horloge du produit, et celle qu'un fichier tient pour les essais et la démonstration."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path


class SystemClock:
    """L'heure de la machine."""

    def now(self) -> datetime:
        """L'instant présent, en UTC."""
        return datetime.now(UTC)


class FileClock:
    """L'instant écrit dans un fichier ; le temps y reste tant que le fichier ne change pas."""

    def __init__(self, path: Path) -> None:
        """Lit le fichier ; lève `ValueError` ou `OSError` s'il ne contient pas un instant avec son décalage."""
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._instant = self._read()

    def now(self) -> datetime:
        """L'instant du fichier, relu quand le fichier a changé ; un fichier en cours d'écriture ne trouble rien."""
        stat = os.stat(self._path)
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            try:
                self._instant = self._read()
                self._stamp = stamp
            except ValueError:
                return self._instant
        return self._instant

    def _read(self) -> datetime:
        instant = datetime.fromisoformat(self._path.read_text(encoding="ascii").strip())
        if instant.tzinfo is None:
            raise ValueError("l'instant du fichier doit porter son décalage")
        return instant.astimezone(UTC)
