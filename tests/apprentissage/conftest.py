"""L'apprentissage minuscule ne tourne que si on le demande : `make train`, dans un environnement qui a torch."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Écarte l'apprentissage, sauf si la ligne de commande nomme sa marque."""
    if "apprentissage" in config.option.markexpr:
        return
    longs = [item for item in items if item.get_closest_marker("apprentissage") is not None]
    if longs:
        config.hook.pytest_deselected(items=longs)
        items[:] = [item for item in items if item not in longs]
