"""Écrire au bot, corriger sa fiche, l'envoyer ; le danger, et ce qui n'est pas une alerte."""

from __future__ import annotations

import pytest

from domain.dossier import Cloture, EtatDossier
from domain.signalement import Motif, Urgence
from tests.bot.conftest import Monter
from tests.bot.scene import DANGER, HAUTE, IMPAYES, PANNE, SITUE, Scene


async def test_un_message_bien_compris_part_d_un_seul_geste(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    assert fiche.has_button("Envoyer")
    assert "V-26-0001" in await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    (dossier,) = await scene.dossiers()
    assert dossier.motifs == (Motif.IMPAYES,)
    assert not fiche.buttons


async def test_les_motifs_et_l_urgence_se_corrigent_par_boutons_et_chaque_correction_est_gardee(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    await scene.appuyer(scene.gardienne, fiche, "Motifs")
    assert fiche.has_button("✓ Impayés")
    await scene.appuyer(scene.gardienne, fiche, Motif.ISOLEMENT.libelle)
    await scene.appuyer(scene.gardienne, fiche, "Impayés")
    await scene.appuyer(scene.gardienne, fiche, "Retour")
    await scene.appuyer(scene.gardienne, fiche, "Urgence")
    await scene.appuyer(scene.gardienne, fiche, "Haute")
    assert "Urgence : Haute" in fiche.text
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    (dossier,) = await scene.dossiers()
    assert (dossier.motifs, dossier.urgence) == ((Motif.ISOLEMENT,), Urgence.HAUTE)
    champs = [champ for (champ,) in await scene.lignes("SELECT champ FROM corrections ORDER BY id")]
    assert champs == ["motifs", "motifs", "urgence"]


async def test_le_locataire_et_le_lieu_se_corrigent_par_un_mot(scene: Scene) -> None:
    sim, awa = scene.sim, scene.gardienne
    fiche = await scene.ecrire(awa, SITUE)
    await scene.appuyer(awa, fiche, "Locataire")
    fiche = await scene.ecrire(awa, "Mme Rivière")
    assert "Locataire : Mme Rivière" in fiche.text
    await scene.appuyer(awa, fiche, "Lieu")
    await scene.appuyer(awa, fiche, "Bâtiment")
    fiche = await scene.ecrire(awa, "bât C, 4e étage, porte 12")
    assert "bât. C" in fiche.text
    assert len(sim.bot_messages(awa)) == 1, "toujours une seule fiche"
    await scene.appuyer(awa, fiche, "Envoyer")
    (dossier,) = await scene.dossiers()
    assert dossier.locataire == "Mme Rivière"
    assert dossier.lieu.batiment == "C"


async def test_la_residence_se_choisit_page_par_page_quand_il_y_en_a_beaucoup(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.responsable, IMPAYES)
    assert not fiche.has_button("Les Péniches")
    await scene.appuyer(scene.responsable, fiche, "Suivant")
    assert fiche.has_button("Précédent")
    await scene.appuyer(scene.responsable, fiche, "Les Péniches")
    assert "Les Péniches" in fiche.text
    assert fiche.has_button("Envoyer")


async def test_annuler_efface_ce_qui_a_ete_ecrit(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    await scene.appuyer(scene.gardienne, fiche, "Annuler")
    assert fiche.text == "Signalement annulé. Rien n’a été envoyé."
    async with scene.base.read() as unit:
        signalement = await unit.signalements.get(1)
    assert signalement is not None
    assert (signalement.texte, signalement.locataire) == ("", None)
    await scene.avancer(days=2)
    assert len(scene.sim.bot_messages(scene.gardienne)) == 1


async def test_un_danger_part_sans_attendre_meme_sans_lieu_et_le_responsable_le_sait(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, DANGER)
    await scene.calme()
    premiere = fiche.text.splitlines()[0]
    assert premiere.startswith("En cas de danger, appelez d’abord le 17")
    for numero in ("114", "3919", "112", "15", "18"):
        assert numero in premiere
    assert "V-26-0001 : signalement envoyé sans attendre" in fiche.text
    (dossier,) = await scene.dossiers()
    assert (dossier.urgence, dossier.residence_id) == (Urgence.IMMEDIATE, None)
    assert "V-26-0001" in (await scene.carte("V-26-0001")).text
    chez_lui = await scene.carte("V-26-0001", scene.responsable)
    assert chez_lui.has_button("Je prends en charge")
    for carte in (await scene.carte("V-26-0001"), chez_lui):
        assert "morel" not in carte.text.casefold()
    await scene.appuyer(scene.responsable, chez_lui, "Détails")
    assert DANGER in scene.sim.last(scene.responsable).text


async def test_un_danger_parti_seul_se_corrige_encore_et_le_lieu_le_fait_reorienter(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, DANGER)
    await scene.appuyer(scene.gardienne, fiche, "Les Fauvettes")
    (dossier,) = await scene.dossiers()
    assert dossier.residence_id is not None
    assert "Les Fauvettes" in (await scene.carte("V-26-0001")).text


async def test_c_est_une_erreur_retire_le_danger_de_partout(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, DANGER)
    carte = await scene.carte("V-26-0001")
    await scene.appuyer(scene.gardienne, fiche, "C’est une erreur")
    assert "retiré, signalé par erreur" in fiche.text
    assert "Retiré : signalé par erreur" in carte.text
    assert not carte.has_button("Je prends en charge")
    (dossier,) = await scene.dossiers()
    assert (dossier.etat, dossier.cloture) == (EtatDossier.CLOS, Cloture.ERREUR)
    await scene.avancer(hours=2)
    assert not await scene.actes("escalade")


async def test_une_erreur_dite_apres_la_prise_en_charge_laisse_decider_qui_l_a_pris(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, DANGER)
    await scene.prendre("V-26-0001")
    await scene.appuyer(scene.gardienne, fiche, "C’est une erreur")
    (dossier,) = await scene.dossiers()
    assert dossier.etat is EtatDossier.PRIS_EN_CHARGE
    assert "c’était une erreur" in scene.sim.last(scene.chargee).text


async def test_un_danger_designe_par_bouton_part_lui_aussi(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    await scene.appuyer(scene.gardienne, fiche, "Urgence")
    await scene.appuyer(scene.gardienne, fiche, "Immédiate")
    assert "V-26-0001 : signalement envoyé sans attendre" in fiche.text
    assert fiche.text.startswith("En cas de danger")
    await scene.carte("V-26-0001", scene.responsable)


async def test_l_astreinte_du_dispositif_est_prevenue_du_danger(monter: Monter, tmp_path_factory) -> None:
    profil = tmp_path_factory.mktemp("profil") / "essai.toml"
    profil.write_text(
        'nom = "habitat-reuni"\ntitre = "Essai"\nbailleurs = ["Essonne Habitat"]\n'
        '[astreinte]\n"Essonne Habitat" = ["Rachid Ouali"]\n',
        encoding="utf-8",
    )
    scene = await monter()
    await scene.faire(f"UPDATE meta SET valeur = '{profil}' WHERE cle = 'dispositif'")
    async with scene.en_marche():
        await scene.ecrire(scene.gardienne, DANGER)
        assert (await scene.carte("V-26-0001", scene.charge)).has_button("Je prends en charge")
        assert not scene.sim.bot_messages(scene.responsable)


async def test_hors_perimetre_le_dit_indique_quoi_faire_et_se_requalifie(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, PANNE)
    assert "rien n’est envoyé" in fiche.text
    assert "contactez l’agence" in fiche.text
    await scene.appuyer(scene.gardienne, fiche, "C’est bien une alerte sociale")
    for geste in (Motif.INCURIE.libelle, "Les Fauvettes", "Envoyer"):
        await scene.appuyer(scene.gardienne, fiche, geste)
    (dossier,) = await scene.dossiers()
    assert dossier.motifs == (Motif.INCURIE,)


@pytest.mark.parametrize(("texte", "urgence"), [(SITUE, "Normale"), (HAUTE, "Haute")])
async def test_la_carte_du_groupe_dit_l_urgence_et_jamais_le_menage(scene: Scene, texte: str, urgence: str) -> None:
    carte = await scene.carte(await scene.envoyer(texte))
    assert f"Urgence : {urgence}" in carte.text
    assert "petit" not in carte.text.casefold()
    assert not carte.protected


async def test_sans_groupe_lie_la_carte_va_a_la_personne_et_l_administrateur_l_apprend(scene: Scene) -> None:
    await scene.faire("DELETE FROM groupes")
    ref = await scene.envoyer()
    assert (await scene.carte(ref, scene.chargee)).has_button("Je prends en charge")
    assert "Essonne" in (await scene.sim.wait_message(scene.admin, "n’a pas de groupe lié")).text
    assert not scene.sim.bot_messages(scene.groupe)


async def test_un_administrateur_seul_ne_signale_pas(scene: Scene) -> None:
    assert "pas le droit de signaler" in await scene.demander(scene.admin, SITUE)
    assert not await scene.lignes("SELECT id FROM signalements")
