"""Le parcours, joué par des personnes patientes : chacune fait son geste une fois, et attend ce qui doit venir."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.demo import ADMIN, CHARGE, EQUIPE, EXEMPLES_GARDIENNE, PARTENAIRE, RESPONSABLE
from simulator import Chat, Message, Press, User, plain_spaces
from tests.crash.scene import PATIENCE, Scene

PERIMEE = "Cette fiche a changé"

LONG = "Bonjour, je vous écris pour Mme Lopez, aux Azalées, qui ne paie plus son loyer depuis trois mois. " + (
    "Elle m’a reçu hier et nous avons longuement parlé de sa situation. " * 30
)
"""Un message qui ne tient pas dans la fiche : il part avant elle, en un message à lui."""


async def _vu(scene: Scene, ou: User | Chat, texte: str, bouton: str | None = None) -> Message:
    return await scene.sim.wait_message(ou, texte, button=bouton, timeout=PATIENCE)


async def _appuyer(
    scene: Scene, qui: User, ou: User | Chat, texte: str, bouton: str, fait: Callable[[], object]
) -> None:
    """Appuie une fois ; n'appuie encore que si le bot répond que la fiche a changé."""
    while not _tenu(fait):
        appui = scene.sim.press(qui, await _vu(scene, ou, texte, bouton), bouton)
        vu = partial(_tenu_ou_perime, fait, appui)
        await scene.sim.wait_until(vu, PATIENCE, f"l'effet de « {bouton} »")


def _tenu_ou_perime(fait: Callable[[], object], appui: Press) -> bool:
    return _tenu(fait) or (appui.answer is not None and PERIMEE in plain_spaces(appui.answer.text))


def _tenu(fait: Callable[[], object]) -> bool:
    try:
        return bool(fait())
    except LookupError:
        return False


def _montre(scene: Scene, ou: User | Chat, texte: str, bouton: str | None = None) -> bool:
    return any(
        texte in plain_spaces(message.text) and (bouton is None or message.has_button(bouton))
        for message in scene.sim.bot_messages(ou)
    )


async def arriver(scene: Scene) -> None:
    """Chacun ouvre son lien ; l'administratrice lie le groupe."""
    for nom, personne in scene.personnes.items():
        scene.sim.start(personne, scene.liens[nom])
    for personne in scene.personnes.values():
        await _vu(scene, personne, "bienvenue")
    scene.sim.send_text(scene.personnes[ADMIN], scene.groupe, f"/lier {EQUIPE}")
    await _vu(scene, scene.groupe, "reçoit maintenant")


async def ecrire(scene: Scene) -> None:
    """La gardienne écrit."""
    scene.sim.send_text(scene.gardienne, scene.gardienne, EXEMPLES_GARDIENNE[0])
    await _vu(scene, scene.gardienne, "Quelle résidence", "Les Fauvettes")


async def choisir(scene: Scene) -> None:
    """Elle choisit la résidence."""
    elle = scene.gardienne
    await _appuyer(
        scene, elle, elle, "Quelle résidence", "Les Fauvettes", lambda: _montre(scene, elle, "Les Fauvettes", "Envoyer")
    )


async def envoyer(scene: Scene) -> None:
    """Elle envoie."""
    elle = scene.gardienne
    await _appuyer(scene, elle, elle, "Les Fauvettes", "Envoyer", lambda: _montre(scene, elle, "V-26-0001"))
    await _vu(scene, scene.groupe, "V-26-0001", "Je prends en charge")


async def prendre(scene: Scene) -> None:
    """Deux personnes prennent ensemble : une seule gagne."""
    carte = await _vu(scene, scene.groupe, "V-26-0001", "Je prends en charge")
    for personne in (scene.chargee, scene.personnes[CHARGE]):
        scene.sim.press(personne, carte, "Je prends en charge")
    await _vu(scene, scene.groupe, "Pris en charge par")
    await _vu(scene, scene.gardienne, "est pris en charge par")


async def ouvrir(scene: Scene) -> None:
    """La personne en charge ouvre les détails."""
    qui = _titulaire(scene)
    await _appuyer(scene, qui, scene.groupe, "V-26-0001", "Détails", lambda: _montre(scene, qui, "mr dupont", "Absent"))


async def rappeler(scene: Scene) -> None:
    """Trois jours passent : la tentative est rappelée."""
    _avancer(scene, days=3)
    await _vu(scene, _titulaire(scene), "Qu’est-ce que cela a donné", "Absent")


async def noter(scene: Scene) -> None:
    """Absent : la suivante est prévue."""
    qui = _titulaire(scene)
    await _appuyer(scene, qui, qui, "tentative 1", "Absent", lambda: _montre(scene, qui, "Prochaine :"))


async def alerter(scene: Scene) -> None:
    """Un danger, en photo légendée : il part seul."""
    scene.sim.send_photo(scene.gardienne, scene.gardienne, EXEMPLES_GARDIENNE[1])
    await _vu(scene, scene.gardienne, "V-26-0002", "C’est une erreur")
    await _vu(scene, scene.personnes[RESPONSABLE], "V-26-0002", "Je prends en charge")


async def regarder(scene: Scene) -> None:
    """Les détails du danger montrent la photo, puis la fiche."""
    qui = scene.chargee
    await _appuyer(
        scene, qui, scene.groupe, "V-26-0002", "Détails", lambda: _montre(scene, qui, "venez vite", "Je prends")
    )
    await scene.sim.wait_until(
        lambda: [m for m in scene.sim.bot_messages(qui) if m.file is not None], PATIENCE, "la photo"
    )


async def escalader(scene: Scene) -> None:
    """Un quart d'heure sans prise en charge : le dossier monte."""
    _avancer(scene, minutes=16)
    await _vu(scene, scene.chargee, "attend toujours")


async def ecrire_long(scene: Scene) -> None:
    """Un partenaire écrit longuement, et envoie."""
    lui = scene.personnes[PARTENAIRE]
    scene.sim.send_text(lui, lui, LONG)
    await _appuyer(scene, lui, lui, "Azalées", "Envoyer", lambda: _montre(scene, lui, "V-26-0003"))


async def relire_long(scene: Scene) -> None:
    """Les détails d'un long message : le message, puis la fiche."""
    qui = scene.personnes[CHARGE]
    await _appuyer(
        scene, qui, scene.groupe, "V-26-0003", "Détails", lambda: _montre(scene, qui, "V-26-0003", "Je prends")
    )
    await _vu(scene, qui, "longuement parlé")


async def panne(scene: Scene) -> None:
    """Une panne d'ascenseur n'est pas une alerte."""
    scene.sim.send_text(scene.gardienne, scene.gardienne, EXEMPLES_GARDIENNE[2])
    await _vu(scene, scene.gardienne, "contactez l’agence", "C’est bien une alerte sociale")


async def relever(scene: Scene) -> None:
    """Le relevé du mois : trois documents."""
    scene.sim.send_text(scene.chargee, scene.groupe, "/veille 2026-11")
    await scene.sim.wait_until(
        lambda: len({m.file.name for m in scene.sim.bot_messages(scene.groupe) if m.file is not None}) == 3,
        PATIENCE,
        "trois documents",
    )


def _titulaire(scene: Scene) -> User:
    """Qui a gagné la prise en charge de V-26-0001, d'après la carte du groupe."""
    textes = [m.text for m in scene.sim.bot_messages(scene.groupe) if "V-26-0001" in m.text]
    return next(p for p in (scene.chargee, scene.personnes[CHARGE]) if any(p.name in texte for texte in textes))


def _avancer(scene: Scene, **duree: float) -> None:
    assert scene.sim.clock is not None
    scene.sim.clock.advance(timedelta(**duree))


ETAPES: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    arriver, ecrire, choisir, envoyer, prendre, ouvrir, rappeler, noter, alerter, regarder, escalader, ecrire_long,
    relire_long, panne, relever,
)  # fmt: skip
