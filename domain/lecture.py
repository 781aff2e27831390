"""Lire un fichier de réglages clé par clé, et dire en une ligne de français ce qui ne va pas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from domain.dispositif import DispositifInvalide
from domain.horaires import Delai, Plage
from domain.texte import plier

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_HEURE = re.compile(r"(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?")


class Cles:
    """Une table de réglages, qui retient les clés demandées pour refuser les autres à la fin."""

    def __init__(self, donnees: Mapping[str, object], origine: str, chemin: str = "") -> None:
        """`origine` nomme le fichier dans les erreurs, `chemin` la table (« aller_vers »)."""
        self._donnees = donnees
        self._origine = origine
        self._chemin = chemin
        self._connues: list[str] = []

    def noms(self) -> list[str]:
        """Les clés présentes, dans l'ordre du fichier."""
        return list(self._donnees)

    def erreur(self, cle: str, message: str) -> DispositifInvalide:
        """L'erreur à lever pour cette clé ; une clé vide désigne la table elle-même."""
        lieu = ".".join(partie for partie in (self._chemin, cle) if partie)
        return DispositifInvalide(" : ".join(partie for partie in (self._origine, lieu, message) if partie))

    def lire(self, cle: str, convertir: Callable[[object], T], defaut: T) -> T:
        """La valeur convertie, ou `defaut` si la clé manque ; lève `DispositifInvalide` si elle ne convient pas."""
        self._connues.append(cle)
        if cle not in self._donnees:
            return defaut
        try:
            return convertir(self._donnees[cle])
        except ValueError as raison:
            raise self.erreur(cle, str(raison)) from raison

    def exiger(self, cle: str, convertir: Callable[[object], T]) -> T:
        """La valeur convertie d'une clé obligatoire."""
        if cle not in self._donnees:
            raise self.erreur(cle, "cette clé est obligatoire")
        self._connues.append(cle)
        try:
            return convertir(self._donnees[cle])
        except ValueError as raison:
            raise self.erreur(cle, str(raison)) from raison

    def table(self, cle: str) -> Cles:
        """La sous-table de ce nom, vide si elle manque."""
        vide: dict[str, object] = {}
        contenu = self.lire(cle, _table, vide)
        return Cles(contenu, self._origine, f"{self._chemin}.{cle}" if self._chemin else cle)

    def fermer(self) -> None:
        """Refuse les clés qu'on n'a pas demandées, en proposant la plus proche."""
        for cle in self._donnees:
            if cle not in self._connues:
                proche = get_close_matches(cle, self._connues, n=1, cutoff=0.5)
                conseil = f"vouliez-vous dire « {proche[0]} » ? " if proche else ""
                raise self.erreur(cle, f"clé inconnue ; {conseil}clés admises : {', '.join(self._connues)}")


def _table(valeur: object) -> dict[str, object]:
    if not isinstance(valeur, dict):
        raise ValueError("il faut une table de clés")
    return valeur


def texte(valeur: object) -> str:
    """Un texte non vide."""
    if not isinstance(valeur, str) or not valeur.strip():
        raise ValueError("il faut un texte entre guillemets, non vide")
    return valeur.strip()


def oui_non(valeur: object) -> bool:
    """Un oui ou un non : `true` ou `false`."""
    if not isinstance(valeur, bool):
        raise ValueError("valeurs admises : true, false")
    return valeur


def entier(minimum: int) -> Callable[[object], int]:
    """Un nombre entier au moins égal à `minimum`."""

    def convertir(valeur: object) -> int:
        if isinstance(valeur, bool) or not isinstance(valeur, int) or valeur < minimum:
            raise ValueError(f"il faut un nombre entier, {minimum} ou plus")
        return valeur

    return convertir


def choix(valeurs: Mapping[str, T]) -> Callable[[object], T]:
    """Une valeur nommée parmi d'autres ; la casse et les accents ne comptent pas."""
    plies = {plier(nom): valeur for nom, valeur in valeurs.items()}

    def convertir(valeur: object) -> T:
        if not isinstance(valeur, str) or plier(valeur) not in plies:
            raise ValueError(f"« {valeur} » n’est pas admis ; valeurs admises : {', '.join(valeurs)}")
        return plies[plier(valeur)]

    return convertir


def membre(enumeration: type[E]) -> Callable[[object], E]:
    """Une valeur d'une énumération, par son code."""
    return choix({element.value: element for element in enumeration})


def liste(convertir: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """Une liste de valeurs, sans répétition."""

    def lire(valeur: object) -> tuple[T, ...]:
        if not isinstance(valeur, list):
            raise ValueError("il faut une liste entre crochets")
        elements = tuple(convertir(element) for element in valeur)
        if len(set(elements)) < len(elements):
            raise ValueError("une valeur est répétée")
        return elements

    return lire


def delai(valeur: object) -> Delai:
    """Un délai écrit en français : « 15 minutes », « 4 heures ouvrées », « fin du jour ouvré suivant »."""
    try:
        return Delai.lire(texte(valeur))
    except ValueError as raison:
        raise ValueError(
            f"« {valeur} » n’est pas un délai ; écrire par exemple « 15 minutes », « 24 heures », "
            "« 4 heures ouvrées », « 2 jours ouvrés », « fin du jour ouvré suivant »"
        ) from raison


def heure(valeur: object) -> time:
    """Une heure de la journée : « 14 h », « 9 h 30 », « 09:30 »."""
    lue = _HEURE.fullmatch(valeur.strip()) if isinstance(valeur, str) else None
    if lue is None or int(lue[1]) > 23 or int(lue[2] or 0) > 59:
        raise ValueError(f"« {valeur} » n’est pas une heure ; écrire par exemple « 9 h 30 »")
    return time(int(lue[1]), int(lue[2] or 0))


def plage(valeur: object) -> Plage:
    """Deux heures : « 9 h à 12 h 30 »."""
    bornes = re.split(r"\s+à\s+|\s*[-–]\s*", valeur.strip()) if isinstance(valeur, str) else []
    if len(bornes) != 2:
        raise ValueError(f"« {valeur} » n’est pas une plage ; écrire par exemple « 9 h à 12 h 30 »")
    return Plage(heure(bornes[0]), heure(bornes[1]))
