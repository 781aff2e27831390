"""Un rôle n'a qu'un tenant, et se libère à la fin du tenant, même brutale."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from storage import leadership as module
from storage.crypto import Keyring
from storage.database import Database
from storage.leadership import leadership

RACINE = Path(__file__).parents[2]
TENANT = """
import asyncio, sys
from storage.crypto import Keyring
from storage.database import Database
from storage.leadership import leadership

async def tenir():
    async with leadership(Database(sys.argv[1], Keyring([sys.argv[2]])), "courier"):
        print("tenu", flush=True)
        await asyncio.Event().wait()

asyncio.run(tenir())
"""


@pytest.fixture
def refus(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """S'allume quand quelqu'un a trouvé le rôle tenu ; l'attente entre deux essais devient nulle."""
    trouve_tenu = asyncio.Event()

    async def attendre(secondes: float) -> None:
        if secondes == module.RETRY_SECONDS:
            trouve_tenu.set()
        await asyncio.sleep(0 if secondes == module.RETRY_SECONDS else secondes)

    doublure = SimpleNamespace(sleep=attendre, create_task=asyncio.create_task, wait=asyncio.wait)
    monkeypatch.setattr(module, "asyncio", doublure)
    return trouve_tenu


@pytest.fixture
async def ailleurs(base: Database, keyring: Keyring) -> AsyncIterator[Database]:
    """La même base, ouverte par un autre processus."""
    autre = Database(_url(base), keyring)
    yield autre
    await autre.close()


def _url(base: Database) -> str:
    return base.url.render_as_string(hide_password=False)


@asynccontextmanager
async def _candidat(base: Database, role: str = "courier") -> AsyncIterator[asyncio.Event]:
    """Quelqu'un qui attend le rôle à côté ; l'événement dit qu'il le tient."""
    tenu = asyncio.Event()

    async def attendre() -> None:
        async with leadership(base, role):
            tenu.set()
            await asyncio.Event().wait()

    tache = asyncio.create_task(attendre())
    try:
        yield tenu
    finally:
        tache.cancel()
        await asyncio.gather(tache, return_exceptions=True)


async def test_deux_ne_tiennent_jamais_ensemble_et_le_second_suit_le_premier(
    base: Database, ailleurs: Database, refus: asyncio.Event
) -> None:
    async with leadership(base, "courier"):
        candidat = _candidat(ailleurs)
        tenu = await candidat.__aenter__()
        await refus.wait()
        assert not tenu.is_set()
    await tenu.wait()
    await candidat.__aexit__(None, None, None)


async def test_chaque_role_a_son_tenant(base: Database, ailleurs: Database) -> None:
    async with leadership(base, "courier"), leadership(ailleurs, "scheduler"), leadership(base, "inbound"):
        pass


async def test_un_role_se_reprend_apres_l_avoir_laisse(base: Database) -> None:
    for _ in range(3):
        async with leadership(base, "courier"):
            pass


async def test_un_candidat_qui_renonce_ne_tient_rien(base: Database, ailleurs: Database, refus: asyncio.Event) -> None:
    async with leadership(base, "courier"), _candidat(ailleurs):
        await refus.wait()
    async with leadership(base, "courier"):
        pass


async def test_un_tenant_tue_laisse_sa_place(base: Database, refus: asyncio.Event) -> None:
    tenant = await asyncio.create_subprocess_exec(
        sys.executable, "-c", TENANT, _url(base), Fernet.generate_key().decode(),
        cwd=RACINE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert tenant.stdout is not None
    assert await tenant.stdout.readline() == b"tenu\n"
    async with _candidat(base) as tenu:
        await refus.wait()
        assert not tenu.is_set()
        tenant.kill()
        await tenant.wait()
        await tenu.wait()


async def test_une_connexion_coupee_par_le_serveur_fait_savoir_que_le_role_est_perdu(
    base_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WATCH_SECONDS", 0.05)
    perdu = asyncio.Event()
    async with leadership(base_postgresql, "courier", perdu.set):
        async with base_postgresql.engine.connect() as autre:
            await autre.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
        await asyncio.wait_for(perdu.wait(), 10)
