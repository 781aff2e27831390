"""Le journal technique : des faits et des numéros, jamais rien d'une personne."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog

FRAMES = 8
"""Lignes de code gardées d'une exception."""


def _locate(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Dit le type et le lieu d'une exception, sans son message : il peut citer ce qu'une personne a écrit."""
    if event.pop("exc_info", None):
        kind, error, trace = sys.exc_info()
        frames = traceback.extract_tb(trace)[-FRAMES:] if error is not None else []
        event["erreur"] = kind.__name__ if kind else ""
        event["ou"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def configure_logging(level: str, *, as_json: bool) -> None:
    """Règle structlog et fait taire ce que les bibliothèques diraient des messages."""
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _locate,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s")
    for name in ("httpx", "aiogram", "aiohttp.access", "telegram", "apscheduler", "sqlalchemy.engine"):
        logging.getLogger(name).setLevel(logging.ERROR)
