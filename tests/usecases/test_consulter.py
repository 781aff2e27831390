"""Lire dans ses droits : ses signalements, ses dossiers, une référence, l'équipe."""

from __future__ import annotations

import pytest

from domain.personne import Perimetre, Personne, Role
from domain.signalement import Motif, Urgence
from domain.vues import Fiche
from tests.usecases.atelier import GROUPE, Equipe, lu
from usecases.consulter import lister_dossiers, lister_equipe, lister_mes_signalements, ouvrir_dossier


async def demander(equipe: Equipe, qui: Personne, commande: str, *suite: str) -> str:
    """Ce que répond une commande en privé."""
    a, chat = equipe.atelier, qui.telegram_id
    assert chat is not None
    a.fil(qui).vider()
    entree = await a.entree(chat)
    actions = {
        "mes_signalements": lister_mes_signalements,
        "dossiers": lister_dossiers,
        "dossier": ouvrir_dossier,
        "equipe": lister_equipe,
    }
    await actions[commande](a.ctx, entree, chat, chat, *suite)
    await a.livrer()
    return a.fil(qui).tout()


async def test_l_auteur_voit_ou_en_sont_ses_signalements(equipe: Equipe) -> None:
    a = equipe.atelier
    assert "pas encore envoyé de signalement" in await demander(equipe, equipe.fatiha, "mes_signalements")
    await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
    await a.signale(equipe.fatiha)
    await a.ecrire(equipe.fatiha, "encore", lu(Motif.VOISINAGE))
    vus = await demander(equipe, equipe.fatiha, "mes_signalements")
    for ligne in (
        "brouillon, à envoyer · Les Mirabelles",
        "V-26-0002 · envoyé, pas encore pris en charge · Les Mirabelles",
        "V-26-0001 · pris en charge · Les Mirabelles",
    ):
        assert ligne in vus
    assert "V-26" not in await demander(equipe, equipe.luis, "mes_signalements")


async def test_dossiers_liste_les_siens_l_echeance_d_abord(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
    await a.signale(equipe.fatiha, analyse=lu(Motif.ISOLEMENT, urgence=Urgence.HAUTE))
    await a.prend(equipe.karim, await a.signale(equipe.fatiha))
    vus = await demander(equipe, equipe.nadia, "dossiers", "")
    assert vus.index("V-26-0002") < vus.index("V-26-0001")
    assert "V-26-0003" not in vus
    assert "échéance : lundi 23 novembre à 15 h 30" in vus


@pytest.mark.parametrize("mot", ["dupont", "DUPÔNT", "mirabelles", "v-26-0001"])
async def test_la_recherche_trouve_par_nom_ou_par_site_dans_ses_droits(equipe: Equipe, mot: str) -> None:
    a = equipe.atelier
    ailleurs = await a.personne("Paul Martin", Role.CHARGE, equipe="Nord", perimetres=[Perimetre("Habitat du Nord")])
    await a.signale(equipe.fatiha, analyse=lu(Motif.IMPAYES, locataire="M. Dupont"))
    assert "V-26-0001" in await demander(equipe, equipe.karim, "dossiers", mot)
    assert "Aucun dossier en cours." in await demander(equipe, ailleurs, "dossiers", mot)
    assert await a.journal("recherche") == [(str(equipe.karim.id), "1 résultat"), (str(ailleurs.id), "0 résultat")]


async def test_un_gardien_ne_liste_ni_n_ouvre_de_dossier(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.signale(equipe.fatiha)
    assert "pas le droit" in await demander(equipe, equipe.fatiha, "dossiers", "")
    assert "Je ne trouve pas ce dossier" in await demander(equipe, equipe.fatiha, "dossier", "V-26-0001")
    assert await a.journal("refus")


async def test_un_dossier_interdit_et_un_dossier_inexistant_repondent_pareil(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.signale(equipe.fatiha)
    assert await demander(equipe, equipe.hugo, "dossier", "V-26-0001") == await demander(
        equipe, equipe.hugo, "dossier", "V-26-9999"
    )


async def test_la_reference_ouvre_la_fiche_et_journalise(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.signale(equipe.fatiha)
    assert "mr dupont" in await demander(equipe, equipe.nadia, "dossier", " v-26-0001 ")
    assert len(await a.journal("lecture")) == 1
    assert "Je prends en charge" in await a.libelles(equipe.nadia, fiche=Fiche.DOSSIER)
    await a.appuyer(equipe.nadia, "Je prends en charge", fiche=Fiche.DOSSIER)
    assert "Pris en charge par Nadia Benali" in a.fil(GROUPE).dernier


async def test_l_equipe_dit_qui_est_la_et_qui_suit_combien(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.personne("Zoé Roy", Role.CHARGE, equipe="Nord", responsable=equipe.claire, inscrite=False)
    await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
    vus = await demander(equipe, equipe.claire, "equipe")
    assert "Nadia Benali · Essonne · 1 / 20" in vus
    assert "Zoé Roy · Nord · 0 / 20 · invitation en attente" in vus
    assert "Zoé Roy" not in await demander(equipe, equipe.nadia, "equipe"), "une chargée ne voit que son équipe"
    assert "pas le droit" in await demander(equipe, equipe.fatiha, "equipe")
