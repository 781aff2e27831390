"""Les fiches : un message par sujet et par conversation, tenu à jour sur place."""

from __future__ import annotations

import asyncio

from domain.vues import Fiche
from storage.cards import Card
from storage.database import Database

from .donnees import LE

GROUPE, PRIVE, NOUVEAU = -1001, 101, -1002


async def _ouvrir(base: Database, fiche: Fiche = Fiche.EQUIPE, sujet: int = 1, chat: int = GROUPE) -> Card:
    async with base.write() as unit:
        return await unit.cards.open(fiche, sujet, chat)


async def _relire(base: Database, card_id: int) -> Card:
    async with base.read() as unit:
        card = await unit.cards.get(card_id)
    assert card is not None
    return card


async def test_ouvrir_deux_fois_rend_la_meme_fiche_et_la_rouvre(base: Database) -> None:
    premiere = await _ouvrir(base)
    async with base.write() as unit:
        await unit.cards.shown(premiere.id, 77, "abc")
        await unit.cards.close(premiere.id)
    seconde = await _ouvrir(base)
    assert (seconde.id, seconde.message_id, seconde.fermee) == (premiere.id, 77, False)


async def test_dix_ouvertures_au_meme_instant_ne_font_qu_une_fiche(base: Database) -> None:
    ouvertes = await asyncio.gather(*(_ouvrir(base) for _ in range(10)))
    assert len({card.id for card in ouvertes}) == 1


async def test_chaque_conversation_a_sa_fiche_du_meme_sujet(base: Database) -> None:
    groupe, prive = await _ouvrir(base), await _ouvrir(base, chat=PRIVE)
    autre_fiche = await _ouvrir(base, Fiche.DOSSIER, chat=PRIVE)
    async with base.read() as unit:
        assert [card.id for card in await unit.cards.showing(Fiche.EQUIPE, 1)] == [groupe.id, prive.id]
        assert [card.id for card in await unit.cards.showing(Fiche.DOSSIER, 1)] == [autre_fiche.id]


async def test_une_fiche_fermee_ne_se_met_plus_a_jour(base: Database) -> None:
    card = await _ouvrir(base)
    async with base.write() as unit:
        await unit.cards.turn(card.id, "saisie_lieu")
        await unit.cards.close(card.id)
        assert await unit.cards.showing(Fiche.EQUIPE, 1) == []
        assert await unit.cards.waiting_text(GROUPE) is None


async def test_un_message_retrouve_sa_fiche_dans_sa_seule_conversation(base: Database) -> None:
    card = await _ouvrir(base)
    async with base.write() as unit:
        await unit.cards.shown(card.id, 77, "abc")
    async with base.read() as unit:
        trouvee = await unit.cards.by_message(GROUPE, 77)
        assert trouvee is not None
        assert (trouvee.id, trouvee.empreinte) == (card.id, "abc")
        assert await unit.cards.by_message(PRIVE, 77) is None
        assert await unit.cards.by_message(GROUPE, 78) is None


async def test_la_fiche_qui_attend_un_mot_est_la_plus_recente_de_la_conversation(base: Database) -> None:
    premiere, seconde = await _ouvrir(base, sujet=1), await _ouvrir(base, sujet=2)
    ailleurs = await _ouvrir(base, sujet=3, chat=PRIVE)
    async with base.write() as unit:
        assert await unit.cards.waiting_text(GROUPE) is None
        for card in (premiere, seconde, ailleurs):
            await unit.cards.turn(card.id, "saisie_locataire")
        attend = await unit.cards.waiting_text(GROUPE)
        assert attend is not None
        assert attend.id == seconde.id
        await unit.cards.turn(seconde.id, "")
        attend = await unit.cards.waiting_text(GROUPE)
        assert attend is not None
        assert attend.id == premiere.id


async def test_tourner_perime_les_boutons_et_ne_change_de_menu_que_si_on_le_dit(base: Database) -> None:
    card = await _ouvrir(base)
    async with base.write() as unit:
        await unit.cards.turn(card.id, "motifs")
        await unit.cards.turn(card.id)
    relue = await _relire(base, card.id)
    assert (relue.etape, relue.ecran) == (card.etape + 2, "motifs")
    async with base.write() as unit:
        await unit.cards.turn(card.id, "")
    assert (await _relire(base, card.id)).ecran == ""


async def test_un_groupe_devenu_supergroupe_emporte_ses_fiches_sans_leurs_messages(base: Database) -> None:
    card, prive = await _ouvrir(base), await _ouvrir(base, chat=PRIVE)
    async with base.write() as unit:
        await unit.cards.shown(card.id, 77, "abc")
        await unit.cards.shown(prive.id, 78, "def")
        deplacees = await unit.cards.move_chat(GROUPE, NOUVEAU)
    assert [(c.id, c.chat_id, c.message_id, c.empreinte) for c in deplacees] == [(card.id, NOUVEAU, None, None)]
    assert (await _relire(base, prive.id)).message_id == 78


async def test_la_fiche_deja_montree_dans_le_supergroupe_l_emporte_sur_celle_qui_y_arrive(base: Database) -> None:
    ancienne, seule = await _ouvrir(base, sujet=1), await _ouvrir(base, sujet=2)
    nouvelle = await _ouvrir(base, sujet=1, chat=NOUVEAU)
    async with base.write() as unit:
        await unit.outbox.show(ancienne.id, GROUPE, LE)
        await unit.cards.shown(nouvelle.id, 90, "abc")
        await unit.outbox.move_chat(GROUPE, NOUVEAU)
        assert [card.id for card in await unit.cards.move_chat(GROUPE, NOUVEAU)] == [seule.id]
        assert await unit.cards.get(ancienne.id) is None
        assert await unit.outbox.count("a_envoyer") == 0
    assert (await _relire(base, nouvelle.id)).message_id == 90
