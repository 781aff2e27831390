"""Le même ménage deux fois : l'auteur choisit ; d'un autre auteur, il n'apprend rien."""

from __future__ import annotations

from domain.signalement import Motif, Urgence
from tests.bot.scene import HAUTE, SITUE, Scene


async def test_le_meme_auteur_complete_son_dossier(scene: Scene) -> None:
    ref = await scene.envoyer()
    fiche = await scene.ecrire(scene.gardienne, HAUTE)
    assert f"Vous avez déjà un dossier ouvert ici : {ref}" in fiche.text
    assert not fiche.has_button("Envoyer")
    assert await scene.appuyer(scene.gardienne, fiche, "Compléter le dossier") == f"{ref} : c’est ajouté au dossier."
    (dossier,) = await scene.dossiers()
    assert set(dossier.motifs) == {Motif.IMPAYES, Motif.EXPULSION}
    assert dossier.urgence is Urgence.HAUTE
    assert "Urgence : Haute" in (await scene.carte(ref)).text
    assert "complément" in scene.sim.last(scene.chargee).text


async def test_le_meme_auteur_ouvre_un_nouveau_dossier(scene: Scene) -> None:
    await scene.envoyer()
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    await scene.appuyer(scene.gardienne, fiche, "Nouveau dossier")
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    premier, second = await scene.dossiers()
    assert (premier.reference, second.reference) == ("V-26-0001", "V-26-0002")


async def test_le_meme_logement_suffit_sans_le_nom(scene: Scene) -> None:
    await scene.envoyer("Mme Lopez logement 12 aux Fauvettes ne paie plus son loyer")
    fiche = await scene.ecrire(scene.gardienne, "logement 12 aux Fauvettes, le loyer n'est plus payé")
    assert fiche.has_button("Compléter le dossier")


async def test_un_autre_nom_au_meme_endroit_n_est_pas_un_doublon(scene: Scene) -> None:
    await scene.envoyer()
    fiche = await scene.ecrire(scene.gardienne, "Mme Roy aux Fauvettes ne paie plus son loyer")
    assert not fiche.has_button("Compléter le dossier")


async def test_un_dossier_clos_n_est_plus_un_doublon(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    fiche = await scene.details(ref)
    await scene.appuyer(scene.chargee, fiche, "Clôturer")
    await scene.appuyer(scene.chargee, fiche, "Relogé")
    assert (await scene.ecrire(scene.gardienne, SITUE)).has_button("Envoyer")


async def test_le_dossier_d_un_autre_ne_lui_est_jamais_revele_et_la_chargee_voit_le_rapprochement(scene: Scene) -> None:
    premier = await scene.envoyer()
    fiche = await scene.ecrire(scene.gardien, SITUE)
    assert premier not in fiche.text
    assert not fiche.has_button("Compléter")
    await scene.appuyer(scene.gardien, fiche, "Envoyer")
    second = (await scene.dossiers())[-1].reference
    assert premier not in scene.sim.transcript(scene.gardien)
    details = await scene.details(second)
    assert f"À rapprocher de : {premier}" in details.text
    assert premier not in (await scene.carte(second)).text
