"""Un inconnu n'apprend rien et ne laisse rien ; un lien ne sert qu'une fois ; un groupe bavarde sans être écouté."""

from __future__ import annotations

import json

import pytest

from bot.commands import create_invitation
from bot.inbound.intake import keep
from simulator import Json, User
from tests.bot.scene import SITUE, Scene

SECRET = "Mme Zorglub, porte 7"


@pytest.fixture
def inconnu(scene: Scene) -> User:
    return scene.sim.add_user("Jean", "Passant")


async def inviter(scene: Scene, nom: str = "Joël Vanhove") -> str:
    return str(json.loads(await create_invitation(scene.settings, nom, None, "", [], [], as_json=True))["payload"])


async def test_un_inconnu_recoit_un_mot_poli_et_rien_de_ce_qu_il_ecrit_n_est_garde(scene: Scene, inconnu: User) -> None:
    connues = await scene.lignes("SELECT * FROM personnes")
    scene.sim.send_text(inconnu, inconnu, SECRET)
    reponse = (await scene.sim.wait_message(inconnu)).text
    assert reponse.startswith("Bonjour. Ce service est réservé aux personnes invitées.")
    await scene.calme()
    assert await scene.lignes("SELECT contenu FROM inbox WHERE contenu IS NOT NULL") == []
    assert await scene.lignes("SELECT id FROM signalements") == []
    assert await scene.lignes("SELECT params FROM outbox WHERE params IS NOT NULL") == []
    assert await scene.lignes("SELECT * FROM personnes") == connues


async def test_aucune_commande_n_apprend_rien_a_un_inconnu(scene: Scene, inconnu: User) -> None:
    for commande in ("/aide", "/dossiers", "/veille", "/equipe", "/inviter Moi admin", "/start"):
        assert "réservé aux personnes invitées" in await scene.demander(inconnu, commande)


@pytest.mark.parametrize(
    "contenu",
    [
        {"text": SECRET},
        {"caption": SECRET, "photo": [{"file_id": SECRET}]},
        {"voice": {"file_id": SECRET}},
        {"reply_to_message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "text": SECRET}, "text": "a"},
        {"text": "/start " + SECRET * 5},
    ],
)
def test_avant_meme_d_etre_traite_le_message_d_un_inconnu_est_vide(contenu: Json) -> None:
    chat = {"id": 5, "type": "private", "first_name": SECRET}
    message: Json = {"message_id": 1, "date": 0, "chat": chat, "from": {"id": 5, "first_name": SECRET}, **contenu}
    assert "Zorglub" not in json.dumps(keep({"update_id": 1, "message": message}, False))


def test_d_un_groupe_rien_n_est_garde_qui_ne_soit_une_commande_d_une_personne_connue() -> None:
    def message(texte: str) -> Json:
        groupe = {"id": -5, "type": "supergroup", "title": SECRET}
        body: Json = {"message_id": 1, "date": 0, "chat": groupe, "from": {"id": 5, "first_name": "A"}, "text": texte}
        return {"update_id": 1, "message": body}

    assert keep(message(SECRET), True) is None
    assert keep(message("/veille"), False) is None
    assert "/veille" in json.dumps(keep(message("/veille"), True))
    assert SECRET not in json.dumps(keep(message("/veille"), True))


async def test_le_bavardage_du_groupe_est_ignore_et_jamais_ecrit(scene: Scene) -> None:
    scene.sim.send_text(scene.chargee, scene.groupe, f"{SITUE}, {SECRET}")
    scene.sim.send_photo(scene.chargee, scene.groupe, SECRET)
    await scene.calme()
    assert not scene.sim.bot_messages(scene.groupe)
    assert {etat for (etat,) in await scene.lignes("SELECT etat FROM inbox")} == {"traite"}
    assert not await scene.lignes("SELECT id FROM inbox WHERE contenu IS NOT NULL")
    assert not await scene.lignes("SELECT id FROM signalements")


async def test_ce_qu_une_personne_connue_ecrit_est_chiffre_puis_efface_de_la_boite(scene: Scene) -> None:
    await scene.ecrire(scene.gardienne, f"{SITUE}, {SECRET}")
    await scene.calme()
    assert not await scene.lignes("SELECT id FROM inbox WHERE contenu IS NOT NULL")
    chemin = scene.base.path
    assert chemin is not None
    for fichier in chemin.parent.glob("vigie.db*"):
        for mot in ("Zorglub", "M. Petit", "Fatiha", "son loyer"):
            assert mot.encode() not in fichier.read_bytes(), f"{mot} est en clair dans {fichier.name}"


async def test_un_lien_ne_sert_qu_une_fois(scene: Scene, inconnu: User) -> None:
    lien = await inviter(scene)
    scene.sim.start(inconnu, lien)
    await scene.sim.wait_message(inconnu, "bienvenue")
    voleur = scene.sim.add_user("Un", "Autre")
    scene.sim.start(voleur, lien)
    assert "Ce lien n’est pas valable" in (await scene.sim.wait_message(voleur)).text
    assert "réservé" in await scene.demander(voleur, SITUE)


async def test_un_lien_de_huit_jours_est_perime(scene: Scene, inconnu: User) -> None:
    lien = await inviter(scene)
    await scene.avancer(days=8)
    scene.sim.start(inconnu, lien)
    assert "plus de sept jours" in (await scene.sim.wait_message(inconnu)).text


async def test_un_lien_forge_ne_fait_entrer_personne(scene: Scene, inconnu: User) -> None:
    scene.sim.start(inconnu, "A" * 32)
    assert "n’est pas valable" in (await scene.sim.wait_message(inconnu)).text


async def test_une_personne_deja_entree_ne_prend_pas_la_place_d_une_autre(scene: Scene) -> None:
    scene.sim.start(scene.gardienne, await inviter(scene))
    assert "Vous êtes déjà Fatiha Amrani" in (await scene.sim.wait_message(scene.gardienne)).text


async def test_un_nouveau_lien_fait_suivre_la_personne_sur_un_autre_telephone(scene: Scene, inconnu: User) -> None:
    scene.sim.start(inconnu, await inviter(scene, "Fatiha Amrani"))
    assert "Fatiha Amrani" in (await scene.sim.wait_message(inconnu, "bienvenue")).text
    assert "réservé" in await scene.demander(scene.gardienne, SITUE), "l'ancien téléphone n'est plus reconnu"


async def test_lier_est_refuse_a_qui_n_est_pas_administrateur(scene: Scene) -> None:
    for personne in (scene.gardienne, scene.chargee, scene.responsable):
        autre = scene.sim.add_group("Autre", [personne])
        scene.sim.send_text(personne, autre, "/lier Essonne")
        assert "pas le droit de lier un groupe" in (await scene.sim.wait_message(autre)).text
    assert await scene.actes("refus") == ["refus"] * 3
    assert len(await scene.lignes("SELECT * FROM groupes")) == 1


async def test_lier_une_equipe_inconnue_dit_lesquelles_le_sont(scene: Scene) -> None:
    autre = scene.sim.add_group("Autre", [scene.admin])
    scene.sim.send_text(scene.admin, autre, "/lier Lune")
    assert "Essonne" in (await scene.sim.wait_message(autre, "Équipes connues")).text


async def test_un_inconnu_ne_lie_pas_de_groupe_et_n_y_recoit_rien(scene: Scene, inconnu: User) -> None:
    autre = scene.sim.add_group("Autre", [inconnu])
    scene.sim.send_text(inconnu, autre, "/lier Essonne")
    await scene.calme()
    assert not scene.sim.bot_messages(autre)
