"""Les échéances : chacune est honorée une fois, à partir de son heure."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.echeance import Echeance, Sorte
from storage.database import Database
from storage.inbox import AlreadyDoneError
from tests.conftest import PARIS, Horloge

from .donnees import LE

UNE_HEURE = timedelta(hours=1)


async def _prevoir(base: Database, sujet: int, heures: int = 0, sorte: Sorte = Sorte.ESCALADE, rang: int = 0) -> None:
    async with base.write() as unit:
        await unit.echeances.prevoir(sorte, sujet, rang, LE + heures * UNE_HEURE, PARIS)


async def _dues(base: Database, horloge: Horloge, limite: int = 100) -> list[Echeance]:
    async with base.read() as unit:
        return await unit.echeances.dues(horloge.now(), limite)


async def _honorer(base: Database, echeance: Echeance) -> bool:
    try:
        async with base.write() as unit:
            await unit.echeances.claim(echeance)
    except AlreadyDoneError:
        return False
    return True


async def test_les_plus_anciennes_d_abord_et_aucune_avant_son_heure(base: Database, horloge: Horloge) -> None:
    horloge.a(LE)
    for sujet, heures in ((1, 0), (2, -3), (3, 1), (4, -3)):
        await _prevoir(base, sujet, heures)
    assert [e.sujet_id for e in await _dues(base, horloge)] == [2, 4, 1]
    assert [e.sujet_id for e in await _dues(base, horloge, 1)] == [2]
    horloge.avancer(UNE_HEURE)
    assert [e.sujet_id for e in await _dues(base, horloge)] == [2, 4, 1, 3]


async def test_une_echeance_s_honore_une_fois_meme_a_plusieurs(base: Database, horloge: Horloge) -> None:
    await _prevoir(base, 1)
    (echeance,) = await _dues(base, horloge)
    assert sorted(await asyncio.gather(*(_honorer(base, echeance) for _ in range(8)))) == [False] * 7 + [True]
    assert await _dues(base, horloge) == []


async def test_une_panne_laisse_l_echeance_due(base: Database, horloge: Horloge) -> None:
    await _prevoir(base, 1)
    (echeance,) = await _dues(base, horloge)

    async def tomber_en_panne() -> None:
        async with base.write() as unit:
            await unit.echeances.claim(echeance)
            raise ConnectionError("panne")

    with pytest.raises(ConnectionError):
        await tomber_en_panne()
    assert await _dues(base, horloge) == [echeance]


async def test_une_echeance_deplacee_entre_temps_ne_s_honore_pas_a_l_ancienne_heure(
    base: Database, horloge: Horloge
) -> None:
    await _prevoir(base, 1)
    (avant,) = await _dues(base, horloge)
    await _prevoir(base, 1, 2)
    assert not await _honorer(base, avant)
    assert await _dues(base, horloge) == []
    horloge.a(LE + 2 * UNE_HEURE)
    (apres,) = await _dues(base, horloge)
    assert apres.id == avant.id
    assert await _honorer(base, apres)


async def test_prevoir_de_nouveau_rouvre_une_echeance_honoree(base: Database, horloge: Horloge) -> None:
    await _prevoir(base, 1)
    (echeance,) = await _dues(base, horloge)
    assert await _honorer(base, echeance)
    await _prevoir(base, 1)
    assert await _dues(base, horloge) == [echeance]


async def test_le_rang_et_la_sorte_distinguent_les_echeances_d_un_sujet(base: Database, horloge: Horloge) -> None:
    await _prevoir(base, 1)
    await _prevoir(base, 1, rang=1)
    await _prevoir(base, 1, sorte=Sorte.SUIVI)
    assert [(e.sorte, e.rang) for e in await _dues(base, horloge)] == [
        (Sorte.ESCALADE, 0),
        (Sorte.ESCALADE, 1),
        (Sorte.SUIVI, 0),
    ]


async def test_annuler_ne_touche_que_les_sortes_et_les_sujets_dits(base: Database, horloge: Horloge) -> None:
    for sujet, sorte in ((1, Sorte.ESCALADE), (1, Sorte.SUIVI), (2, Sorte.ESCALADE)):
        await _prevoir(base, sujet, sorte=sorte)
    (annulee, *_) = await _dues(base, horloge)
    async with base.write() as unit:
        await unit.echeances.annuler([Sorte.ESCALADE], [1])
        await unit.echeances.annuler([Sorte.ESCALADE], [])
        assert await unit.echeances.existe(Sorte.ESCALADE, 1)
        assert not await unit.echeances.existe(Sorte.TENTATIVE, 1)
    assert [(e.sujet_id, e.sorte) for e in await _dues(base, horloge)] == [(1, Sorte.SUIVI), (2, Sorte.ESCALADE)]
    assert not await _honorer(base, annulee)


async def test_la_prochaine_est_la_premiere_encore_prevue(base: Database, horloge: Horloge) -> None:
    async with base.read() as unit:
        assert await unit.echeances.prochaine() is None
    await _prevoir(base, 1, -1)
    await _prevoir(base, 2, 5)
    (passee,) = await _dues(base, horloge)
    assert await _honorer(base, passee)
    async with base.read() as unit:
        assert await unit.echeances.prochaine() == LE + 5 * UNE_HEURE
