"""`python -m simulator`: the simulator alone, with four invented people, to try a bot against it by hand."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from simulator.facade import DEFAULT_TOKEN, Simulator
from simulator.screens import Ecran, Page


def invented_page(sim: Simulator) -> Page:
    """A caretaker, an association worker, a social officer and their team's group."""
    awa = sim.add_user("Awa", "Diallo")
    lucie = sim.add_user("Lucie", "Morel")
    nadia = sim.add_user("Nadia", "Benali")
    karim = sim.add_user("Karim", "Lopez")
    team = sim.add_group("Équipe sociale Nord", [nadia, karim], bot_status="administrator")
    return Page(
        [
            Ecran("Awa Diallo", "Gardienne", awa, suggestions=["/start", "Bonjour, une dame ne paie plus son loyer."]),
            Ecran("Lucie Morel", "Association partenaire", lucie, suggestions=["/start"]),
            Ecran("Nadia Benali", "Chargée de gestion sociale", nadia, suggestions=["/start", "/aide"]),
            Ecran("Équipe sociale Nord", "Groupe de l’équipe", nadia, team, speakers=[nadia, karim]),
        ]
    )


async def serve(port: int, token: str, clock_file: Path | None) -> None:
    """Serves until SIGINT or SIGTERM."""
    sim = Simulator(port=port, token=token, clock_file=clock_file)
    sim.show(invented_page(sim))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with sim:
        sys.stdout.write(f"Simulateur : {sim.url} (jeton {sim.token})\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="Un petit Telegram local, simulé.")
    parser.add_argument("--port", type=int, default=8081, help="port d’écoute sur 127.0.0.1 (0 : au choix)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="seul jeton accepté")
    parser.add_argument("--clock-file", type=Path, help="fichier d’horloge que la page peut déplacer")
    args = parser.parse_args()
    asyncio.run(serve(args.port, args.token, args.clock_file))


if __name__ == "__main__":
    main()
