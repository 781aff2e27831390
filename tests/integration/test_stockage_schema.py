"""Le schéma migré, les transactions, les instants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import StatementError

from domain.echeance import Sorte
from storage.crypto import Keyring
from storage.database import Database, DatabaseUnavailableError
from storage.inbox import Received
from storage.journal import Cle
from storage.tables import metadata
from tests.conftest import PARIS, Horloge, Postgresql

from .donnees import LE


@pytest.fixture(params=["sqlite", "postgresql"])
async def base_vide(request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring) -> AsyncIterator[Database]:
    """Une base où rien n'a encore été migré."""
    if request.param == "sqlite":
        base = Database(f"sqlite+aiosqlite:///{tmp_path}/neuf/vigie.db", keyring)
        yield base
        await base.close()
        return
    serveur: Postgresql = request.getfixturevalue("postgresql")
    async with serveur.base_neuve(keyring) as base:
        yield base


async def _tables(base: Database) -> set[str]:
    async with base.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_une_base_vide_recoit_toutes_les_tables(base_vide: Database) -> None:
    await base_vide.migrate()
    assert await _tables(base_vide) == set(metadata.tables) | {"alembic_version"}


async def test_migrer_deux_fois_ne_change_rien(base_vide: Database, horloge: Horloge) -> None:
    await base_vide.migrate()
    async with base_vide.write() as unit:
        await unit.meta.set(Cle.DISPOSITIF, "habitat-reuni")
    await base_vide.migrate()
    async with base_vide.read() as unit:
        assert await unit.meta.get(Cle.DISPOSITIF) == "habitat-reuni"


async def test_deux_processus_migrent_ensemble_sans_se_gener(base_vide: Database, keyring: Keyring) -> None:
    autre = Database(base_vide.url.render_as_string(hide_password=False), keyring)
    await asyncio.gather(base_vide.migrate(), autre.migrate())
    await autre.close()
    assert "dossiers" in await _tables(base_vide)


async def test_le_schema_migre_est_celui_des_tables(base: Database) -> None:
    def ecarts(connection: Connection) -> list[object]:
        # Alembic croit différents les défauts vides de SQLite : ceux de PostgreSQL suffisent à les vérifier.
        options = {"compare_type": True, "compare_server_default": not base.is_sqlite}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    async with base.engine.connect() as connection:
        assert await connection.run_sync(ecarts) == []


async def test_une_base_qui_ne_s_ouvre_pas_le_dit_en_une_ligne(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "vigie.db").write_bytes(b"ceci n'est pas une base" * 100)
    base = Database(f"sqlite+aiosqlite:///{tmp_path}/vigie.db", keyring)
    with pytest.raises(DatabaseUnavailableError, match=r"^la base ne s'ouvre pas : [^\n]+$"):
        await base.migrate()
    await base.close()


async def test_une_transaction_interrompue_ne_laisse_rien(base: Database) -> None:
    async def interrompre() -> None:
        async with base.write() as unit:
            await unit.meta.set(Cle.VIVANT_LE, "42")
            raise KeyError("panne")

    with pytest.raises(KeyError, match="panne"):
        await interrompre()
    async with base.read() as unit:
        assert await unit.meta.get(Cle.VIVANT_LE) is None


async def test_une_lecture_ne_garde_rien_de_ce_qu_on_y_ecrirait(base: Database) -> None:
    async with base.read() as unit:
        await unit.meta.set(Cle.VIVANT_LE, "42")
    async with base.read() as unit:
        assert await unit.meta.get(Cle.VIVANT_LE) is None


async def test_une_lecture_voit_la_base_telle_qu_elle_etait_a_son_debut(base: Database) -> None:
    async with base.read() as lecture:
        avant = await lecture.inbox.count("recu")
        async with base.write() as unit:
            await unit.inbox.add(1, [Received(1, 1, "bonjour")], LE)
        assert await lecture.inbox.count("recu") == avant
    async with base.read() as unit:
        assert await unit.inbox.count("recu") == avant + 1


async def test_une_ecriture_ne_reste_pas_en_lecture_repetable(base: Database) -> None:
    """La connexion rendue par une lecture ne garde pas son isolement : la suivante écrit comme les autres."""
    async with base.read() as unit:
        await unit.inbox.count("recu")
    await asyncio.gather(*(_compter(base) for _ in range(20)))
    async with base.read() as unit:
        assert await unit.inbox.count("recu") == 20


_numeros = iter(range(1, 1000))


async def _compter(base: Database) -> None:
    async with base.write() as unit:
        await unit.meta.set(Cle.VIVANT_LE, "maintenant")
        await unit.inbox.add(1, [Received(next(_numeros), 1, "bonjour")], LE)


async def test_un_instant_sans_fuseau_ne_s_ecrit_pas(base: Database) -> None:
    with pytest.raises(StatementError, match="un instant sans fuseau"):
        async with base.write() as unit:
            await unit.journal.noter(datetime(2026, 11, 23, 10), "vigie", "essai")


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 10, 25, 2, 30, tzinfo=PARIS),
        datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),
        datetime(2027, 3, 28, 1, 59, 59, 999999, tzinfo=PARIS),
        datetime(2027, 3, 28, 3, tzinfo=PARIS),
        datetime(2026, 7, 14, 23, 59, tzinfo=PARIS),
    ],
    ids=["2h30 d'ete", "2h30 d'hiver", "avant le trou", "apres le trou", "ete"],
)
async def test_un_instant_revient_intact_et_en_utc(base: Database, instant: datetime) -> None:
    async with base.write() as unit:
        await unit.journal.noter(instant, "vigie", "essai", dossier_id=1)
    async with base.read() as unit:
        (acte,) = await unit.journal.de_dossier(1)
    assert acte.le == instant.astimezone(UTC)
    assert acte.le.utcoffset() == timedelta(0)


async def test_les_deux_heures_de_la_nuit_d_octobre_restent_dans_l_ordre(base: Database) -> None:
    hiver = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)
    ete = hiver.replace(fold=0)
    async with base.write() as unit:
        await unit.echeances.prevoir(Sorte.ESCALADE, 1, 0, hiver, PARIS)
        await unit.echeances.prevoir(Sorte.ESCALADE, 2, 0, ete, PARIS)
        assert [e.sujet_id for e in await unit.echeances.dues(ete, 10)] == [2]
        assert [e.sujet_id for e in await unit.echeances.dues(hiver, 10)] == [2, 1]
