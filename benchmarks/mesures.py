"""Les trois mesures : du message à la fiche, le débit face au robot nu, le démarrage et la taille."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.scene import GARDIENS, MESSAGES, PATIENCE, Scene, scene

VIGIE = ("-m", "bot", "run")
SANS_LIMITE = ("-m", "benchmarks.sans_limite")


async def latence(secondes: float = 30.0, par_seconde: float = 5.0) -> dict[str, float]:
    """Du message du gardien à sa fiche, en millisecondes, à cinq messages par seconde de cinquante personnes."""
    with tempfile.TemporaryDirectory() as folder:
        async with scene(Path(folder), *VIGIE) as vue:
            envois = await _envoyer(vue, int(secondes * par_seconde), 1 / par_seconde)
            await _attendre_fiches(vue, len(envois))
            return _quantiles(_delais(vue, envois)) | {"rss_mio": round(vue.memoire(), 1)}


async def _envoyer(vue: Scene, nombre: int, pas: float) -> list[tuple[int, float]]:
    envois = []
    depart = time.monotonic()
    for rang in range(nombre):
        await asyncio.sleep(max(0.0, depart + rang * pas - time.monotonic()))
        gardien = vue.gardiens[rang % GARDIENS]
        envois.append((gardien.id, time.monotonic()))
        vue.sim.send_text(gardien, gardien, MESSAGES[rang % len(MESSAGES)])
    return envois


async def _attendre_fiches(vue: Scene, nombre: int) -> None:
    await vue.sim.wait_until(
        lambda: len(vue.sim.calls("sendMessage")) >= nombre, timeout=PATIENCE, what=f"{nombre} fiches"
    )


def _delais(vue: Scene, envois: list[tuple[int, float]]) -> list[float]:
    """La n-ième fiche d'une conversation répond à son n-ième message."""
    arrivees: dict[int, list[float]] = {}
    for call in vue.sim.calls("sendMessage"):
        arrivees.setdefault(int(str(call.chat_id)), []).append(call.at)
    return [(arrivees[chat].pop(0) - parti) * 1000 for chat, parti in envois]


def _quantiles(delais: list[float]) -> dict[str, float]:
    parts = statistics.quantiles(delais, n=100)
    return {
        "n": len(delais),
        "mediane_ms": round(parts[49], 1),
        "p95_ms": round(parts[94], 1),
        "max_ms": round(max(delais), 1),
    }


async def debit(*command: str, nombre: int = 1000) -> float:
    """Messages traités par seconde : tous déposés d'un coup, mesurés jusqu'à la dernière réponse."""
    with tempfile.TemporaryDirectory() as folder:
        full = (*command, f"{folder}/nu.db") if "benchmarks.nu" in command else command
        async with scene(Path(folder), *full) as vue:
            start = time.perf_counter()
            await _envoyer(vue, nombre, 0.0)
            await _attendre_fiches(vue, nombre)
            return nombre / (time.perf_counter() - start)


async def demarrage() -> dict[str, float]:
    """Secondes du lancement au premier getUpdates, et mémoire une fois la classification chargée, en Mio."""
    with tempfile.TemporaryDirectory() as folder:
        async with scene(Path(folder), *VIGIE) as vue:
            return {"pret_s": round(vue.pret, 2), "rss_mio": round(vue.memoire(), 1)}


def aide() -> float:
    """Secondes de `vigie --help`, la meilleure de cinq."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bot", "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)
