"""Un brouillon oublié : rappelé de jour, puis confié au responsable ; hors périmètre, seulement effacé."""

from __future__ import annotations

from datetime import datetime

from domain.dossier import EtatSignalement
from tests.bot.scene import IMPAYES, PANNE, SITUE, Scene

RAPPEL = "Vous avez un signalement commencé"


async def test_un_brouillon_est_rappele_apres_trente_minutes(scene: Scene) -> None:
    sim, awa = scene.sim, scene.gardienne
    fiche = await scene.ecrire(awa, SITUE)
    await scene.avancer(minutes=29)
    assert sim.bot_messages(awa) == [fiche]
    await scene.avancer(minutes=1)
    rappel, rendue = sim.bot_messages(awa)
    assert RAPPEL in rappel.text
    assert rendue.has_button("Envoyer")
    assert fiche.deleted
    await scene.appuyer(awa, rendue, "Envoyer")
    assert len(await scene.dossiers()) == 1


async def test_le_rappel_attend_le_matin_quand_il_tombe_la_nuit(scene: Scene) -> None:
    await scene.a(datetime(2026, 11, 24, 21, 0))
    await scene.ecrire(scene.gardienne, SITUE)
    await scene.a(datetime(2026, 11, 25, 7, 59))
    assert len(scene.sim.bot_messages(scene.gardienne)) == 1
    await scene.a(datetime(2026, 11, 25, 8, 0))
    assert RAPPEL in scene.sim.transcript(scene.gardienne)


async def test_apres_un_jour_il_passe_a_qualifier_au_responsable_qui_l_envoie(scene: Scene) -> None:
    sim = scene.sim
    fiche = await scene.ecrire(scene.gardienne, IMPAYES)
    await scene.avancer(minutes=30)
    await scene.avancer(hours=23, minutes=29)
    assert not sim.bot_messages(scene.responsable)
    await scene.avancer(minutes=1)
    confiee = await sim.wait_message(scene.responsable, "Signalement à qualifier")
    assert "transmis à votre responsable" in sim.last(scene.gardienne).text
    assert not sim.last(scene.gardienne).buttons
    assert fiche.deleted
    await scene.appuyer(scene.responsable, confiee, "Les Fauvettes")
    assert "V-26-0001" in await scene.appuyer(scene.responsable, confiee, "Envoyer")
    assert "V-26-0001" in sim.last(scene.gardienne).text
    await scene.carte("V-26-0001")
    (dossier,) = await scene.dossiers()
    async with scene.base.read() as unit:
        auteur = await unit.personnes.get(dossier.auteur_id)
    assert auteur is not None
    assert auteur.nom == "Fatiha Amrani", "le signalement reste celui de la gardienne"


async def test_l_auteur_ne_corrige_plus_ce_qui_est_confie(scene: Scene) -> None:
    await scene.ecrire(scene.gardienne, SITUE)
    await scene.avancer(minutes=30)
    ancienne = scene.sim.last(scene.gardienne)
    envoyer = ancienne.button("Envoyer").data
    await scene.avancer(days=1)
    assert "pas le droit" in await scene.appuyer(scene.gardienne, ancienne, str(envoyer), forged=True)
    assert not await scene.dossiers()
    assert await scene.actes("refus")


async def test_un_message_hors_perimetre_n_est_ni_rappele_ni_transmis_et_s_efface(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, PANNE)
    await scene.avancer(days=6)
    assert scene.sim.bot_messages(scene.gardienne) == [fiche]
    assert not scene.sim.bot_messages(scene.responsable)
    await scene.avancer(days=1, minutes=1)
    async with scene.base.read() as unit:
        efface = await unit.signalements.get(1)
    assert efface is not None
    assert (efface.etat, efface.texte) == (EtatSignalement.ANNULE, "")
    assert not scene.sim.bot_messages(scene.responsable)


async def test_un_brouillon_envoye_n_est_plus_rappele(scene: Scene) -> None:
    await scene.envoyer()
    await scene.avancer(minutes=31)
    assert RAPPEL not in scene.sim.transcript(scene.gardienne)
