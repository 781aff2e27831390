"""Dire une date et une heure comme on les dit en France."""

from __future__ import annotations

from datetime import date, datetime, time

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
"""Noms des jours, dans l'ordre de `date.weekday()`."""

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
"""Noms des mois ; janvier est à l'indice 0."""


def quantieme(jour: date) -> str:
    """Le jour et le mois : « 1er décembre », « 24 novembre »."""
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]}"


def jour_en_lettres(jour: date, *, annee: bool = False) -> str:
    """Le jour, la date et, si on le demande, l'année : « mardi 24 novembre 2026 »."""
    suite = f" {jour.year}" if annee else ""
    return f"{JOURS[jour.weekday()]} {quantieme(jour)}{suite}"


def heure_en_lettres(heure: time) -> str:
    """L'heure, sans zéro devant l'heure ni minutes nulles : « 9 h », « 10 h 05 »."""
    return f"{heure.hour} h {heure.minute:02d}" if heure.minute else f"{heure.hour} h"


def en_toutes_lettres(instant_local: datetime, *, annee: bool = False) -> str:
    """Un instant **déjà local** : « mardi 24 novembre à 10 h 05 » (voir `Calendrier.en_toutes_lettres`)."""
    return f"{jour_en_lettres(instant_local.date(), annee=annee)} à {heure_en_lettres(instant_local.time())}"
