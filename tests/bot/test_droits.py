"""Chaque bouton revérifie le droit de qui appuie, où, et sur quoi ; chaque refus est journalisé."""

from __future__ import annotations

import pytest

from domain.dossier import EtatDossier
from simulator import Chat, Message, User
from tests.bot.scene import DETAILS, PRENDRE, SITUE, Scene
from views.codec import Action

DROIT = "Vous n’avez pas le droit"


def geste(message: Message, action: Action, valeur: str = "") -> str:
    """Un bouton forgé sur la fiche que montre ce message."""
    _, _, fiche, etape, _ = str(message.buttons[0].data).split("|")
    return f"1|{action.value}|{fiche}|{etape}|{valeur}"


async def etat(scene: Scene) -> EtatDossier:
    return (await scene.dossiers())[0].etat


CARTE = [
    (Action.PRENDRE, ""),
    (Action.RENDRE, ""),
    (Action.REORIENTER, ""),
    (Action.REORIENTER, "charge"),
    (Action.AVIS, ""),
    (Action.AVIS, "social"),
    (Action.DETAILS, ""),
]


@pytest.mark.parametrize("qui", ["gardienne", "partenaire", "charge_ailleurs", "cellule", "admin"])
async def test_une_carte_d_equipe_se_refuse_a_qui_n_y_a_pas_droit(scene: Scene, qui: str) -> None:
    ref = await scene.envoyer()
    carte, personne = await scene.carte(ref), getattr(scene, qui)
    texte = carte.text
    for action, valeur in CARTE:
        assert DROIT in await scene.appuyer(personne, carte, geste(carte, action, valeur), forged=True)
    assert await etat(scene) is EtatDossier.OUVERT
    assert carte.text == texte
    assert await scene.actes("refus") == ["refus"] * len(CARTE)
    assert "Petit" not in scene.sim.transcript(personne) or qui == "gardienne"


DOSSIER = [
    (Action.RESULTAT, "absent"),
    (Action.RESULTAT, "rencontre"),
    (Action.RESULTAT, "reporte"),
    (Action.RENDRE, ""),
    (Action.ECRAN, "cloture"),
    (Action.CLOTURER, "reloge"),
    (Action.REORIENTER, "charge"),
]


async def test_un_collegue_voit_le_dossier_mais_n_agit_pas_a_la_place_de_qui_le_suit(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    fiche = await scene.details(ref, scene.charge)
    assert "M. Petit" in fiche.text
    assert not fiche.has_button("Clôturer")
    for action, valeur in DOSSIER:
        assert DROIT in await scene.appuyer(scene.charge, fiche, geste(fiche, action, valeur), forged=True)
    assert await etat(scene) is EtatDossier.PRIS_EN_CHARGE
    async with scene.base.read() as unit:
        (tentative,) = await unit.dossiers.tentatives(1)
    assert tentative.resultat is None
    assert await scene.actes("refus") == ["refus"] * len(DOSSIER)


BROUILLON = [
    (Action.ENVOYER, ""),
    (Action.ANNULER, ""),
    (Action.MENU, ""),
    (Action.MOTIF, "incurie"),
    (Action.RESIDENCE, "1"),
]


async def test_la_fiche_d_un_autre_ne_se_touche_pas(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    for action, valeur in BROUILLON:
        assert DROIT in await scene.appuyer(scene.gardien, fiche, geste(fiche, action, valeur), forged=True)
    assert fiche.has_button("Envoyer")
    assert not await scene.dossiers()
    assert await scene.actes("refus") == ["refus"] * len(BROUILLON)


async def test_un_bouton_recopie_dans_une_autre_conversation_ne_fait_rien(scene: Scene) -> None:
    ref = await scene.envoyer()
    carte = await scene.carte(ref)
    message = await scene.ecrire(scene.charge, "/aide")
    reponse = await scene.appuyer(scene.charge, message, str(carte.button(PRENDRE).data), forged=True)
    assert reponse == "Cette fiche a changé. La voici à jour."
    assert await etat(scene) is EtatDossier.OUVERT
    assert await scene.actes("refus") == ["refus"]


async def test_un_inconnu_qui_appuie_dans_le_groupe_n_apprend_rien(scene: Scene) -> None:
    ref = await scene.envoyer()
    inconnu = scene.sim.add_user("Jean", "Passant")
    scene.sim.join(scene.groupe, inconnu)
    for bouton in (PRENDRE, DETAILS):
        assert "réservé" in await scene.appuyer(inconnu, await scene.carte(ref), bouton)
    assert await etat(scene) is EtatDossier.OUVERT
    assert not scene.sim.bot_messages(inconnu)


async def test_une_personne_desactivee_n_a_plus_aucun_droit(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    fiche = await scene.details(ref)
    await scene.faire("UPDATE personnes SET actif = false WHERE telegram_id = 1005")
    for bouton in ("Absent", "Clôturer", "Rendre"):
        assert "réservé" in await scene.appuyer(scene.chargee, fiche, bouton)
    assert "réservé" in await scene.appuyer(scene.chargee, await scene.carte(ref), DETAILS)
    assert "réservé" in await scene.demander(scene.chargee, f"/dossier {ref}")
    assert await etat(scene) is EtatDossier.PRIS_EN_CHARGE


async def test_une_fiche_montree_a_qui_a_perdu_le_droit_se_vide_quand_elle_change(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    fiche = await scene.details(ref, scene.charge)
    await scene.faire("UPDATE personnes SET equipe = 'Nord' WHERE telegram_id = 1006")
    await scene.appuyer(scene.chargee, await scene.carte(ref), "Rendre")
    assert fiche.text == "Cette fiche n’est plus accessible."
    assert not fiche.buttons


async def test_details_ne_s_ouvre_pas_a_une_autre_equipe_par_la_commande(scene: Scene) -> None:
    ref = await scene.envoyer()
    assert "Je ne trouve pas" in await scene.demander(scene.charge_ailleurs, f"/dossier {ref}")


async def test_details_dit_comment_ouvrir_la_conversation_privee_quand_telegram_l_interdit(scene: Scene) -> None:
    ref = await scene.envoyer()
    scene.sim.block(scene.charge)
    await scene.calme()
    assert "Je ne peux pas vous écrire en privé" in await scene.appuyer(scene.charge, await scene.carte(ref), DETAILS)
    scene.sim.start(scene.charge)
    await scene.calme()
    assert "en privé" in await scene.appuyer(scene.charge, await scene.carte(ref), DETAILS)
    assert "M. Petit" in scene.sim.last(scene.charge).text


async def test_le_responsable_du_perimetre_voit_tout_et_celui_d_ailleurs_rien(scene: Scene) -> None:
    ref = await scene.envoyer()
    scene.sim.join(scene.groupe, scene.responsable)
    assert "M. Petit" in (await scene.details(ref, scene.responsable)).text
    await scene.faire("DELETE FROM perimetres WHERE personne_id = (SELECT id FROM personnes WHERE telegram_id = 1008)")
    assert DROIT in await scene.appuyer(scene.responsable, await scene.carte(ref), DETAILS)


async def test_l_avis_demande_donne_le_droit_au_membre_de_la_cellule_saisi_et_a_lui_seul(scene: Scene) -> None:
    ref = await scene.envoyer()
    carte = await scene.prendre(ref)
    await scene.appuyer(scene.chargee, carte, "Avis de la cellule")
    await scene.appuyer(scene.chargee, carte, "Juridique")
    carte = await scene.carte(ref, scene.cellule_ailleurs)
    assert "demande votre avis" in scene.sim.transcript(scene.cellule_ailleurs)
    await scene.appuyer(scene.cellule_ailleurs, carte, DETAILS)
    assert "M. Petit" in scene.sim.last(scene.cellule_ailleurs).text
    assert not scene.sim.bot_messages(scene.cellule)


async def test_une_commande_refusee_se_dit_et_se_journalise(scene: Scene) -> None:
    commandes = ("/dossiers", "/equipe", "/inviter Marie Lopez", "/absence 24/11 25/11", "/veille")
    for commande in commandes:
        assert DROIT in await scene.demander(scene.gardienne, commande)
    await scene.calme()
    assert await scene.actes("refus") == ["refus"] * len(commandes)


async def test_ni_nom_ni_texte_ni_logement_ne_parait_jamais_dans_un_groupe(scene: Scene) -> None:
    texte = "Mme Zorglub, bât K, 9e étage, logement 4512 aux Fauvettes, ne paie plus son loyer"
    ref = await scene.envoyer(texte)
    carte = await scene.prendre(ref)
    for bouton in ("Avis de la cellule", "Retour", "Réorienter", "Retour", "Rendre"):
        await scene.appuyer(scene.chargee, carte, bouton)
    await scene.avancer(days=10)
    groupes: list[Chat] = [scene.groupe, scene.groupe_cellule]
    dit = " ".join(str(call.params) for groupe in groupes for call in scene.sim.calls(where=groupe)).casefold()
    for secret in ("zorglub", "4512", "9e étage", "bât", "paie plus", "loyer"):
        assert secret not in dit


def personnes(scene: Scene) -> list[User]:
    return [user for user in scene.sim.state.users.values() if not user.is_bot]


async def test_une_notification_d_escalade_ne_nomme_jamais_le_menage(scene: Scene) -> None:
    await scene.envoyer("Mme Zorglub aux Fauvettes ne paie plus son loyer")
    await scene.avancer(days=12)
    for personne in personnes(scene):
        if personne is not scene.gardienne:
            assert "Zorglub" not in scene.sim.transcript(personne)
