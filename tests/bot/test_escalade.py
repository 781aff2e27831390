"""Personne ne prend : on monte palier par palier, aux heures du dispositif ; seul le danger réveille."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.dossier import EtatDossier
from simulator import User
from tests.bot.conftest import Monter
from tests.bot.scene import DANGER, HAUTE, PARIS, PRENDRE, SITUE, Scene


def recus(scene: Scene, personne: User) -> str:
    return scene.sim.transcript(personne)


async def palier(scene: Scene) -> int:
    return (await scene.dossiers())[0].palier


async def lier_la_cellule(scene: Scene) -> None:
    scene.sim.send_text(scene.admin, scene.groupe_cellule, "/lier cellule")
    await scene.sim.wait_message(scene.groupe_cellule, "reçoit maintenant")


async def test_normale_attend_deux_jours_ouvres_par_palier(scene: Scene) -> None:
    await lier_la_cellule(scene)
    ref = await scene.envoyer(SITUE)
    await scene.a(datetime(2026, 11, 26, 10, 4))
    assert await palier(scene) == 0
    await scene.a(datetime(2026, 11, 26, 10, 5))
    assert "attend toujours" in recus(scene, scene.chargee)
    assert not scene.sim.bot_messages(scene.responsable)
    await scene.a(datetime(2026, 11, 30, 10, 5))
    assert "À vous de le confier" in recus(scene, scene.responsable), "sans remplaçant, c'est au responsable"
    await scene.a(datetime(2026, 12, 2, 10, 5))
    assert ref in recus(scene, scene.cellule)
    assert ref in recus(scene, scene.cellule_ailleurs)
    assert ref in scene.sim.transcript(scene.groupe_cellule)
    await scene.a(datetime(2026, 12, 3, 10, 5))
    assert len(await scene.actes("escalade")) == 4, "la cellule est rappelée tant que personne ne prend"
    assert "Petit" not in scene.sim.transcript(scene.groupe_cellule)


async def test_haute_attend_quatre_heures_ouvrees_sans_compter_le_midi(scene: Scene) -> None:
    await scene.envoyer(HAUTE)
    await scene.a(datetime(2026, 11, 24, 15, 34))
    assert await palier(scene) == 0
    await scene.a(datetime(2026, 11, 24, 15, 35))
    assert await palier(scene) == 1
    assert "attend toujours" in recus(scene, scene.chargee)
    await scene.a(datetime(2026, 11, 25, 9, 34))
    assert await palier(scene) == 1


async def test_haute_ne_reveille_ni_la_nuit_ni_le_dimanche(scene: Scene) -> None:
    await scene.a(datetime(2026, 11, 27, 17, 0))
    await scene.envoyer(HAUTE)
    for instant in (datetime(2026, 11, 27, 23, 0), datetime(2026, 11, 28, 12, 0), datetime(2026, 11, 29, 15, 0)):
        await scene.a(instant)
        assert await palier(scene) == 0
    await scene.a(datetime(2026, 11, 30, 12, 0))
    assert await palier(scene) == 1


async def test_immediate_monte_tous_les_quarts_d_heure_meme_la_nuit(scene: Scene) -> None:
    await lier_la_cellule(scene)
    await scene.a(datetime(2026, 11, 24, 23, 30))
    await scene.ecrire(scene.gardienne, DANGER)
    await scene.calme()
    await scene.avancer(minutes=14)
    assert await palier(scene) == 0
    for _ in range(4):
        await scene.avancer(minutes=15)
    assert await scene.actes("escalade")
    assert "V-26-0001" in recus(scene, scene.responsable)
    assert "V-26-0001" in scene.sim.transcript(scene.groupe_cellule)
    avant = len(await scene.actes("escalade"))
    await scene.avancer(hours=1)
    assert len(await scene.actes("escalade")) > avant


async def test_prendre_arrete_l_escalade(scene: Scene) -> None:
    ref = await scene.envoyer(HAUTE)
    await scene.a(datetime(2026, 11, 24, 15, 40))
    await scene.prendre(ref)
    avant = len(await scene.actes("escalade"))
    await scene.a(datetime(2026, 11, 25, 17, 0))
    assert len(await scene.actes("escalade")) == avant


async def test_le_remplacant_et_le_responsable_peuvent_prendre_depuis_leur_carte(scene: Scene) -> None:
    ref = await scene.envoyer(HAUTE)
    await scene.avancer(days=3)
    await scene.avancer(hours=6)
    await scene.avancer(days=1)
    carte = await scene.carte(ref, scene.responsable)
    await scene.appuyer(scene.responsable, carte, PRENDRE)
    (dossier,) = await scene.dossiers()
    assert dossier.etat is EtatDossier.PRIS_EN_CHARGE
    assert "Pris en charge par Hervé Castaing" in (await scene.carte(ref)).text


async def test_une_longue_panne_ne_perd_aucune_echeance_et_ne_les_double_pas(monter: Monter) -> None:
    scene = await monter()
    async with scene.en_marche():
        await scene.envoyer(HAUTE)
    assert scene.sim.clock is not None
    scene.sim.clock.write(datetime(2026, 11, 24, 20, 30, tzinfo=PARIS))
    async with scene.en_marche():
        await scene.a(datetime(2026, 11, 25, 9, 30))
        assert recus(scene, scene.chargee).count("attend toujours") == 1


async def test_rendre_remet_a_prendre_et_le_delai_repart(scene: Scene) -> None:
    ref = await scene.envoyer(HAUTE)
    carte = await scene.prendre(ref)
    await scene.avancer(hours=1)
    await scene.appuyer(scene.chargee, carte, "Rendre")
    assert carte.has_button(PRENDRE)
    (dossier,) = await scene.dossiers()
    assert (dossier.etat, dossier.charge_id, dossier.palier) == (EtatDossier.OUVERT, None, 0)
    async with scene.base.read() as unit:
        assert await unit.dossiers.tentatives(dossier.id) == []


async def test_reorienter_propose_a_une_autre_personne_avec_son_motif(scene: Scene) -> None:
    ref = await scene.envoyer("Mme Roy aux Azalées ne paie plus son loyer", scene.gardien)
    carte = await scene.carte(ref)
    premiere = (await scene.dossiers())[0].propose_id
    await scene.appuyer(scene.chargee, carte, "Réorienter")
    await scene.appuyer(scene.chargee, carte, "Ce n’est pas mon secteur")
    assert (await scene.dossiers())[0].propose_id != premiere
    assert await scene.lignes("SELECT detail FROM journal WHERE acte = 'reorientation'") == [("secteur",)]


@pytest.mark.parametrize(("resultat", "reste"), [("Absent", True), ("Refus", True), ("Injoignable", True)])
async def test_trois_echecs_bloquent_la_situation_et_l_inscrivent_a_la_veille(
    scene: Scene, resultat: str, reste: bool
) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    vues = set()
    for _ in range(3):
        fiche = await scene.details(ref)
        async with scene.base.read() as unit:
            a_faire = [t for t in await unit.dossiers.tentatives(1) if t.resultat is None]
        assert len(a_faire) == 1
        vues.add((a_faire[0].canal, a_faire[0].moment, a_faire[0].binome))
        await scene.appuyer(scene.chargee, fiche, resultat)
    assert len(vues) == 3, "chaque tentative est prévue autrement"
    assert (await scene.dossiers())[0].situation_bloquee is reste
    assert "Situation bloquée" in (await scene.carte(ref)).text


async def test_reporter_deplace_la_tentative_sans_compter_d_echec(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    async with scene.base.read() as unit:
        (avant,) = await unit.dossiers.tentatives(1)
    await scene.a(avant.prevue_le)
    fiche = await scene.sim.wait_message(scene.chargee, "Qu’est-ce que cela a donné")
    await scene.appuyer(scene.chargee, fiche, "Reporter")
    async with scene.base.read() as unit:
        (apres,) = await unit.dossiers.tentatives(1)
    assert apres.prevue_le > avant.prevue_le
    assert "Reportée" in fiche.text
    await scene.a(apres.prevue_le)
    assert "Qu’est-ce que cela a donné" in scene.sim.last(scene.chargee).text


async def test_un_rappel_sans_reponse_revient_puis_monte_au_responsable(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    for jour in (27, 30):
        await scene.a(datetime(2026, 11, jour, 15, 0))
    await scene.a(datetime(2026, 12, 1, 15, 0))
    await scene.a(datetime(2026, 12, 2, 15, 0))
    assert f"{ref} : Solène Kerbrat n’a pas répondu" in recus(scene, scene.responsable)
    assert recus(scene, scene.chargee).count("Qu’est-ce que cela a donné") == 1, "une seule carte, reposée en bas"


async def test_cloturer_avec_son_motif_previent_l_auteur_et_rouvrir_remet_a_prendre(scene: Scene) -> None:
    ref = await scene.envoyer()
    carte = await scene.prendre(ref)
    fiche = await scene.details(ref)
    await scene.appuyer(scene.chargee, fiche, "Inscrire à la veille")
    assert "Inscrit à la prochaine réunion" in fiche.text
    await scene.appuyer(scene.chargee, fiche, "Clôturer")
    await scene.appuyer(scene.chargee, fiche, "Relogé")
    assert "clos (relogé)" in fiche.text
    assert "le dossier est clos" in scene.sim.last(scene.gardienne).text
    assert "Dossier clos" in carte.text
    await scene.avancer(days=20)
    assert "Qu’est-ce que cela" not in recus(scene, scene.chargee)
    await scene.appuyer(scene.chargee, fiche, "Rouvrir")
    assert (await scene.dossiers())[0].etat is EtatDossier.OUVERT
    assert carte.has_button(PRENDRE) or (await scene.carte(ref)).has_button(PRENDRE)


async def test_la_veille_de_la_reunion_la_cellule_recoit_le_releve(scene: Scene) -> None:
    await lier_la_cellule(scene)
    await scene.envoyer()
    await scene.a(datetime(2026, 11, 30, 9, 5))
    await scene.sim.wait_until(
        lambda: sum(m.file is not None for m in scene.sim.bot_messages(scene.groupe_cellule)) == 3, 20, "le relevé"
    )
