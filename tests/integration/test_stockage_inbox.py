"""La boîte d'arrivée : écrite avant d'être confirmée, traitée une seule fois, dans l'ordre."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from storage.database import Database
from storage.inbox import AlreadyDoneError, Received
from storage.journal import Cle

from .donnees import LE

AWA, KARIM = 101, 102


async def _recevoir(base: Database, *recus: Received) -> list[int]:
    """Écrit des mises à jour et rend les numéros de ce qui attend."""
    async with base.write() as unit:
        await unit.inbox.add(1, recus, LE)
        return [row.id for row in await unit.inbox.pending(100)]


async def test_une_mise_a_jour_remise_deux_fois_n_est_ecrite_qu_une(base: Database) -> None:
    await _recevoir(base, Received(10, AWA, "premier"), Received(11, AWA, "deuxième"))
    await _recevoir(base, Received(11, AWA, "autre chose"), Received(12, AWA, "troisième"))
    async with base.read() as unit:
        assert [row.content for row in await unit.inbox.pending(100)] == ["premier", "deuxième", "troisième"]


async def test_deux_robots_ont_chacun_leurs_numeros(base: Database) -> None:
    async with base.write() as unit:
        await unit.inbox.add(1, [Received(10, AWA, "à l'un")], LE)
        await unit.inbox.add(2, [Received(10, AWA, "à l'autre")], LE)
        assert len(await unit.inbox.pending(100)) == 2


async def test_une_mise_a_jour_sans_contenu_ne_garde_que_son_numero(base: Database) -> None:
    assert await _recevoir(base, Received(10, AWA, None), Received(11, AWA, "texte")) != []
    async with base.read() as unit:
        assert [row.content for row in await unit.inbox.pending(100)] == ["texte"]
        assert await unit.inbox.count("traite") == 1


async def test_n_avoir_rien_recu_n_ecrit_rien(base: Database) -> None:
    assert await _recevoir(base) == []


async def test_traiter_efface_le_contenu_et_ne_se_fait_qu_une_fois(base: Database) -> None:
    (numero,) = await _recevoir(base, Received(10, AWA, "Mme Rossi ne répond plus"))
    async with base.write() as unit:
        await unit.inbox.claim(numero)
    async with base.read() as unit:
        assert await unit.inbox.pending(100) == []
        assert numero not in [row.id for row in await unit.inbox.pending(10)]
    with pytest.raises(AlreadyDoneError):
        async with base.write() as unit:
            await unit.inbox.claim(numero)


async def test_ce_que_faisait_un_second_traitement_est_defait(base: Database) -> None:
    (numero,) = await _recevoir(base, Received(10, AWA, "texte"))
    async with base.write() as unit:
        await unit.inbox.claim(numero)

    async def traiter_encore() -> None:
        async with base.write() as unit:
            await unit.meta.set(Cle.VIVANT_LE, "de trop")
            await unit.inbox.claim(numero)

    with pytest.raises(AlreadyDoneError):
        await traiter_encore()
    async with base.read() as unit:
        assert await unit.meta.get(Cle.VIVANT_LE) is None


async def test_une_panne_rend_la_ligne_entiere(base: Database) -> None:
    (numero,) = await _recevoir(base, Received(10, AWA, "texte"))

    async def tomber_en_panne() -> None:
        async with base.write() as unit:
            await unit.inbox.claim(numero)
            raise ConnectionError("panne")

    with pytest.raises(ConnectionError):
        await tomber_en_panne()
    async with base.read() as unit:
        assert numero in [row.id for row in await unit.inbox.pending(10)]
        assert [row.content for row in await unit.inbox.pending(100)] == ["texte"]


async def test_deux_traitements_au_meme_instant_n_en_gardent_qu_un(base: Database) -> None:
    (numero,) = await _recevoir(base, Received(10, AWA, "texte"))

    async def traiter() -> bool:
        try:
            async with base.write() as unit:
                await unit.inbox.claim(numero)
        except AlreadyDoneError:
            return False
        return True

    assert sorted(await asyncio.gather(*(traiter() for _ in range(5)))) == [False] * 4 + [True]


async def test_l_ordre_d_arrivee_est_garde_et_une_conversation_occupee_se_saute(base: Database) -> None:
    textes = [Received(10 + i, (AWA, KARIM)[i % 2], f"n° {i}") for i in range(6)]
    await _recevoir(base, *textes)
    async with base.read() as unit:
        assert [row.content for row in await unit.inbox.pending(4)] == ["n° 0", "n° 1", "n° 2", "n° 3"]
        libres = await unit.inbox.pending(100, [AWA])
        assert [(row.queue, row.content) for row in libres] == [(KARIM, "n° 1"), (KARIM, "n° 3"), (KARIM, "n° 5")]


async def test_les_echecs_se_comptent_et_la_ligne_ecartee_laisse_passer_les_suivantes(base: Database) -> None:
    premier, second = await _recevoir(base, Received(10, AWA, "illisible"), Received(11, AWA, "lisible"))
    async with base.write() as unit:
        assert [await unit.inbox.fail(premier) for _ in range(3)] == [1, 2, 3]
        await unit.inbox.quarantine(premier)
    async with base.read() as unit:
        assert [row.id for row in await unit.inbox.pending(100)] == [second]
        assert await unit.inbox.count("ecarte") == 1
    with pytest.raises(AlreadyDoneError):
        async with base.write() as unit:
            await unit.inbox.claim(premier)


async def test_la_purge_n_oublie_que_ce_qui_est_traite_et_ancien(base: Database) -> None:
    traite, _en_attente, ecarte = await _recevoir(base, *(Received(n, AWA, "texte") for n in (10, 11, 12)))
    async with base.write() as unit:
        await unit.inbox.claim(traite)
        await unit.inbox.quarantine(ecarte)
        await unit.inbox.purge(LE)
        assert await unit.inbox.count("traite") == 1
        await unit.inbox.purge(LE + timedelta(seconds=1))
        assert [await unit.inbox.count(etat) for etat in ("traite", "recu", "ecarte")] == [0, 1, 1]
