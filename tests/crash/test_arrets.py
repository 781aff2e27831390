"""`kill -9` n'importe où, puis redémarrage : rien de perdu, rien montré deux fois sans le dire."""

from __future__ import annotations

import itertools
import random
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from storage.crypto import Keyring
from storage.database import Database
from tests.conftest import Postgresql
from tests.crash import parcours
from tests.crash.parcours import ETAPES
from tests.crash.scene import Etape, Scene, ouvrir_scene
from tests.crash.verites import RENVOYE, verifier
from tests.crash.vie import Endroit, Point

PASSATION = 8.0
"""Secondes laissées à l'autre processus pour reprendre un rôle, machine chargée comprise."""


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """La scène sur SQLite."""
    cle = Fernet.generate_key().decode()
    base = Database(f"sqlite+aiosqlite:///{tmp_path / 'vigie.db'}", Keyring([cle]))
    async with ouvrir_scene(tmp_path, base, cle) as ouverte:
        yield ouverte
    await base.close()


@pytest.fixture
async def scene_postgresql(tmp_path: Path, postgresql: Postgresql) -> AsyncIterator[Scene]:
    """La scène sur PostgreSQL."""
    cle = Fernet.generate_key().decode()
    async with postgresql.base_neuve(Keyring([cle])) as base, ouvrir_scene(tmp_path, base, cle) as ouverte:
        yield ouverte


@pytest.fixture(params=["sqlite", "postgresql"])
def chaque_scene(request: pytest.FixtureRequest) -> Scene:
    """La scène sur chaque base."""
    trouvee: Scene = request.getfixturevalue("scene" if request.param == "sqlite" else "scene_postgresql")
    return trouvee


RANGS = {
    Endroit.ECRITURE: (2, 7),
    Endroit.ENVOI: (6, 14),
    Endroit.PIECE: (1, 2),
    Endroit.REPONSE: (1, 2),
    Endroit.RELEVE: (3, 6),
}
"""Entre quels rangs tirer : mourir sans cesse avant d'avoir servi chaque conversation une fois n'avance pas."""


def _melange(graine: int, *endroits: Endroit, signal: int = signal.SIGKILL) -> Iterator[Point]:
    """Des points tirés au sort, toujours les mêmes pour une graine."""
    sort = random.Random(graine)
    while True:
        endroit = sort.choice(endroits)
        yield Point(endroit, sort.randint(*RANGS[endroit]), sort.random() < 0.5, signal)


def _toujours(endroit: Endroit, rang: int, *, apres: bool) -> Iterator[Point]:
    """Le même point à chaque vie : chacune avance d'un pas, et tous les pas y passent."""
    return itertools.repeat(Point(endroit, rang, apres), 60)


# Les essais courts, de toute la suite.


async def test_tue_entre_deux_etapes_quelconques_du_parcours_rien_ne_se_perd(scene: Scene) -> None:
    vie = scene.lancer()
    for etape in ETAPES:
        await scene.derouler([etape])
        await vie.tuer()
        scene.tuees += 1
        vie = scene.lancer()
    await scene.calme()
    await scene.prete()
    assert await vie.arreter() == 0
    await verifier(scene)


async def test_tue_au_milieu_des_ecritures_et_des_envois_rien_ne_se_perd(scene: Scene) -> None:
    await scene.jouer(ETAPES, itertools.islice(_melange(7, Endroit.ECRITURE, Endroit.ENVOI), 7))
    await verifier(scene)
    assert scene.tuees >= 5


async def test_un_arret_demande_en_plein_travail_sort_proprement_et_ne_renvoie_rien(scene: Scene) -> None:
    plan = _melange(3, Endroit.ECRITURE, Endroit.ENVOI, Endroit.REPONSE, signal=signal.SIGTERM)
    await scene.jouer(ETAPES, itertools.islice(plan, 7))
    await verifier(scene)
    assert scene.tuees == 0
    assert len(scene.vies) > 5


async def test_un_refus_au_milieu_d_un_envoi_en_plusieurs_messages_n_en_repete_aucun(scene: Scene) -> None:
    """La photo part, Telegram demande d'attendre avant la fiche : la reprise commence à la fiche."""
    vie = scene.lancer()
    await scene.derouler([*ETAPES[:4], parcours.alerter])
    scene.sim.too_many_requests("sendMessage", retry_after=1, where=scene.chargee)
    await scene.derouler([parcours.regarder])
    await scene.calme()
    assert await vie.arreter() == 0
    assert [m.text for m in scene.sim.bot_messages(scene.chargee) if m.file is not None] == [""]
    assert not any(RENVOYE in message.text for message in scene.sim.bot_messages(scene.chargee))


async def test_quand_le_processus_qui_mene_est_tue_l_autre_prend_la_suite_en_quelques_secondes(
    scene_postgresql: Scene,
) -> None:
    scene = scene_postgresql
    premiere = scene.lancer()
    await scene.prete()
    seconde = scene.lancer()
    await scene.derouler([parcours.arriver, parcours.ecrire])
    await premiere.tuer()
    scene.tuees += 1
    debut = time.monotonic()
    await scene.derouler([parcours.choisir])
    assert time.monotonic() - debut < PASSATION
    await scene.derouler([parcours.envoyer])
    await scene.calme()
    assert await seconde.arreter() == 0


# Les longs, avec `make crash`.

LONGS: dict[str, tuple[int, Callable[[], Iterator[Point]]]] = {
    "après chaque écriture": (20, lambda: _toujours(Endroit.ECRITURE, 4, apres=True)),
    "avant chaque écriture": (20, lambda: _toujours(Endroit.ECRITURE, 5, apres=False)),
    "envois": (3, lambda: _melange(11, Endroit.ENVOI)),
    "autres envois": (3, lambda: _melange(13, Endroit.ENVOI)),
    "pièces et messages retirés": (4, lambda: (Point(Endroit.PIECE, 1 + n % 2, n % 3 > 0) for n in range(20))),
    "après chaque réponse": (6, lambda: _toujours(Endroit.REPONSE, 1, apres=True)),
    "avant chaque réponse": (6, lambda: _toujours(Endroit.REPONSE, 1, apres=False)),
    "après des relèves": (3, lambda: _toujours(Endroit.RELEVE, 4, apres=True)),
    "avant des relèves": (6, lambda: _toujours(Endroit.RELEVE, 3, apres=False)),
    "partout": (3, lambda: _melange(23, *Endroit)),
    "partout encore": (3, lambda: _melange(42, *Endroit)),
}
"""Chaque plan d'arrêts, et combien il doit au moins en faire : environ cent vingt par base."""


@pytest.mark.crash
@pytest.mark.timeout(400)
@pytest.mark.parametrize("plan", LONGS)
async def test_tue_a_des_instants_successifs_rien_ne_se_perd(chaque_scene: Scene, plan: str) -> None:
    scene = chaque_scene
    au_moins, points = LONGS[plan]
    await scene.jouer(ETAPES, points())
    await verifier(scene)
    assert scene.tuees >= au_moins


@pytest.mark.crash
@pytest.mark.timeout(400)
async def test_la_commande_elle_meme_tuee_et_relancee_ne_perd_rien(scene: Scene) -> None:
    for tranche in (ETAPES[:3], ETAPES[3:8], ETAPES[8:]):
        vie = scene.lancer_la_commande()
        await scene.derouler(tranche)
        await vie.tuer()
        scene.tuees += 1
    vie = scene.lancer_la_commande()
    await scene.calme()
    await scene.prete()
    assert await vie.arreter() == 0, vie.dit()
    await verifier(scene)


@pytest.mark.crash
@pytest.mark.timeout(400)
async def test_un_arret_demande_a_chaque_instant_ne_renvoie_rien(chaque_scene: Scene) -> None:
    scene = chaque_scene
    await scene.jouer(ETAPES, itertools.islice(_melange(5, *Endroit, signal=signal.SIGTERM), 30))
    await verifier(scene)
    assert scene.tuees == 0


@pytest.mark.crash
@pytest.mark.timeout(400)
async def test_les_roles_se_partagent_entre_processus_sans_rien_envoyer_deux_fois(scene_postgresql: Scene) -> None:
    scene = scene_postgresql
    vies = [scene.lancer(roles=role) for role in ("courier", "scheduler", "inbound")]
    await scene.derouler(ETAPES)
    await scene.calme()
    await scene.prete()
    assert [await vie.arreter() for vie in vies] == [0, 0, 0]
    await verifier(scene)


@pytest.mark.crash
@pytest.mark.timeout(400)
async def test_deux_repliques_dont_on_tue_tour_a_tour_celle_qui_mene_ne_perdent_rien(scene_postgresql: Scene) -> None:
    scene = scene_postgresql
    mene = scene.lancer()
    await scene.prete()
    suit = scene.lancer()
    for etape in ETAPES:
        await scene.derouler([etape])
        await mene.tuer()
        scene.tuees += 1
        mene, suit = suit, scene.lancer()
    await scene.calme()
    assert await suit.arreter() == 0
    assert await mene.arreter() == 0
    await verifier(scene)


@pytest.mark.crash
@pytest.mark.timeout(400)
async def test_une_replique_lancee_avant_la_mort_de_l_autre_prend_la_suite_sur_sqlite(scene: Scene) -> None:
    """Le verrou de fichier d'un processus qui meurt se libère avec lui."""
    vie = scene.lancer()
    tranches: list[tuple[Etape, ...]] = [ETAPES[:4], ETAPES[4:9], ETAPES[9:]]
    for tranche in tranches:
        await scene.derouler(tranche)
        suivante = scene.lancer()
        await vie.tuer()
        scene.tuees += 1
        vie = suivante
    await scene.calme()
    await scene.prete()
    assert await vie.arreter() == 0
    await verifier(scene)
