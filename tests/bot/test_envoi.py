"""Telegram refuse, tarde, coupe ou change : rien ne se perd, rien n'en bloque un autre, et tout doublon est marqué."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from bot.outbound import courier
from simulator import ApiError, blocked, server_error
from tests.bot.conftest import Monter
from tests.bot.scene import DANGER, DETAILS, HAUTE, PRENDRE, SITUE, Scene

RENVOYE = "(message renvoyé)"


async def test_une_personne_qui_bloque_le_bot_est_dite_injoignable_et_son_dossier_monte(scene: Scene) -> None:
    await scene.faire("DELETE FROM groupes")
    scene.sim.fail("sendMessage", kind="answer", error=blocked(), where=scene.chargee)
    ref = await scene.envoyer()
    await scene.jusqu_a(lambda: scene.actes("escalade"), "une escalade")
    await scene.calme()
    assert "Solène Kerbrat" in scene.sim.transcript(scene.admin)
    assert (await scene.lignes("SELECT joignable FROM personnes WHERE telegram_id = 1005"))[0][0] in (0, False)
    assert ref in scene.sim.transcript(scene.responsable) or ref in scene.sim.transcript(scene.charge)


async def test_bloquer_puis_debloquer_rend_joignable(scene: Scene) -> None:
    scene.sim.block(scene.chargee)
    await scene.calme()
    assert await scene.actes("injoignable")
    scene.sim.start(scene.chargee)
    await scene.sim.wait_message(scene.chargee, "Bonjour")
    await scene.calme()
    assert (await scene.lignes("SELECT joignable FROM personnes WHERE telegram_id = 1005"))[0][0] in (1, True)


async def test_une_personne_injoignable_n_est_pas_proposee(scene: Scene) -> None:
    scene.sim.block(scene.chargee)
    await scene.calme()
    ref = await scene.envoyer("Mme Roy aux Azalées ne paie plus son loyer", scene.gardien)
    assert "Rachid Ouali" in (await scene.carte(ref)).text


async def test_un_groupe_devenu_supergroupe_recoit_ses_cartes_de_nouveau(scene: Scene) -> None:
    ref = await scene.envoyer()
    ancienne = await scene.carte(ref)
    nouveau = scene.sim.migrate_group(scene.groupe)
    await scene.calme()
    carte = await scene.sim.wait_message(nouveau, ref, button=PRENDRE)
    assert carte is not ancienne
    await scene.appuyer(scene.chargee, carte, PRENDRE)
    assert "Pris en charge par Solène Kerbrat" in carte.text
    autre = await scene.envoyer("Mme Roy aux Péniches ne paie plus son loyer")
    await scene.sim.wait_message(nouveau, autre, button=PRENDRE)


async def test_une_migration_apprise_par_un_refus_n_en_perd_pas_la_carte(monter: Monter) -> None:
    scene = await monter()
    scene.sim.migrate_group(scene.groupe)
    scene.sim.state.queue.pending.clear()
    async with scene.en_marche():
        ref = await scene.envoyer()
        assert (await scene.carte(ref)).chat.type == "supergroup"


async def test_le_bot_exclu_du_groupe_previent_l_administrateur_et_ecrit_en_prive(scene: Scene) -> None:
    scene.sim.kick_bot(scene.groupe, scene.admin)
    await scene.calme()
    assert "groupe lié" in scene.sim.transcript(scene.admin)
    ref = await scene.envoyer()
    assert (await scene.carte(ref, scene.chargee)).has_button(PRENDRE)


async def test_429_fait_attendre_sa_conversation_et_pas_les_autres(scene: Scene) -> None:
    faute = scene.sim.too_many_requests("sendMessage", retry_after=1, where=scene.groupe)
    debut = time.monotonic()
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    scene.sim.press(scene.gardienne, fiche, "Envoyer")
    await scene.sim.wait_until(lambda: scene.sim.calls("sendMessage", scene.groupe))
    assert "Voici" in (await scene.ecrire(scene.gardien, "Mme Roy aux Azalées ne paie plus son loyer")).text
    assert time.monotonic() - debut < 1, "les autres conversations n'attendent pas"
    await scene.carte("V-26-0001")
    refuse, accepte = scene.sim.calls("sendMessage", scene.groupe)
    assert not refuse.ok
    assert accepte.at - refuse.at >= 1, "l'attente demandée est respectée"
    assert faute.times == 0
    assert RENVOYE not in scene.sim.transcript()


async def test_un_429_repete_n_use_aucun_essai(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "ATTEMPTS", 1)
    scene.sim.too_many_requests("sendMessage", retry_after=1, where=scene.groupe, times=2)
    await scene.carte(await scene.envoyer())
    assert not await scene.lignes("SELECT id FROM outbox WHERE etat = 'ecarte'")


async def test_une_reponse_perdue_fait_renvoyer_une_fois_avec_la_marque(scene: Scene) -> None:
    scene.sim.drop_after_accepting("sendMessage", where=scene.groupe)
    ref = await scene.envoyer()
    await scene.sim.wait_message(scene.groupe, RENVOYE)
    await scene.calme()
    premiere, seconde = scene.sim.bot_messages(scene.groupe)
    assert RENVOYE not in premiere.text
    assert seconde.text.endswith(RENVOYE)
    assert ref in seconde.text
    await scene.appuyer(scene.chargee, seconde, PRENDRE)
    assert "Pris en charge" in seconde.text


async def test_une_mise_a_jour_incertaine_se_refait_sans_marque(scene: Scene) -> None:
    ref = await scene.envoyer()
    carte = await scene.carte(ref)
    scene.sim.drop_after_accepting("editMessageText", where=scene.groupe)
    await scene.appuyer(scene.chargee, carte, PRENDRE)
    assert "Pris en charge" in carte.text
    assert RENVOYE not in scene.sim.transcript()
    assert len(scene.sim.bot_messages(scene.groupe)) == 1


async def test_une_panne_du_serveur_se_reessaie(scene: Scene) -> None:
    scene.sim.fail("sendMessage", server_error(), where=scene.groupe)
    assert (await scene.carte(await scene.envoyer())).has_button(DETAILS)


async def test_un_message_supprime_par_quelqu_un_est_remontre(scene: Scene) -> None:
    ref = await scene.envoyer()
    carte = await scene.carte(ref)
    carte.deleted = True
    fiche = scene.sim.press(scene.chargee, carte, str(carte.button(PRENDRE).data), forged=True)
    await scene.sim.wait_answer(fiche)
    nouvelle = await scene.sim.wait_message(scene.groupe, "Pris en charge par")
    assert nouvelle is not carte


async def test_telegram_injoignable_un_moment_ne_perd_rien(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, HAUTE)
    async with scene.sim.unreachable():
        scene.sim.press(scene.gardienne, fiche, "Envoyer")
        scene.sim.send_text(scene.gardien, scene.gardien, DANGER)
    await scene.sim.wait_message(scene.groupe, "Urgence : Haute", timeout=8)
    await scene.sim.wait_message(scene.gardien, "En cas de danger", timeout=8)
    await scene.calme()
    assert len(await scene.dossiers()) == 2
    assert not await scene.lignes("SELECT id FROM outbox WHERE etat = 'ecarte'")
    assert not await scene.lignes("SELECT id FROM inbox WHERE etat != 'traite'")


async def test_un_envoi_refuse_pour_toujours_est_mis_de_cote_sans_bloquer_la_suite(scene: Scene) -> None:
    scene.sim.fail("sendMessage", ApiError(400, "Bad Request: can't parse entities"), where=scene.gardien)
    scene.sim.send_text(scene.gardien, scene.gardien, "/aide")
    await scene.jusqu_a(lambda: scene.lignes("SELECT id FROM outbox WHERE etat = 'ecarte'"), "une ligne écartée")
    assert "Écrivez-moi" in await scene.demander(scene.gardien, "/aide")


async def test_les_appuis_faits_pendant_un_arret_sont_traites_au_retour(monter: Monter) -> None:
    scene = await monter()
    async with scene.en_marche():
        ref = await scene.envoyer()
    carte = await scene.carte(ref)
    appui = scene.sim.press(scene.chargee, carte, PRENDRE)
    scene.sim.send_text(scene.gardien, scene.gardien, SITUE)
    async with scene.en_marche():
        await scene.sim.wait_answer(appui)
        await scene.sim.wait_message(scene.gardien, "Impayés")
        await scene.calme()
        assert "Pris en charge" in scene.sim.last(scene.groupe).text


async def test_apres_deux_minutes_d_arret_les_cartes_a_prendre_reviennent_en_bas(monter: Monter) -> None:
    scene = await monter()
    async with scene.en_marche():
        ref = await scene.envoyer()
        await scene.avancer(minutes=1)
    ancienne = await scene.carte(ref)
    assert scene.sim.clock is not None
    scene.sim.clock.advance(timedelta(minutes=10))
    async with scene.en_marche():
        await scene.sim.wait_message(scene.groupe, ref, after=ancienne.id)
        await scene.calme()
        assert ancienne.deleted
        assert len(scene.sim.bot_messages(scene.groupe)) == 1


async def test_les_limites_de_telegram_sont_tenues_quand_beaucoup_part_d_un_coup(monter: Monter) -> None:
    scene = await monter()
    async with scene.en_marche(limited=True):
        for rang in range(6):
            scene.sim.send_text(scene.gardienne, scene.gardienne, f"/aide {rang}")
        await scene.sim.wait_until(lambda: len(scene.sim.bot_messages(scene.gardienne)) == 6, 8)
    instants = [call.at for call in scene.sim.calls("sendMessage", scene.gardienne)]
    assert instants[3] - instants[0] < 1, "quelques messages d'affilée"
    assert instants[5] - instants[4] > 0.8, "puis un par seconde"
