"""La boîte de départ : rien ne se perd, rien ne part deux fois sans le dire."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.vues import Avis, Fiche, Piece
from storage.database import Database
from storage.outbox import Nature, OutboxRow

from .donnees import LE

GROUPE, PRIVE = -1001, 101
PLUS_TARD = LE + timedelta(seconds=30)


@pytest.fixture
async def card_id(base: Database) -> int:
    """Une fiche ouverte dans le groupe, jamais envoyée."""
    async with base.write() as unit:
        return (await unit.cards.open(Fiche.EQUIPE, 1, GROUPE)).id


async def _montrer(base: Database, card_id: int, *, afresh: bool = False) -> None:
    async with base.write() as unit:
        await unit.outbox.show(card_id, GROUPE, LE, afresh=afresh)


async def _prendre(base: Database, *, sauf: tuple[int, ...] = (), limite: int = 100) -> list[OutboxRow]:
    async with base.write() as unit:
        return await unit.outbox.claim(limite, sauf)


async def test_plusieurs_demandes_en_attente_ne_font_qu_un_envoi(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    await _montrer(base, card_id, afresh=True)
    await _montrer(base, card_id)
    (ligne,) = await _prendre(base)
    assert (ligne.nature, ligne.card_id, ligne.a_neuf, ligne.essais) == (Nature.FICHE, card_id, True, 1)


async def test_une_demande_pendant_l_envoi_en_fait_un_autre(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    (premiere,) = await _prendre(base)
    await _montrer(base, card_id)
    (seconde,) = await _prendre(base)
    assert seconde.id != premiere.id


async def test_dix_demandes_au_meme_instant_ne_font_qu_un_envoi(base: Database, card_id: int) -> None:
    await asyncio.gather(*(_montrer(base, card_id) for _ in range(10)))
    assert len(await _prendre(base)) == 1


async def test_ce_qui_est_ajoute_se_compte_pour_reveiller_le_coursier(base: Database, card_id: int) -> None:
    async with base.write() as unit:
        assert unit.outbox.added == 0
        await unit.outbox.show(card_id, GROUPE, LE)
        await unit.outbox.say(PRIVE, Avis.AIDE, LE)
        assert unit.outbox.added == 2


async def test_un_avis_une_piece_et_un_menu_arrivent_dans_l_ordre_avec_ce_qu_ils_disent(base: Database) -> None:
    async with base.write() as unit:
        await unit.outbox.say(PRIVE, Avis.PRIS, LE, nom="Karim Diallo", mois=None, roles=["charge"])
        await unit.outbox.attach(PRIVE, Piece.RELEVE_PDF, LE, mois="2026-11")
        await unit.outbox.menu(PRIVE, "gardien", LE)
    lignes = [ligne for _ in range(3) for ligne in await _prendre(base)]
    assert [(x.nature, x.nom) for x in lignes] == [
        (Nature.AVIS, "pris"),
        (Nature.PIECE, "releve_pdf"),
        (Nature.MENU, "gardien"),
    ]
    assert lignes[0].params == {"nom": "Karim Diallo", "mois": None, "roles": ["charge"]}


async def test_prendre_marque_en_envoi_et_ne_rend_pas_deux_fois(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    assert len(await _prendre(base)) == 1
    assert await _prendre(base) == []
    async with base.read() as unit:
        assert await unit.outbox.count("en_envoi") == 1
        assert not await unit.outbox.has_pending(())


async def test_chaque_conversation_donne_une_ligne_a_la_fois_la_plus_ancienne(base: Database, card_id: int) -> None:
    async with base.write() as unit:
        await unit.outbox.say(PRIVE, Avis.AIDE, LE)
        await unit.outbox.say(PRIVE, Avis.RIEN, LE)
    await _montrer(base, card_id)
    assert [(x.chat_id, x.nom) for x in await _prendre(base)] == [(PRIVE, "aide"), (GROUPE, "")]
    assert [x.nom for x in await _prendre(base)] == ["rien"]


async def test_deux_coursiers_au_meme_instant_ne_prennent_pas_la_meme_ligne(base: Database) -> None:
    async with base.write() as unit:
        for chat in range(1, 21):
            await unit.outbox.say(chat, Avis.AIDE, LE)
    prises = await asyncio.gather(*(_prendre(base, limite=10) for _ in range(4)))
    numeros = [ligne.id for lot in prises for ligne in lot]
    assert len(numeros) == len(set(numeros))


async def test_une_conversation_en_attente_se_saute(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    async with base.write() as unit:
        await unit.outbox.say(PRIVE, Avis.AIDE, LE)
    async with base.read() as unit:
        assert not await unit.outbox.has_pending((GROUPE, PRIVE))
    (ligne,) = await _prendre(base, sauf=(GROUPE,))
    assert ligne.chat_id == PRIVE


async def test_un_envoi_reussi_efface_ce_qu_il_disait(base: Database) -> None:
    async with base.write() as unit:
        await unit.outbox.say(PRIVE, Avis.INVITATION, LE, nom="Awa Diallo")
        (ligne,) = await unit.outbox.claim(10, ())
        await unit.outbox.sent(ligne.id, LE)
        await unit.outbox.again(ligne.id)
        (relue,) = await unit.outbox.claim(10, ())
    assert relue.params == {}


async def test_une_ligne_remise_garde_sa_place_et_une_attente_n_use_pas_d_essai(base: Database) -> None:
    async with base.write() as unit:
        await unit.outbox.say(PRIVE, Avis.AIDE, LE)
        (ligne,) = await unit.outbox.claim(10, ())
        await unit.outbox.say(PRIVE, Avis.RIEN, LE)
        await unit.outbox.again(ligne.id)
        await unit.outbox.uncount(ligne.id)
        (reprise,) = await unit.outbox.claim(10, ())
    assert (reprise.id, reprise.essais, reprise.doute) == (ligne.id, 1, False)


async def test_un_envoi_douteux_le_reste(base: Database) -> None:
    async with base.write() as unit:
        await unit.outbox.say(PRIVE, Avis.AIDE, LE)
        for _ in range(2):
            (ligne,) = await unit.outbox.claim(10, ())
            await unit.outbox.again(ligne.id, doubtful=not ligne.doute)
        (ligne,) = await unit.outbox.claim(10, ())
    assert (ligne.doute, ligne.essais) == (True, 3)


async def test_une_ligne_remise_cede_a_celle_qui_attend_deja(base: Database, card_id: int) -> None:
    """Elle lui lègue son doute et sa place en bas du fil."""
    await _montrer(base, card_id, afresh=True)
    (premiere,) = await _prendre(base)
    await _montrer(base, card_id)
    async with base.write() as unit:
        await unit.outbox.again(premiere.id, doubtful=True)
        assert await unit.outbox.count("a_envoyer") == 1
        (seconde,) = await unit.outbox.claim(10, ())
    assert seconde.id != premiere.id
    assert (seconde.doute, seconde.a_neuf) == (True, True)


async def test_une_ligne_remise_sans_doute_n_en_donne_pas_a_la_suivante(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    (premiere,) = await _prendre(base)
    await _montrer(base, card_id)
    async with base.write() as unit:
        await unit.outbox.again(premiere.id)
        (seconde,) = await unit.outbox.claim(10, ())
    assert (seconde.doute, seconde.a_neuf) == (False, False)


async def test_remettre_une_ligne_pendant_qu_une_autre_s_ecrit_n_en_laisse_qu_une(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    (premiere,) = await _prendre(base)

    async def remettre() -> None:
        async with base.write() as unit:
            await unit.outbox.again(premiere.id)

    await asyncio.gather(remettre(), *(_montrer(base, card_id) for _ in range(8)))
    assert len(await _prendre(base)) == 1


async def test_ce_qu_un_arret_laisse_en_envoi_dit_son_doute(base: Database) -> None:
    """Modifier une fiche, retirer son ancien message ou poser un menu se refait sans risque ; un envoi, non."""
    async with base.write() as unit:
        for chat in (1, 2, 3):
            card = await unit.cards.open(Fiche.DOSSIER, 9, chat)
            await unit.cards.shown(card.id, None if chat == 1 else 55, "abc")
            await unit.outbox.show(card.id, chat, LE, afresh=chat == 3)
        await unit.outbox.say(4, Avis.AIDE, LE)
        await unit.outbox.menu(5, "gardien", LE)
        await unit.outbox.say(6, Avis.RIEN, LE)
        prises = await unit.outbox.claim(5, ())
    async with base.read() as unit:
        interrompues = await unit.outbox.interrupted()
    assert [numero for numero, _ in interrompues] == [ligne.id for ligne in prises]
    assert [doute for _, doute in interrompues] == [True, False, False, True, False]


async def test_une_ligne_ecartee_ne_se_prend_plus(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    (ligne,) = await _prendre(base)
    async with base.write() as unit:
        await unit.outbox.quarantine(ligne.id)
        assert await unit.outbox.interrupted() == []
        assert await unit.outbox.count("ecarte") == 1
    assert await _prendre(base) == []


async def test_fermer_une_conversation_abandonne_ce_qui_l_attend_et_rien_d_autre(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    async with base.write() as unit:
        await unit.outbox.say(PRIVE, Avis.AIDE, LE)
        await unit.outbox.claim(1, ())
        await unit.outbox.say(GROUPE, Avis.AIDE, LE, nom="Awa Diallo")
        await unit.outbox.drop_chat(GROUPE, LE)
        assert await unit.outbox.count("injoignable") == 2
    (ligne,) = await _prendre(base)
    assert ligne.chat_id == PRIVE


async def test_un_groupe_devenu_supergroupe_emporte_ce_qui_l_attend(base: Database, card_id: int) -> None:
    await _montrer(base, card_id)
    async with base.write() as unit:
        await unit.outbox.move_chat(GROUPE, -1002)
    (ligne,) = await _prendre(base)
    assert ligne.chat_id == -1002


async def test_la_purge_n_oublie_que_les_envois_faits(base: Database) -> None:
    async with base.write() as unit:
        for chat in (1, 2, 3):
            await unit.outbox.say(chat, Avis.AIDE, LE)
        envoyee, ecartee, _ = await unit.outbox.claim(3, ())
        await unit.outbox.sent(envoyee.id, LE)
        await unit.outbox.quarantine(ecartee.id)
        await unit.outbox.purge(PLUS_TARD)
        assert [await unit.outbox.count(e) for e in ("envoye", "ecarte", "en_envoi")] == [0, 1, 1]
