"""Les commandes du bot, chacune selon le rôle de qui l'écrit."""

from __future__ import annotations

from simulator import User
from tests.bot.scene import SITUE, Scene


async def test_l_aide_dit_ce_que_la_personne_peut_faire_et_les_numeros(scene: Scene) -> None:
    aide = await scene.demander(scene.gardienne, "/aide")
    assert "Écrivez-moi ce que vous voyez" in aide
    assert "/mes_signalements" in aide
    assert "/dossiers" not in aide
    assert "le 17, le 15, le 18 ou le 112" in aide
    assert "/dossiers" in await scene.demander(scene.chargee, "/aide")
    assert "/inviter" in await scene.demander(scene.admin, "/help")


async def test_une_commande_inconnue_donne_l_aide(scene: Scene) -> None:
    assert "/mes_signalements" in await scene.demander(scene.gardienne, "/bonjour")
    assert not await scene.lignes("SELECT id FROM signalements")


async def test_le_menu_est_pose_selon_le_role_a_l_arrivee_et_pour_le_groupe_quand_il_est_lie(scene: Scene) -> None:
    def menu(chat_id: int) -> list[str]:
        poses = [c.params for c in scene.sim.calls("setMyCommands") if str(chat_id) in str(c.params.get("scope"))]
        return [str(entree["command"]) for entree in scene.sim.state.commands[cle(chat_id)]] if poses else []

    def cle(chat_id: int) -> tuple[str, str]:
        return next(cle for cle in scene.sim.state.commands if str(chat_id) in cle[0])

    for personne in (scene.gardienne, scene.chargee, scene.admin):
        scene.sim.start(personne)
        await scene.sim.wait_message(personne, "bienvenue")
    scene.sim.send_text(scene.admin, scene.groupe, "/lier Essonne")
    await scene.sim.wait_message(scene.groupe, "reçoit maintenant")
    await scene.calme()
    assert "dossiers" not in menu(scene.gardienne.id)
    assert {"mes_signalements", "aide", "confidentialite"} <= set(menu(scene.gardienne.id))
    assert {"dossiers", "dossier", "veille", "absence", "equipe"} <= set(menu(scene.chargee.id))
    assert "inviter" in menu(scene.admin.id)
    assert "dossier" not in menu(scene.admin.id)
    assert "veille" in menu(scene.groupe.id)


async def test_mes_signalements_dit_ou_ils_en_sont_sans_le_suivi(scene: Scene) -> None:
    assert "pas encore envoyé" in await scene.demander(scene.gardienne, "/mes_signalements")
    ref = await scene.envoyer()
    assert f"{ref} · envoyé, pas encore pris en charge · Les Fauvettes" in await scene.demander(
        scene.gardienne, "/mes_signalements"
    )
    await scene.prendre(ref)
    liste = await scene.demander(scene.gardienne, "/mes_signalements")
    assert "pris en charge" in liste
    assert "Appel" not in liste


async def test_dossiers_liste_les_siens_l_echeance_d_abord(scene: Scene) -> None:
    normal = await scene.envoyer()
    urgent = await scene.envoyer("expulsion prévue le 3 décembre pour Mme Roy aux Fauvettes")
    for ref in (normal, urgent):
        await scene.prendre(ref)
    liste = await scene.demander(scene.chargee, "/dossiers")
    assert liste.index(urgent) < liste.index(normal)
    assert "échéance :" in liste
    assert "Petit" not in liste, "une liste ne donne pas les noms"


async def test_dossiers_avec_un_mot_cherche_par_nom_ou_par_site_dans_ses_droits(scene: Scene) -> None:
    ref = await scene.envoyer()
    assert ref in await scene.demander(scene.chargee, "/dossiers petit")
    assert ref in await scene.demander(scene.chargee, "/dossiers fauvettes")
    assert "Aucun" in await scene.demander(scene.chargee, "/dossiers zorglub")
    assert "Aucun" in await scene.demander(scene.charge_ailleurs, "/dossiers petit")
    assert len(await scene.actes("recherche")) == 4


async def test_dossier_ouvre_la_fiche_en_privee_meme_demande_dans_le_groupe(scene: Scene) -> None:
    ref = await scene.envoyer()
    for ou in (scene.chargee, scene.groupe):
        avant = len(await scene.actes("lecture"))
        scene.sim.send_text(scene.chargee, ou, f"/dossier {ref.lower()}")
        fiche = await scene.sim.wait_message(scene.chargee, "M. Petit", button="Je prends en charge")
        await scene.calme()
        assert fiche.protected
        assert len(await scene.actes("lecture")) == avant + 1
    assert "Petit" not in scene.sim.transcript(scene.groupe)


async def test_un_dossier_interdit_n_existe_pas(scene: Scene) -> None:
    ref = await scene.envoyer()
    absent = await scene.demander(scene.charge_ailleurs, "/dossier V-26-9999")
    assert await scene.demander(scene.charge_ailleurs, f"/dossier {ref}") == absent
    assert await scene.demander(scene.gardienne, f"/dossier {ref}") == absent
    assert len(await scene.actes("refus")) == 2


async def test_equipe_dit_qui_est_la_et_combien_chacun_suit(scene: Scene) -> None:
    await scene.prendre(await scene.envoyer())
    await scene.demander(scene.charge, "/absence 24/11 30/11")
    equipe = await scene.demander(scene.chargee, "/equipe")
    assert "Solène Kerbrat · Essonne · 1 / 20" in equipe
    assert "Rachid Ouali · Essonne · 0 / 20 · absent" in equipe
    assert "Marchetti" not in equipe, "une chargée voit son équipe"
    assert "Marchetti" not in await scene.demander(scene.responsable, "/equipe"), "un responsable, son périmètre"
    assert "Inès Marchetti" in await scene.demander(scene.admin, "/equipe")


async def test_une_absence_notee_fait_proposer_le_dossier_au_remplacant(scene: Scene) -> None:
    reponse = await scene.demander(scene.chargee, "/absence 24/11 02/12 Rachid Ouali")
    assert reponse == "Absence notée du 24/11/2026 au 02/12/2026. Rachid Ouali vous remplace."
    carte = await scene.carte(await scene.envoyer())
    assert "Rachid Ouali" in carte.text


async def test_une_absence_mal_ecrite_dit_comment_l_ecrire(scene: Scene) -> None:
    for demande in ("", "demain", "31/02 01/03", "24/11"):
        assert "/absence 24/12 02/01" in await scene.demander(scene.chargee, f"/absence {demande}".strip())
    assert "dans l’équipe" in await scene.demander(scene.chargee, "/absence 24/11 02/12 Jean Zorglub")
    assert not await scene.lignes("SELECT id FROM absences")


async def test_inviter_donne_un_lien_qui_fait_entrer(scene: Scene) -> None:
    lien = await scene.demander(scene.responsable, "/inviter Marie Lopez gardien")
    assert f"https://t.me/{scene.sim.bot.username}?start=" in lien
    nouvelle = scene.sim.add_user("Marie")
    scene.sim.start(nouvelle, lien.split("start=")[1].split()[0])
    assert "Bonjour Marie Lopez, bienvenue" in (await scene.sim.wait_message(nouvelle)).text


REFUSEES = [
    ("gardienne", "Marie Lopez gardien", "pas le droit d"),
    ("chargee", "Marie Lopez gardien", "pas le droit d"),
    ("responsable", "Marie Lopez admin", "voyez l’administrateur"),
    ("responsable", "Agnès Rollin", "voyez l’administrateur"),
    ("responsable", "", "/inviter Marie Lopez gardien"),
    ("responsable", "Jean Zorglub", "n’est pas dans l’équipe"),
]


async def test_inviter_se_refuse_poliment(scene: Scene) -> None:
    for qui, demande, reponse in REFUSEES:
        personne: User = getattr(scene, qui)
        assert reponse in await scene.demander(personne, f"/inviter {demande}".strip())
    assert not await scene.lignes("SELECT id FROM invitations")


async def test_confidentialite_dit_ce_qui_est_garde(scene: Scene) -> None:
    texte = await scene.demander(scene.gardienne, "/confidentialite")
    assert "chiffré" in texte
    assert "délégué à la protection des données" in texte


async def test_veille_sans_mois_donne_le_mois_en_cours_et_refuse_un_mois_mal_ecrit(scene: Scene) -> None:
    assert "/veille 2026-11" in await scene.demander(scene.cellule, "/veille novembre")
    scene.sim.send_text(scene.cellule, scene.cellule, "/veille")
    await scene.sim.wait_message(scene.cellule, "Relevé de veille, 2026-11")


async def test_start_salue_une_personne_deja_entree(scene: Scene) -> None:
    scene.sim.start(scene.gardienne)
    assert "Bonjour Fatiha Amrani" in (await scene.sim.wait_message(scene.gardienne)).text


async def test_un_partenaire_signale_et_suit_comme_un_gardien(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.partenaire, SITUE.replace("Fauvettes", "Bréguet"))
    assert fiche.has_button("Envoyer") or fiche.has_button("Bréguet")
