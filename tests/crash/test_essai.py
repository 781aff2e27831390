import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from storage.database import Database
from tests.crash.parcours import ETAPES
from tests.crash.scene import ouvrir_scene, trousseau
from tests.crash.verites import renvois, verifier
from tests.crash.vie import Endroit, Point


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "plan",
    [
        [],
        [Point(Endroit.ECRITURE, 4, True)] * 60,
        [Point(Endroit.ECRITURE, 5, False)] * 60,
        [Point(Endroit.ENVOI, 3, True)] * 60,
        [Point(Endroit.ENVOI, 2, False)] * 60,
        [Point(Endroit.REPONSE, 1, True)] * 60,
        [Point(Endroit.REPONSE, 1, False)] * 60,
        [Point(Endroit.RELEVE, 2, False)] * 60,
        [Point(Endroit.RELEVE, 3, True)] * 60,
    ],
    ids=str,
)
async def test_avec(tmp_path: Path, plan) -> None:
    cle = Fernet.generate_key().decode()
    base = Database(f"sqlite+aiosqlite:///{tmp_path}/vigie.db", trousseau(cle))
    t = time.time()
    async with ouvrir_scene(tmp_path, base, cle) as scene:
        try:
            await scene.jouer(ETAPES, plan)
            await verifier(scene)
        finally:
            print(
                plan[:1] and str(plan[0]),
                "tuées",
                scene.tuees,
                "vies",
                len(scene.vies),
                "marques",
                renvois(scene),
                round(time.time() - t, 1),
            )
    await base.close()
