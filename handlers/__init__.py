"""Lire ce que Telegram remet, appeler un cas d'usage, répondre à l'appui. Rien d'autre ne part d'ici."""

from __future__ import annotations

from aiogram import Router

from handlers import administration, aller_vers, inconnu, prise_en_charge, signaler, veille


def build_router() -> Router:
    """Les parcours, du plus précis au plus général ; chaque appel construit des routeurs neufs."""
    root = Router(name="vigie")
    for parcours in (signaler, administration, veille, prise_en_charge, aller_vers, inconnu):
        root.include_router(parcours.build())
    return root
