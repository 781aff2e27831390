"""Un message que la lecture ne sait pas classer, tel que la gardienne le voit et y répond."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.container import Classer
from domain.signalement import Analyse, Motif
from tests.bot.conftest import Monter
from tests.bot.scene import Scene

FLOU = "ca ne va pas du tout chez la dame du 3e"
ANGLAIS = "the lady on the third floor has been crying since monday"


@pytest.fixture
async def scene(monter: Monter, classer: Classer) -> Scene:
    """La scène ordinaire, où la lecture doute de ces deux messages."""
    doutes = {FLOU: {"incertain": True}, ANGLAIS: {"langue_etrangere": True}}

    async def lire(texte: str) -> Analyse:
        lue = await classer(texte)
        return replace(Analyse(lieu=lue.lieu), **doutes[texte]) if texte in doutes else lue

    scene = await monter()
    scene.classer = lire
    await scene.demarrer()
    return scene


@pytest.mark.parametrize(
    ("texte", "dit"), [(FLOU, "Je n’ai pas bien compris"), (ANGLAIS, "Ce message n’est pas en français")]
)
async def test_un_doute_se_leve_en_trois_gestes_et_le_texte_est_garde(scene: Scene, texte: str, dit: str) -> None:
    fiche = await scene.ecrire(scene.gardienne, texte)
    assert dit in fiche.text
    assert [fiche.has_button(motif.libelle) for motif in Motif] == [True] * 12
    for geste in (Motif.ISOLEMENT.libelle, "Les Fauvettes", "Envoyer"):
        await scene.appuyer(scene.gardienne, fiche, geste)
    (dossier,) = await scene.dossiers()
    assert dossier.motifs == (Motif.ISOLEMENT,)
    assert texte not in (await scene.carte(dossier.reference)).text
    assert texte in (await scene.details(dossier.reference)).text


async def test_pas_une_alerte_remet_l_ecran_hors_perimetre_sans_rien_envoyer(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, FLOU)
    await scene.appuyer(scene.gardienne, fiche, "Pas une alerte")
    assert "rien n’est envoyé" in fiche.text
    assert fiche.has_button("C’est bien une alerte sociale")
    await scene.avancer(days=2)
    assert scene.sim.bot_messages(scene.gardienne) == [fiche], "ni rappel"
    assert not scene.sim.bot_messages(scene.responsable), "ni transmission"
    assert not await scene.dossiers()
