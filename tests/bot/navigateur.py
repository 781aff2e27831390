"""Un vrai Chromium sans écran, conduit par son protocole de mise au point : de quoi lire, écrire et appuyer."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRAPEAUX = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
)  # fmt: skip
PATIENCE = 15.0


class Navigateur:
    """Un onglet."""

    def __init__(self, prise: aiohttp.ClientWebSocketResponse) -> None:
        self._prise = prise
        self._numeros = itertools.count(1)

    async def commander(self, methode: str, **params: object) -> dict[str, Any]:
        """Une commande du protocole, et sa réponse."""
        numero = next(self._numeros)
        await self._prise.send_json({"id": numero, "method": methode, "params": params})
        while True:
            recu = json.loads((await self._prise.receive(PATIENCE)).data)
            if recu.get("id") == numero:
                assert "error" not in recu, recu
                return dict(recu["result"])

    async def evaluer(self, script: str) -> Any:
        """La valeur d'une expression JavaScript de la page ; une erreur de la page fait échouer."""
        rendu = await self.commander("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in rendu, rendu
        return rendu["result"].get("value")

    async def attendre(self, script: str) -> Any:
        """Attend qu'une expression de la page soit vraie."""
        fin = time.monotonic() + PATIENCE
        while not (valeur := await self.evaluer(script)):
            assert time.monotonic() < fin, f"jamais vrai dans la page : {script}"
            await asyncio.sleep(0.03)
        return valeur

    async def ouvrir(self, url: str, largeur: int, hauteur: int) -> None:
        """Ouvre la page à cette taille d'écran."""
        await self.taille(largeur, hauteur)
        await self.commander("Page.navigate", url=url)
        await self.attendre("document.querySelectorAll('.phone').length > 0")

    async def taille(self, largeur: int, hauteur: int) -> None:
        """Change la taille de l'écran."""
        await self.commander(
            "Emulation.setDeviceMetricsOverride",
            width=largeur, height=hauteur, deviceScaleFactor=1, mobile=largeur < 600,
        )  # fmt: skip

    async def photographier(self, fichier: Path) -> None:
        """Garde une image de l'écran."""
        rendu = await self.commander("Page.captureScreenshot", format="png")
        await asyncio.to_thread(fichier.write_bytes, base64.b64decode(rendu["data"]))


@asynccontextmanager
async def naviguer(profil: Path) -> AsyncIterator[Navigateur]:
    """Un Chromium neuf, fermé à la fin."""
    assert CHROMIUM is not None
    rien = asyncio.subprocess.DEVNULL
    processus = await asyncio.create_subprocess_exec(
        CHROMIUM, *DRAPEAUX, f"--user-data-dir={profil}", "about:blank", stdout=rien, stderr=rien
    )
    try:
        port = await _port(profil / "DevToolsActivePort")
        async with aiohttp.ClientSession() as client:
            async with client.get(f"http://127.0.0.1:{port}/json/list") as reponse:
                onglet = next(cible for cible in await reponse.json() if cible["type"] == "page")
            async with client.ws_connect(onglet["webSocketDebuggerUrl"], max_msg_size=0) as prise:
                yield Navigateur(prise)
    finally:
        if processus.returncode is None:
            processus.terminate()
        await processus.wait()


async def _port(fichier: Path) -> int:
    fin = time.monotonic() + PATIENCE
    while True:
        if port := _lire_port(fichier):
            return port
        assert time.monotonic() < fin, "Chromium n'a pas démarré"
        await asyncio.sleep(0.05)


def _lire_port(fichier: Path) -> int | None:
    lignes = fichier.read_text().splitlines() if fichier.exists() else []
    return int(lignes[0]) if len(lignes) > 1 else None
