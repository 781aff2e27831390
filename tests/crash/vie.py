"""Une vie du robot : le vrai `vigie run`, dans un processus à soi, qui meurt à l'écriture qu'on lui désigne.

Ce module est chargé d'avance par le serveur de fourches : une vie commence en quelques centièmes de seconde, tout
étant déjà importé. Rien ici n'est dans le produit ; les écritures sont comptées de l'extérieur.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, event

import bot.app
import bot.log  # noqa: F401
import views.rendu  # noqa: F401
from bot.cli import main
from nlp.classifieur import Classifieur

_CHARGE = Classifieur.charger()

_ECRITURE = re.compile(r"\s*(?:INSERT INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)

_ORDINAIRES = frozenset({"meta", "alembic_version"})
"""Ce que le démarrage et chaque tic écrivent : leur nombre dépend du temps réel, on ne les compte pas."""


class Endroit(StrEnum):
    """Ce que l'on compte pour choisir l'instant de l'arrêt."""

    ECRITURE = "écriture"
    ENVOI = "envoi"
    PIECE = "pièce"
    REPONSE = "réponse"
    RELEVE = "relève"


@dataclass(frozen=True, slots=True)
class Point:
    """L'instant d'un arrêt : la énième écriture (ou le énième appel) d'une vie, juste avant ou juste après."""

    endroit: Endroit
    rang: int
    apres: bool
    signal: int = signal.SIGKILL

    @property
    def mortel(self) -> bool:
        """Vrai pour `kill -9` ; faux pour un arrêt demandé."""
        return self.signal == signal.SIGKILL

    def __str__(self) -> str:
        """Comme on le dit dans un message d'échec."""
        return f"{'après' if self.apres else 'avant'} {self.endroit.value} n° {self.rang}"


def vivre(environnement: Mapping[str, str], dossier: Path, journal: Path, point: Point | None) -> None:
    """Devient `vigie run`."""
    for nom in [nom for nom in os.environ if nom.startswith("VIGIE_")]:
        del os.environ[nom]
    os.environ.update(environnement)
    os.chdir(dossier)
    sortie = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(sortie, 1)
    os.dup2(sortie, 2)
    Classifieur.charger = classmethod(lambda _: _CHARGE)  # type: ignore[method-assign,assignment]
    if point is not None and point.endroit is Endroit.ECRITURE:
        _armer(point)
    sys.argv = ["vigie", "run"]
    main()


def _armer(point: Point) -> None:
    """Compte les transactions qui écrivent, et frappe à celle du point."""
    reste = point.rang

    @event.listens_for(Engine, "before_cursor_execute")
    def _noter(connexion: Connection, _curseur: object, ordre: str, *_: object) -> None:
        if trouve := _ECRITURE.match(ordre):
            connexion.info.setdefault("ecrites", set()).add(trouve[1])

    @event.listens_for(Engine, "rollback")
    def _oublier(connexion: Connection) -> None:
        connexion.info.pop("ecrites", None)

    @event.listens_for(Engine, "commit")
    def _frapper(connexion: Connection) -> None:
        nonlocal reste
        if not connexion.info.pop("ecrites", set()) - _ORDINAIRES:
            return
        reste -= 1
        if reste == 0 and point.apres:
            _frapper_apres(connexion, point)
        elif reste == 0:
            os.kill(os.getpid(), point.signal)


def _frapper_apres(connexion: Connection, point: Point) -> None:
    garder = connexion.dialect.do_commit

    def garder_puis_mourir(brute: object) -> None:
        garder(brute)  # type: ignore[arg-type]
        connexion.dialect.do_commit = garder  # type: ignore[method-assign]
        os.kill(os.getpid(), point.signal)

    connexion.dialect.do_commit = garder_puis_mourir  # type: ignore[method-assign]
