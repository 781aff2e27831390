"""Les jours des essais : le calendrier de Paris, ses vrais jours fériés, et dix ans d'instants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import holidays
from hypothesis import settings
from hypothesis import strategies as st

from domain.calendrier import Calendrier

PARIS = ZoneInfo("Europe/Paris")
ANNEES = range(2024, 2036)
FRANCE = frozenset(holidays.country_holidays("FR", years=ANNEES))
ALSACE = frozenset(holidays.country_holidays("FR", subdiv="57", years=ANNEES))

CALENDRIER = Calendrier(PARIS, FRANCE.__contains__)

eprouver = settings(deadline=None, max_examples=60)
"""Ce qu'on demande à Hypothesis, sur une machine parfois lente."""

instants = st.datetimes(datetime(2025, 1, 1), datetime(2034, 12, 1), timezones=st.just(UTC))
"""Dix ans d'instants, à la microseconde."""

nuits_de_changement = st.builds(
    lambda jour, minutes: le(f"{jour}").replace(hour=22) + minutes,
    st.sampled_from(["2026-03-28", "2026-10-24", "2027-03-27", "2027-10-30"]),
    st.timedeltas(min_value=datetime.resolution * 0, max_value=datetime(1, 1, 1, 6) - datetime(1, 1, 1)),
)
"""Les instants des nuits où l'on change d'heure."""


def le(ecrit: str) -> datetime:
    """L'instant UTC de cette heure écrite à Paris, « 2026-11-20 17:59 »."""
    return datetime.fromisoformat(ecrit).replace(tzinfo=PARIS).astimezone(UTC)


def a_paris(instant: datetime) -> str:
    """L'inverse : l'heure de Paris, comme on l'écrit dans les essais."""
    return instant.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")


def est_au_bureau(instant: datetime) -> bool:
    """Vrai un jour ouvré, de 9 h à 12 h 30 ou de 14 h à 18 h, bornes comprises ; écrit sans le code éprouvé."""
    locale = instant.astimezone(PARIS)
    minutes = locale.hour * 60 + locale.minute + (locale.second + locale.microsecond / 1e6) / 60
    return est_travaille(locale.date()) and (540 <= minutes <= 750 or 840 <= minutes <= 1080)


def est_travaille(jour: date) -> bool:
    """Vrai du lundi au vendredi, hors fériés."""
    return jour.weekday() < 5 and jour not in FRANCE


def est_la_nuit(instant: datetime) -> bool:
    """Vrai de 20 h à 8 h à Paris."""
    heure = instant.astimezone(PARIS).hour
    return heure >= 20 or heure < 8
