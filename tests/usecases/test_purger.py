"""Les contenus s'effacent à leur terme ; ce qui sert aux statistiques reste (parcours, 5)."""

from __future__ import annotations

from domain.dossier import EtatDossier
from domain.signalement import Motif
from tests.usecases.atelier import Equipe, lu
from usecases.purger import purger


async def test_un_dossier_clos_perd_son_contenu_a_son_terme_et_garde_ses_chiffres(equipe: Equipe) -> None:
    atelier = equipe.atelier
    dossier = await atelier.signale(
        equipe.fatiha, "M. Lenoir, logement 12, ne paie plus", lu(Motif.IMPAYES, locataire="M. Lenoir", logement="12")
    )
    await atelier.prend(equipe.nadia, dossier)
    await atelier.ouvre(equipe.nadia, dossier)
    await atelier.appuyer(equipe.nadia, "Clôturer", equipe.nadia)
    await atelier.appuyer(equipe.nadia, "Relogé", equipe.nadia)

    await atelier.avancer(days=729)
    assert await purger(atelier.ctx) == 0
    assert (await atelier.dossier(dossier.id)).locataire == "M. Lenoir"

    await atelier.avancer(days=2)
    assert await purger(atelier.ctx) == 1
    efface = await atelier.dossier(dossier.id)
    assert efface.locataire is None
    assert efface.lieu.vide()
    assert efface.etat is EtatDossier.CLOS
    assert efface.motifs == (Motif.IMPAYES,)
    assert efface.reference == dossier.reference
    async with atelier.base.read() as unit:
        (signalement,) = await unit.signalements.de_dossier(dossier.id)
    assert signalement.texte == ""
    assert signalement.locataire is None
    assert await purger(atelier.ctx) == 0
