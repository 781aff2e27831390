"""Le parcours complet, joué par `vigie demo --script` : du message de la gardienne au relevé de veille."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from bot.demo import EXEMPLES_GARDIENNE, Stage, staged
from simulator import Message, plain_spaces

REFERENCE = "V-26-0001"


async def play_script() -> int:
    """Joue le parcours sur une scène neuve et dit chaque étape ; 0 seulement si toutes ont tenu."""
    with tempfile.TemporaryDirectory(prefix="vigie-demo-") as folder:
        async with staged(Path(folder)) as stage:
            return await play(stage)


async def play(stage: Stage) -> int:
    """Joue les étapes dans l'ordre ; s'arrête à la première qui ne tient pas."""
    for step in STEPS:
        title = (step.__doc__ or "").strip().splitlines()[0]
        try:
            await step(stage)
        except (AssertionError, LookupError) as error:
            say(f"✗ {title}\n{error}")
            return 1
        say(f"✓ {title}")
    say("\nCe que montre chaque téléphone\n" + stage.sim.transcript())
    return 0


def say(line: str) -> None:
    """Écrit une ligne tout de suite."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def check(held: object, what: str) -> None:
    """L'étape tient, ou l'on dit ce qui manque."""
    if not held:
        raise AssertionError(what)


async def _ecrit(stage: Stage) -> None:
    """La gardienne écrit comme elle parle : une seule fiche, avec les mots qui l'ont fait comprendre."""
    sim = stage.sim
    sim.send_text(stage.gardienne, stage.gardienne, EXEMPLES_GARDIENNE[0])
    card = await sim.wait_message(stage.gardienne, "Impayés")
    for words in ("Non-réponse", "repond plus", "3 mois de loyer", "Urgence", "mr dupont"):
        check(words in plain_spaces(card.text), f"la fiche ne dit pas « {words} » :\n{card.text}")


async def _choisit(stage: Stage) -> None:
    """La résidence manque : un bouton la donne."""
    sim = stage.sim
    card = await sim.wait_message(stage.gardienne, "Quelle résidence", button="Les Fauvettes")
    await sim.wait_answer(sim.press(stage.gardienne, card, "Les Fauvettes"))
    await sim.wait_message(stage.gardienne, "Les Fauvettes", button="Envoyer")


async def _envoie(stage: Stage) -> None:
    """Envoyer rend la référence V-26-0001 ; le groupe reçoit une carte sans identité."""
    sim = stage.sim
    card = await sim.wait_message(stage.gardienne, "Les Fauvettes", button="Envoyer")
    await sim.wait_answer(sim.press(stage.gardienne, card, "Envoyer"))
    await sim.wait_message(stage.gardienne, REFERENCE)
    shown = await sim.wait_message(stage.groupe, REFERENCE, button="Je prends en charge")
    for secret in ("dupont", "courriers", "2e"):
        check(secret not in shown.text.casefold(), f"le groupe lit « {secret} »")


async def _prennent(stage: Stage) -> None:
    """Deux chargés appuient ensemble : un seul gagne, l'autre apprend qui."""
    sim = stage.sim
    card = await _carte(stage)
    first = sim.press(stage.chargee, card, "Je prends en charge")
    second = sim.press(stage.charge, card, "Je prends en charge")
    answers = [await sim.wait_answer(press) for press in (first, second)]
    check(sum("déjà pris en charge par" in plain_spaces(a.text or "") for a in answers) == 1, f"réponses : {answers}")
    await sim.wait_message(stage.groupe, "Pris en charge par")
    await sim.wait_message(stage.gardienne, "pris en charge par")


async def _ouvre(stage: Stage) -> None:
    """Détails s'ouvre en privé, protégé, pour la personne en charge."""
    sim = stage.sim
    press = sim.press(stage.chargee, await _carte(stage), "Détails")
    check("en privé" in plain_spaces((await sim.wait_answer(press)).text or ""), "l'appui n'est pas répondu")
    details = await sim.wait_message(stage.chargee, "mr dupont", button="Absent")
    check(details.protected, "la fiche n'est pas protégée")


async def _rappelle(stage: Stage) -> None:
    """La première tentative est rappelée à son heure."""
    await _avance(stage, days=3)
    await stage.sim.wait_message(stage.chargee, "Qu’est-ce que cela a donné", button="Absent")


async def _absent(stage: Stage) -> None:
    """Absent : la tentative suivante est prévue autrement."""
    sim = stage.sim
    card = await sim.wait_message(stage.chargee, "tentative 1", button="Absent")
    first = card.text.splitlines()[1]
    await sim.wait_answer(sim.press(stage.chargee, card, "Absent"))
    noted = await sim.wait_message(stage.chargee, "Prochaine :")
    check(first not in noted.text, f"la tentative suivante est la même : {noted.text}")


async def _danger(stage: Stage) -> None:
    """Un danger part sans attendre, avec les numéros à appeler."""
    sim = stage.sim
    sim.send_text(stage.gardienne, stage.gardienne, EXEMPLES_GARDIENNE[1])
    card = await sim.wait_message(stage.gardienne, "V-26-0002", button="C’est une erreur")
    check("17" in card.text.splitlines()[0], f"la fiche ne commence pas par les numéros :\n{card.text}")
    await sim.wait_message(stage.responsable, "V-26-0002", button="Je prends en charge")


async def _panne(stage: Stage) -> None:
    """Une panne d'ascenseur n'est pas une alerte : la gardienne sait où s'adresser."""
    stage.sim.send_text(stage.gardienne, stage.gardienne, EXEMPLES_GARDIENNE[2])
    await stage.sim.wait_message(stage.gardienne, "contactez l’agence", button="C’est bien une alerte sociale")


async def _releve(stage: Stage) -> None:
    """Le relevé du mois : une image, un PDF, un tableur."""
    sim = stage.sim
    sim.send_text(stage.chargee, stage.groupe, "/veille 2026-11")
    await sim.wait_until(lambda: len(_documents(stage)) == 3, timeout=30, what="trois documents")


async def _carte(stage: Stage) -> Message:
    return await stage.sim.wait_message(stage.groupe, REFERENCE, button="Détails")


def _documents(stage: Stage) -> list[Message]:
    return [message for message in stage.sim.bot_messages(stage.groupe) if message.file is not None]


async def _avance(stage: Stage, *, days: int) -> None:
    check(stage.sim.clock is not None, "la démonstration n'a pas d'horloge")
    if stage.sim.clock is not None:
        stage.sim.clock.advance(timedelta(days=days))


STEPS: tuple[Callable[[Stage], Awaitable[None]], ...] = (
    _ecrit,
    _choisit,
    _envoie,
    _prennent,
    _ouvre,
    _rappelle,
    _absent,
    _danger,
    _panne,
    _releve,
)
