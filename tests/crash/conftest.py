"""Le long essai d'arrêts brutaux ne tourne que si on le demande : `make crash`."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Écarte le long essai, sauf si la ligne de commande nomme sa marque."""
    if "crash" in config.option.markexpr:
        return
    longs = [item for item in items if item.get_closest_marker("crash") is not None]
    if longs:
        config.hook.pytest_deselected(items=longs)
        items[:] = [item for item in items if item not in longs]
