from pathlib import Path
import time
import pytest
from cryptography.fernet import Fernet
from storage.database import Database
from tests.crash.parcours import ETAPES
from tests.crash.scene import ouvrir_scene, trousseau

async def test_sans_arret(tmp_path: Path) -> None:
    cle = Fernet.generate_key().decode()
    base = Database(f"sqlite+aiosqlite:///{tmp_path}/vigie.db", trousseau(cle))
    t=time.time()
    async with ouvrir_scene(tmp_path, base, cle) as scene:
        print("prep", time.time()-t)
        def chrono(e):
            async def f(s):
                t=time.time(); await e(s); print(e.__name__, round(time.time()-t,2))
            return f
        await scene.jouer([chrono(e) for e in ETAPES], [])
        print(scene.sim.transcript())
        print(len(scene.sim.calls()))
        import collections; print(collections.Counter(c.method for c in scene.sim.calls()))
    await base.close()
