"""Le processus vu du dehors : webhook gardé par son secret, arrêt propre, jeton refusé, santé."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import traceback

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app import App
from bot.settings import SettingsError
from simulator import DEFAULT_TOKEN, ApiError, Json
from tests.bot.conftest import Monter
from tests.bot.scene import SITUE, Scene

SECRET = "X-Telegram-Bot-Api-Secret-Token"


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def remise(numero: int, scene: Scene) -> Json:
    chat = {"id": scene.gardienne.id, "type": "private", "first_name": "Fatiha"}
    auteur = {"id": scene.gardienne.id, "is_bot": False, "first_name": "Fatiha"}
    message: Json = {"message_id": 900 + numero, "date": 0, "chat": chat, "from": auteur, "text": SITUE}
    return {"update_id": 7000 + numero, "message": message}


async def test_le_webhook_n_ecoute_que_qui_connait_son_secret(monter: Monter) -> None:
    port = port_libre()
    url = f"http://127.0.0.1:{port}/vigie/recevoir"
    scene = await monter(webhook_url=url, webhook_secret="bon", webhook_listen=f"127.0.0.1:{port}")
    async with scene.en_marche(), aiohttp.ClientSession() as client:

        async def poster(corps: object, **en_tetes: str) -> int:
            noms = {SECRET: en_tetes["secret"]} if "secret" in en_tetes else {}
            async with client.post(url, json=corps, headers=noms) as reponse:
                return reponse.status

        for refus in ({}, {"secret": "mauvais"}, {"secret": ""}, {"secret": "bonbon"}):
            assert await poster(remise(1, scene), **refus) == 403
        assert await poster([], secret="bon") == 400
        assert await poster({"update_id": "x"}, secret="bon") == 400
        assert not scene.sim.bot_messages(scene.gardienne)
        assert not await scene.lignes("SELECT id FROM inbox")
        assert await poster(remise(2, scene), secret="bon") == 200
        assert await poster(remise(2, scene), secret="bon") == 200
        await scene.sim.wait_message(scene.gardienne, "Impayés")
        await scene.calme()
        assert len(await scene.lignes("SELECT id FROM signalements")) == 1
        async with client.get(f"http://127.0.0.1:{port}/") as ailleurs:
            assert ailleurs.status == 404


async def test_la_sante_se_lit_et_ne_dit_que_des_nombres(monter: Monter) -> None:
    port = port_libre()
    scene = await monter(health_listen=f"127.0.0.1:{port}")
    async with scene.en_marche(), aiohttp.ClientSession() as client:
        await scene.envoyer()
        async with client.get(f"http://127.0.0.1:{port}/healthz") as reponse:
            assert reponse.status == 200
        async with client.get(f"http://127.0.0.1:{port}/metrics") as reponse:
            mesures = await reponse.text()
    assert "vigie_inbox_pending 0" in mesures
    assert "Petit" not in mesures


def environnement(scene: Scene) -> dict[str, str]:
    secret = scene.settings.secret_keys
    assert secret is not None
    return {
        **os.environ,
        "VIGIE_TELEGRAM_TOKEN": DEFAULT_TOKEN,
        "VIGIE_TELEGRAM_API": scene.sim.url,
        "VIGIE_DATABASE_URL": scene.settings.database_url,
        "VIGIE_SECRET_KEYS": secret.get_secret_value(),
    }


async def test_sigterm_arrete_proprement_et_sans_un_mot_de_personne(monter: Monter) -> None:
    scene = await monter()
    processus = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environnement(scene), stderr=asyncio.subprocess.PIPE
    )
    await scene.sim.wait_until(lambda: scene.sim.calls("getUpdates"), 30, "la première interrogation")
    await scene.ecrire(scene.gardienne, SITUE)
    processus.terminate()
    _, journal = await asyncio.wait_for(processus.communicate(), 15)
    assert processus.returncode == 0, journal.decode()
    assert b"Traceback" not in journal
    for mot in ("Petit", "loyer", "Fatiha", DEFAULT_TOKEN):
        assert mot not in journal.decode()


async def test_un_jeton_refuse_arrete_tout_et_ne_se_dit_jamais(
    monter: Monter, capfd: pytest.CaptureFixture[str]
) -> None:
    scene = await monter()
    scene.settings.telegram_token = SecretStr("123456:pas-le-bon")
    with pytest.raises(ExceptionGroup) as arret:
        await App(scene.settings, classer=scene.classer).run()
    reglage, autres = arret.value.split(SettingsError)
    assert reglage is not None
    assert autres is None, "rien d'autre ne tombe"
    assert "VIGIE_TELEGRAM_TOKEN" in "".join(traceback.format_exception(reglage))
    assert "pas-le-bon" not in "".join([*traceback.format_exception(arret.value), *capfd.readouterr()])


async def test_telegram_injoignable_au_demarrage_fait_patienter(scene: Scene) -> None:
    await scene.arreter()
    scene.sim.fail(kind="refuse", times=1)
    await scene.demarrer()
    assert "Écrivez-moi" in await scene.demander(scene.gardienne, "/aide")


@pytest.mark.parametrize("erreur", [ApiError(502, "Bad Gateway"), ApiError(429, "Too Many Requests: retry after 1")])
async def test_une_interrogation_refusee_recommence(scene: Scene, erreur: ApiError) -> None:
    scene.sim.fail("getUpdates", erreur)
    scene.sim.send_text(scene.gardienne, scene.gardienne, "/aide")
    await scene.sim.wait_message(scene.gardienne, "Écrivez-moi")
