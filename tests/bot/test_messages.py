"""Toutes les formes que prend un message : modifié, illustré, parlé, répondu, transféré, en plusieurs fois."""

from __future__ import annotations

from domain.dossier import Signalement
from domain.signalement import Motif, Urgence
from tests.bot.scene import DANGER, HAUTE, IMPAYES, PANNE, SITUE, Scene


async def signalement(scene: Scene, numero: int = 1) -> Signalement:
    async with scene.base.read() as unit:
        lu = await unit.signalements.get(numero)
    assert lu is not None
    return lu


async def test_un_message_modifie_met_le_brouillon_a_jour(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, IMPAYES)
    message = scene.sim.messages(scene.gardienne)[0]
    scene.sim.edit_text(message, "Mme Roy aux Péniches ne paie plus son loyer")
    await scene.calme()
    assert "Mme Roy" in fiche.text
    assert "Les Péniches" in fiche.text
    assert len(scene.sim.bot_messages(scene.gardienne)) == 1


async def test_une_panne_modifiee_en_alerte_devient_un_brouillon_et_sera_rappelee(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, PANNE)
    scene.sim.edit_text(scene.sim.messages(scene.gardienne)[0], SITUE)
    await scene.calme()
    assert fiche.has_button("Envoyer")
    await scene.avancer(minutes=31)
    assert len(scene.sim.bot_messages(scene.gardienne)) == 2


async def test_un_message_modifie_en_danger_part_aussitot(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    scene.sim.edit_text(scene.sim.messages(scene.gardienne)[0], DANGER)
    await scene.calme()
    assert "V-26-0001 : signalement envoyé sans attendre" in fiche.text


async def test_un_message_modifie_apres_l_envoi_complete_le_dossier(scene: Scene) -> None:
    ref = await scene.envoyer()
    scene.sim.edit_text(scene.sim.messages(scene.gardienne)[0], SITUE + ", et il est malade")
    await scene.calme()
    assert scene.sim.last(scene.gardienne).text == f"{ref} : c’est ajouté au dossier."
    assert "un complément est arrivé" in scene.sim.last(scene.chargee).text
    assert "et il est malade" in (await scene.details(ref)).text


async def test_modifier_encore_remplace_le_complement(scene: Scene) -> None:
    ref = await scene.envoyer()
    message = scene.sim.messages(scene.gardienne)[0]
    for suite in (", il est malade", ", il est hospitalisé"):
        scene.sim.edit_text(message, SITUE + suite)
        await scene.calme()
    fiche = await scene.details(ref)
    assert "hospitalisé" in fiche.text
    assert "malade" not in fiche.text


async def test_une_photo_avec_legende_est_lue_par_sa_legende_et_remontree_dans_les_details(scene: Scene) -> None:
    scene.sim.send_photo(scene.gardienne, scene.gardienne, SITUE)
    fiche = await scene.sim.wait_message(scene.gardienne, "Impayés", button="Envoyer")
    assert "Pièce jointe" in fiche.text
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    await scene.details("V-26-0001")
    photo, details = scene.sim.bot_messages(scene.chargee)
    assert "photo" in photo.content
    assert photo.protected
    assert details.protected


async def test_une_photo_seule_demande_les_motifs_par_boutons(scene: Scene) -> None:
    scene.sim.send_photo(scene.gardienne, scene.gardienne)
    fiche = await scene.sim.wait_message(scene.gardienne, "Choisissez un ou plusieurs motifs")
    await scene.appuyer(scene.gardienne, fiche, Motif.INCURIE.libelle)
    await scene.appuyer(scene.gardienne, fiche, "Les Fauvettes")
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    (dossier,) = await scene.dossiers()
    assert dossier.motifs == (Motif.INCURIE,)


async def test_un_vocal_seul_demande_les_motifs_et_se_reecoute_dans_les_details(scene: Scene) -> None:
    scene.sim.send_voice(scene.gardienne, scene.gardienne)
    fiche = await scene.sim.wait_message(scene.gardienne, "motifs")
    await scene.appuyer(scene.gardienne, fiche, Motif.ISOLEMENT.libelle)
    await scene.appuyer(scene.gardienne, fiche, "Les Fauvettes")
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    await scene.details("V-26-0001")
    assert "voice" in scene.sim.bot_messages(scene.chargee)[0].content


async def test_une_position_est_gardee_avec_le_signalement(scene: Scene) -> None:
    scene.sim.send_location(scene.gardienne, scene.gardienne)
    fiche = await scene.sim.wait_message(scene.gardienne, "Pièce jointe")
    await scene.appuyer(scene.gardienne, fiche, Motif.INCURIE.libelle)
    await scene.appuyer(scene.gardienne, fiche, "Les Fauvettes")
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    await scene.details("V-26-0001")
    assert "location" in scene.sim.bot_messages(scene.chargee)[0].content


async def test_un_album_fait_un_seul_brouillon_et_garde_chaque_photo(scene: Scene) -> None:
    for legende in ("", SITUE, ""):
        scene.sim.send_photo(scene.gardienne, scene.gardienne, legende, media_group_id="album-1")
    await scene.sim.wait_message(scene.gardienne, "Impayés")
    await scene.calme()
    assert len(scene.sim.bot_messages(scene.gardienne)) == 1
    assert len((await signalement(scene)).piece.split("\n")) == 3  # type: ignore[union-attr]
    assert len(await scene.lignes("SELECT id FROM signalements")) == 1


async def test_un_autocollant_demande_des_mots(scene: Scene) -> None:
    scene.sim.send_sticker(scene.gardienne, scene.gardienne)
    assert "Décrivez la situation" in (await scene.sim.wait_message(scene.gardienne)).text
    assert not await scene.lignes("SELECT id FROM signalements")


async def test_un_message_transfere_est_lu_comme_un_message(scene: Scene) -> None:
    source = scene.sim.send_text(scene.chargee, scene.groupe, SITUE)
    scene.sim.forward(scene.gardienne, scene.gardienne, source)
    assert (await scene.sim.wait_message(scene.gardienne, "Impayés")).has_button("Envoyer")


async def test_repondre_a_la_fiche_d_un_brouillon_le_complete(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, IMPAYES)
    await scene.calme()  # on ne répond qu'à une fiche dont Telegram a rendu le numéro
    scene.sim.send_text(scene.gardienne, scene.gardienne, "c'est aux Fauvettes", reply_to=fiche)
    await scene.calme()
    assert "Les Fauvettes" in fiche.text
    assert "Impayés" in fiche.text
    assert len(scene.sim.bot_messages(scene.gardienne)) == 1


async def test_repondre_garde_la_residence_deja_choisie(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, IMPAYES)
    await scene.appuyer(scene.gardienne, fiche, "Les Péniches")
    scene.sim.send_text(scene.gardienne, scene.gardienne, "il a un chien", reply_to=fiche)
    await scene.calme()
    assert "Les Péniches" in fiche.text


async def test_repondre_a_la_fiche_envoyee_complete_le_dossier(scene: Scene) -> None:
    ref = await scene.envoyer()
    fiche = scene.sim.last(scene.gardienne)
    scene.sim.send_text(scene.gardienne, scene.gardienne, "Il est revenu hier soir", reply_to=fiche)
    await scene.sim.wait_message(scene.gardienne, "c’est ajouté au dossier")
    assert "Il est revenu hier soir" in (await scene.details(ref)).text


async def test_la_personne_en_charge_ajoute_un_mot_en_repondant_aux_details(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    fiche = await scene.details(ref)
    scene.sim.send_text(scene.chargee, scene.chargee, "Vu avec la CAF", reply_to=fiche)
    await scene.sim.wait_message(scene.chargee, "c’est ajouté au dossier")
    await scene.calme()
    assert "Solène Kerbrat a ajouté" in fiche.text
    assert "Vu avec la CAF" in fiche.text
    assert "CAF" not in scene.sim.transcript(scene.gardienne)


async def test_un_second_message_ouvre_un_autre_brouillon_et_propose_de_completer_le_premier(scene: Scene) -> None:
    premiere = await scene.ecrire(scene.gardienne, SITUE)
    seconde = await scene.ecrire(scene.gardienne, HAUTE)
    assert premiere.id != seconde.id
    await scene.appuyer(scene.gardienne, seconde, "Compléter")
    assert Motif.EXPULSION.libelle in premiere.text
    assert not seconde.buttons
    assert not (await signalement(scene, 2)).etat.ouvert
    await scene.appuyer(scene.gardienne, premiere, "Envoyer")
    (dossier,) = await scene.dossiers()
    assert set(dossier.motifs) == {Motif.IMPAYES, Motif.EXPULSION}
    assert dossier.urgence is Urgence.HAUTE
    assert HAUTE in (await scene.details("V-26-0001")).text


async def test_deux_messages_differents_font_deux_dossiers(scene: Scene) -> None:
    premiere = await scene.ecrire(scene.gardienne, SITUE)
    seconde = await scene.ecrire(scene.gardienne, "Mme Roy aux Péniches ne paie plus son loyer")
    for fiche in (premiere, seconde):
        await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    assert len(await scene.dossiers()) == 2
