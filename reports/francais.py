"""Écrire en français : dates, heures, durées, nombres, et texte d'autrui rendu inoffensif.

Les espaces sont insécables (« 14 h 05 », « 1er novembre ») : aucune de ces chaînes ne se coupe en fin de ligne.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, tzinfo

from domain.veille_chiffres import Periode

INSECABLE = "\u00a0"
_FINE = "\u202f"
_COUPURE = "\u200b"
_PAS = 14
_EMOJIS = re.compile("[\U0001f000-\U0001faff\U000e0020-\U000e007f\ufe0e\ufe0f\u20e3]")
_DEMESURE = re.compile(r"[^\s-]{20,}")
_MOIS = (
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
_ABREGES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# Les caractères qui renversent ou isolent le sens de lecture : ils brouilleraient la ligne où ils tombent.
_SENS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def propre(texte: str) -> str:
    """Texte d'autrui sur une seule ligne : ni caractère de commande, ni renversement du sens, ni demi-caractère."""
    gardes = (" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in texte if c not in _SENS)
    lisible = "".join("\ufffd" if unicodedata.category(c) == "Cs" else c for c in gardes)
    return re.sub(" {2,}", " ", lisible).strip()


def imprimable(texte: str, longueur: int = 200) -> str:
    """Texte d'autrui à mettre en page : `propre`, abrégé au-delà de `longueur`, un mot démesuré pouvant se couper.

    Les émojis tombent : aucune des lettres embarquées ne les porte.
    """
    lisible = propre(_EMOJIS.sub("", texte))
    if len(lisible) > longueur:
        lisible = lisible[: longueur - 1].rstrip() + "…"
    return _DEMESURE.sub(lambda m: _COUPURE.join(m[0][i : i + _PAS] for i in range(0, len(m[0]), _PAS)), lisible)


def nombre(valeur: int) -> str:
    """« 1 234 », par groupes de trois."""
    return f"{valeur:,}".replace(",", _FINE)


def accord(valeur: int, singulier: str, pluriel: str) -> str:
    """« 1 dossier », « 2 dossiers » : le pluriel commence à deux."""
    return f"{nombre(valeur)}{INSECABLE}{singulier if abs(valeur) < 2 else pluriel}"


def mois_annee(jour: date) -> str:
    """« novembre 2026 »."""
    return f"{_MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def jour_long(jour: date) -> str:
    """« 1er novembre 2026 »."""
    return f"{_quantieme(jour)}{INSECABLE}{mois_annee(jour)}"


def jour_court(jour: date) -> str:
    """« 1er nov. 2026 », pour un tableau."""
    return INSECABLE.join((_quantieme(jour), _ABREGES[jour.month - 1], str(jour.year)))


def heure(instant: datetime, fuseau: tzinfo) -> str:
    """« 14 h 05 », ou « 14 h » à l'heure juste, à l'heure de `fuseau`."""
    local = instant.astimezone(fuseau)
    minutes = f"{INSECABLE}{local.minute:02}" if local.minute else ""
    return f"{local.hour}{INSECABLE}h{minutes}"


def instant_long(instant: datetime, fuseau: tzinfo) -> str:
    """« mardi 1er décembre 2026 à 14 h »."""
    local = instant.astimezone(fuseau)
    return f"{_JOURS[local.weekday()]} {jour_long(local)} à{INSECABLE}{heure(instant, fuseau)}"


def instant_court(instant: datetime, fuseau: tzinfo) -> str:
    """« 1er déc. 2026, 14 h 05 », pour un tableau."""
    return f"{jour_court(instant.astimezone(fuseau))}, {heure(instant, fuseau)}"


def duree(delai: timedelta) -> str:
    """« 35 min », « 5 h 20 », « 3 j 4 h », « 12 j » : deux unités au plus ; une durée négative vaut « 0 min »."""
    minutes = max(0, round(delai.total_seconds() / 60))
    heures, reste = divmod(minutes, 60)
    jours, heures_reste = divmod(heures, 24)
    if jours >= 10:
        return f"{nombre(jours)}{INSECABLE}j"
    if jours:
        return f"{jours}{INSECABLE}j" + (f"{INSECABLE}{heures_reste}{INSECABLE}h" if heures_reste else "")
    if heures:
        return f"{heures}{INSECABLE}h" + (f"{INSECABLE}{reste:02}" if reste else "")
    return f"{minutes}{INSECABLE}min"


def periode(intervalle: Periode, fuseau: tzinfo) -> str:
    """« novembre 2026 » pour un mois entier, sinon « du 3 au 17 novembre 2026 » (dernier jour compris)."""
    debut = intervalle.debut.astimezone(fuseau)
    fin = (intervalle.fin - timedelta(microseconds=1)).astimezone(fuseau)
    meme_mois = (debut.year, debut.month) == (fin.year, fin.month)
    if meme_mois and debut.day == 1 and (fin + timedelta(days=1)).month != fin.month:
        return mois_annee(debut)
    if debut.date() == fin.date():
        return jour_long(debut)
    premier = _quantieme(debut) if meme_mois else jour_long(debut)
    return f"du{INSECABLE}{premier} au{INSECABLE}{jour_long(fin)}"


def _quantieme(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)
