"""Le parcours entier, du lien d'invitation au relevé de veille : interrogation, webhook, et les deux bases."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import create_invitation
from bot.container import Classer
from simulator import Message, User
from storage.database import Database
from tests.bot.conftest import Monter
from tests.bot.scene import IMPAYES, NOMS, PRENDRE, Scene, importer_exemples, lisible, ouvrir

REF = "V-26-0001"


def webhook() -> dict[str, object]:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    return {
        "webhook_url": f"http://127.0.0.1:{port}/vigie/recevoir",
        "webhook_secret": "secret-du-webhook",
        "webhook_listen": f"127.0.0.1:{port}",
    }


@pytest.fixture(params=["interrogation", "webhook"])
async def avant(request: pytest.FixtureRequest, monter: Monter) -> Scene:
    """Personne n'est entré, et le bot tourne."""
    scene = await monter(entres=False, **(webhook() if request.param == "webhook" else {}))
    await scene.demarrer()
    return scene


@pytest.fixture
async def avant_postgresql(
    base_postgresql: Database, tmp_path: Path, clefs: str, classer: Classer
) -> AsyncIterator[Scene]:
    """La même scène, sur un vrai serveur PostgreSQL."""
    url = base_postgresql.url.render_as_string(hide_password=False)
    async with ouvrir(tmp_path, url, clefs, classer, entres=False) as scene:
        await importer_exemples(scene.settings)
        async with scene.en_marche():
            yield scene


async def test_du_lien_d_invitation_au_releve_de_veille(avant: Scene) -> None:
    await jouer(avant)


async def test_le_meme_parcours_tient_sur_postgresql(avant_postgresql: Scene) -> None:
    await jouer(avant_postgresql)


async def jouer(scene: Scene) -> None:
    await entrer(scene)
    carte = await signaler(scene)
    await prendre(scene, carte)
    await aller_vers(scene)
    await relever(scene)
    assert not await scene.actes("refus")


async def entrer(scene: Scene) -> None:
    sim = scene.sim
    gens = [user for user in sim.state.users.values() if not user.is_bot]
    for nom, user in zip(NOMS, gens, strict=True):
        lien = json.loads(await create_invitation(scene.settings, nom, None, "", [], [], as_json=True))
        assert lien["url"] == f"https://t.me/{sim.bot.username}?start={lien['payload']}"
        sim.start(user, lien["payload"])
        assert nom in (await sim.wait_message(user, "bienvenue")).text
    sim.send_text(scene.admin, scene.groupe, "/lier essonne")
    assert "Essonne" in (await sim.wait_message(scene.groupe, "reçoit maintenant")).text


async def signaler(scene: Scene) -> Message:
    sim, awa = scene.sim, scene.gardienne
    fiche = await scene.ecrire(awa, IMPAYES)
    for mots in ("Impayés", "doit 3 mois de loyer", "Non-réponse", "repond plus", "Urgence", "mr dupont", "bât. B"):
        assert mots in fiche.text
    assert not fiche.has_button("Envoyer")
    await scene.appuyer(awa, fiche, "Les Fauvettes")
    assert "Les Fauvettes" in fiche.text
    assert await scene.appuyer(awa, fiche, "Envoyer") == f"{REF} : signalement envoyé."
    assert REF in fiche.text
    assert [message.id for message in sim.bot_messages(awa)][1:] == [fiche.id], "une seule fiche, mise à jour sur place"
    carte = await scene.carte(REF)
    for mots in ("Impayés", "Urgence : Normale", "Les Fauvettes (Ris-Orangis)", "Solène Kerbrat", "jeudi 26 novembre"):
        assert mots in carte.text
    for secret in ("dupont", "courriers", "loyer", "2e", "bât", "Fatiha"):
        assert secret.casefold() not in carte.text.casefold()
    return carte


async def prendre(scene: Scene, carte: Message) -> None:
    sim = scene.sim
    appuis = [sim.press(qui, carte, PRENDRE) for qui in (scene.chargee, scene.charge)]
    reponses = [lisible((await sim.wait_answer(appui)).text) for appui in appuis]
    await scene.calme()
    (dossier,) = await scene.dossiers()
    async with scene.base.read() as unit:
        gagnant = await unit.personnes.get(dossier.charge_id)
    assert gagnant is not None
    assert sorted(reponses) == sorted(["C’est noté.", f"{REF} est déjà pris en charge par {gagnant.nom}."])
    assert f"Pris en charge par {gagnant.nom} le mardi 24 novembre à 10 h 05" in carte.text
    assert f"pris en charge par {gagnant.nom}" in sim.last(scene.gardienne).text
    assert len(await scene.actes("prise_en_charge")) == 1
    await scene.appuyer(qui_suit(scene, gagnant.nom), carte, "Détails")
    fiche = sim.last(qui_suit(scene, gagnant.nom))
    assert fiche.protected
    for mots in ("mr dupont", IMPAYES, "2e étage", "Fatiha Amrani", "Tentative 1"):
        assert mots in fiche.text
    assert len(await scene.actes("lecture")) == 1


def qui_suit(scene: Scene, nom: str) -> User:
    return scene.chargee if nom == "Solène Kerbrat" else scene.charge


async def aller_vers(scene: Scene) -> None:
    sim = scene.sim
    (dossier,) = await scene.dossiers()
    async with scene.base.read() as unit:
        (tentative,) = await unit.dossiers.tentatives(dossier.id)
        gagnant = await unit.personnes.get(dossier.charge_id)
    assert gagnant is not None
    suit = qui_suit(scene, gagnant.nom)
    await scene.a(tentative.prevue_le)
    rappel = await sim.wait_message(suit, "Qu’est-ce que cela a donné", button="Absent")
    premiere = rappel.text.splitlines()[1]
    await scene.appuyer(suit, rappel, "Absent")
    assert "Résultat noté : Absent" in rappel.text
    assert "Prochaine : " in rappel.text
    assert premiere not in rappel.text
    async with scene.base.read() as unit:
        faite, suivante = await unit.dossiers.tentatives(dossier.id)
    assert (faite.canal, faite.moment, faite.binome) != (suivante.canal, suivante.moment, suivante.binome)
    assert suivante.prevue_le > scene.now


async def relever(scene: Scene) -> None:
    sim = scene.sim
    sim.send_text(scene.chargee, scene.groupe, "/veille 2026-11")

    def documents() -> list[Message] | None:
        recus = [message for message in sim.bot_messages(scene.groupe) if message.file is not None]
        return recus if len(recus) == 3 else None

    image, pdf, tableur = await sim.wait_until(documents, timeout=20, what="trois documents")
    assert "photo" in image.content
    assert image.file is not None
    assert image.file.data.startswith(b"\x89PNG")
    assert pdf.file is not None
    assert pdf.file.data.startswith(b"%PDF")
    assert pdf.file.name.endswith(".pdf")
    assert tableur.file is not None
    assert tableur.file.data.startswith(b"PK")
    assert tableur.file.name.endswith(".xlsx")
    assert not any("dupont" in message.text.casefold() for message in (image, pdf, tableur))
