"""`make bench` : écrit les figures à recopier dans `benchmarks/README.md`."""

from __future__ import annotations

import asyncio
import os
import platform
import sys

from benchmarks.mesures import SANS_LIMITE, aide, debit, demarrage, latence

TOURS = 3


async def main(choix: list[str]) -> None:
    """Mesure ce qui est demandé, ou tout."""
    print(f"machine : {os.cpu_count()} cœurs, {platform.machine()}, Python {platform.python_version()}")
    if not choix or "demarrage" in choix:
        print(f"démarrage : {await demarrage()} ; vigie --help : {aide():.2f} s")
    if not choix or "latence" in choix:
        print(f"message → fiche, 5 par seconde, 50 personnes : {await latence()}")
    if not choix or "debit" in choix:
        for tour in range(TOURS):
            nu = await debit("-m", "benchmarks.nu")
            vigie = await debit(*SANS_LIMITE)
            print(f"débit, tour {tour + 1} : robot nu {nu:.0f}/s, Vigie {vigie:.0f}/s, rapport {vigie / nu:.2f}")


asyncio.run(main(sys.argv[1:]))
