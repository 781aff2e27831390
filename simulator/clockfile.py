"""The demonstration's clock: a file holding one ISO instant with offset; time stands there until it is moved."""

import os
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MORNING = time(9, 0)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre")  # fmt: skip


class ClockFile:
    """Reads and moves the instant kept in `path`; time never goes back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> datetime:
        """The instant in the file.

        Raises:
            OSError: no such file.
            ValueError: not an ISO instant with an offset.
        """
        moment = datetime.fromisoformat(self.path.read_text(encoding="utf-8").strip())
        if moment.tzinfo is None:
            raise ValueError("the clock file needs an offset")
        return moment

    def write(self, moment: datetime) -> None:
        """Puts an instant in the file, whole or not at all."""
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        draft.write_text(moment.astimezone(PARIS).isoformat() + "\n", encoding="utf-8")
        draft.replace(self.path)

    def advance(self, step: timedelta) -> datetime:
        """Moves by elapsed time, over a change of hour too.

        Raises:
            ValueError: a negative step.
        """
        if step < timedelta(0):
            raise ValueError("time does not go back")
        moment = datetime.fromtimestamp(self.read().timestamp() + step.total_seconds(), PARIS)
        self.write(moment)
        return moment

    def next_morning(self) -> datetime:
        """Moves to nine o'clock of the next day, Paris wall time."""
        day = self.read().astimezone(PARIS).date() + timedelta(days=1)
        moment = datetime.combine(day, MORNING, PARIS)
        self.write(moment)
        return moment


def in_french(moment: datetime) -> str:
    """« mardi 24 novembre, 10 h 05 », in Paris."""
    local = moment.astimezone(PARIS)
    day = "1er" if local.day == 1 else str(local.day)
    return f"{_DAYS[local.weekday()]} {day} {_MONTHS[local.month - 1]}, {local.hour} h {local.minute:02d}"
