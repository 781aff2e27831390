"""Orienter et prendre en charge (parcours, 2) : qui, pourquoi, sans identité, le premier gagne, chaque droit revu."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import dispositifs
from domain.dossier import EtatDossier
from domain.echeance import Sorte
from domain.personne import Competence, Perimetre, Role
from domain.signalement import Motif, Urgence
from domain.vues import Avis, Fiche
from tests.usecases.atelier import BAILLEUR, DANGER, GROUPE, GROUPE_CELLULE, IMPAYES, Equipe, lu, monter_equipe
from tests.usecases.atelier import EQUIPE as ESSONNE

JUSQU_A_VENDREDI = (date(2026, 11, 23), date(2026, 11, 27))


class TestOrienter:
    async def test_la_carte_du_groupe_dit_qui_et_pourquoi_et_avant_quand(self, equipe: Equipe) -> None:
        dossier = await equipe.atelier.signale(equipe.fatiha)
        carte = equipe.atelier.fil(GROUPE).dernier
        assert dossier.propose_id == equipe.nadia.id, "le secteur passe avant le bailleur"
        for mots in (
            "V-26-0001",
            "Motifs : Impayés",
            "Urgence : Normale",
            "Résidence : Les Mirabelles (Évry)",
            "Proposé à Nadia Benali : suit le secteur Est, 0 dossier sur 20.",
            "À prendre en charge avant le mercredi 25 novembre à 10 h",
        ):
            assert mots in carte

    async def test_un_dispositif_peut_taire_les_motifs(self, equipe: Equipe) -> None:
        a = equipe.atelier
        a.ctx = replace(a.ctx, dispositif=replace(a.ctx.dispositif, afficher_motifs=False))
        await a.signale(equipe.fatiha, analyse=lu(Motif.SANTE_MENTALE))
        assert "psychique" not in a.fil(GROUPE).tout().lower()
        assert "Motifs" not in a.fil(GROUPE)

    async def test_sans_groupe_la_carte_va_a_la_personne_et_l_administrateur_le_sait(self, equipe: Equipe) -> None:
        a = equipe.atelier
        async with a.base.write() as unit:
            await unit.groupes.oublier(GROUPE)
        await a.signale(equipe.fatiha)
        assert "Proposé à Nadia Benali" in a.fil(equipe.nadia).dernier
        assert "L’équipe « Essonne » n’a pas de groupe lié" in a.fil(equipe.agnes)
        await a.appuyer(equipe.nadia, "Je prends en charge")
        assert (await a.dossier(1)).charge_id == equipe.nadia.id

    async def test_l_administrateur_n_est_prevenu_qu_une_fois_par_jour_d_une_equipe_sans_groupe(
        self, equipe: Equipe
    ) -> None:
        a = equipe.atelier
        async with a.base.write() as unit:
            await unit.groupes.oublier(GROUPE)
        await a.signale(equipe.fatiha, "mr dupont ne paie plus")
        await a.signale(equipe.fatiha, "mme lopez ne paie plus")
        assert a.fil(equipe.agnes).tout().count("pas de groupe lié") == 1
        await a.avancer(days=1, minutes=1)
        await a.signale(equipe.fatiha, "mr costa ne paie plus")
        assert a.fil(equipe.agnes).tout().count("pas de groupe lié") == 2

    async def test_un_lieu_inconnu_arrive_quand_meme_a_l_equipe(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.luis, "Autre lieu")
        await a.appuyer(equipe.luis, "Envoyer")
        assert (await a.dossier(1)).propose_id == equipe.karim.id, "celui qui suit tout le bailleur"
        assert "Résidence : non connue" in a.fil(GROUPE).dernier

    async def test_le_plafond_atteint_donne_le_dossier_au_suivant_et_le_dit(self, equipe: Equipe) -> None:
        a = equipe.atelier
        async with a.base.write() as unit:
            nadia = equipe.nadia
            await unit.personnes.mettre_a_jour(
                nadia.id, nadia.nom, nadia.roles, nadia.organisation, equipe=ESSONNE, capacite=1
            )
        premier = await a.signale(equipe.fatiha)
        second = await a.signale(equipe.fatiha)
        assert (premier.propose_id, second.propose_id) == (equipe.nadia.id, equipe.karim.id)
        assert "Nadia Benali : plafond atteint" in (second.raison or "")

    async def test_rendre_ne_compte_pas_le_dossier_contre_qui_l_avait(self, equipe: Equipe) -> None:
        """Au plafond avec ce dossier même, la personne reste proposée."""
        a, nadia = equipe.atelier, equipe.nadia
        async with a.base.write() as unit:
            await unit.personnes.mettre_a_jour(
                nadia.id, nadia.nom, nadia.roles, nadia.organisation, equipe=ESSONNE, capacite=1
            )
        await a.prend(nadia, await a.signale(equipe.fatiha))
        await a.appuyer(nadia, "Rendre", GROUPE)
        rendu = await a.dossier(1)
        assert (rendu.etat, rendu.propose_id) == (EtatDossier.OUVERT, nadia.id)
        assert "0 dossier sur 1" in (rendu.raison or "")

    async def test_absente_son_remplacant_est_propose(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.absent(equipe.nadia, *JUSQU_A_VENDREDI, remplacant=equipe.karim)
        dossier = await a.signale(equipe.fatiha)
        assert dossier.propose_id == equipe.karim.id
        assert "remplace Nadia Benali" in (dossier.raison or "")
        assert "absence jusqu’au 27 novembre" in (dossier.raison or "")

    async def test_sans_charge_le_responsable_puis_la_cellule(self, equipe: Equipe) -> None:
        a = equipe.atelier
        for qui in (equipe.nadia, equipe.karim):
            await a.absent(qui, *JUSQU_A_VENDREDI)
        assert (await a.signale(equipe.fatiha)).propose_id == equipe.claire.id
        await a.absent(equipe.claire, *JUSQU_A_VENDREDI)
        dossier = await a.signale(equipe.fatiha)
        assert (dossier.propose_id, dossier.equipe) == (equipe.hugo.id, "cellule")
        assert "V-26-0002" in a.fil(GROUPE_CELLULE)

    async def test_propose_a_la_cellule_chacun_de_ses_membres_peut_le_prendre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        anne = await a.personne("Anne Leroy", Role.CELLULE)
        for qui in (equipe.nadia, equipe.karim, equipe.claire):
            await a.absent(qui, *JUSQU_A_VENDREDI)
        dossier = await a.signale(equipe.fatiha)
        assert (await a.prend(anne, dossier, GROUPE_CELLULE)).charge_id == anne.id

    async def test_sans_personne_du_tout_l_administrateur_est_alerte(self, equipe: Equipe) -> None:
        a = equipe.atelier
        for qui in (equipe.nadia, equipe.karim, equipe.claire, equipe.hugo):
            await a.absent(qui, *JUSQU_A_VENDREDI)
        await a.signale(equipe.fatiha)
        assert "V-26-0001 : personne ne peut recevoir ce dossier." in a.fil(equipe.agnes)
        assert await a.prevues(Sorte.ESCALADE), "on continue d'essayer"

    async def test_la_competence_demandee_par_le_motif_passe_devant(self, equipe: Equipe) -> None:
        a = equipe.atelier
        juriste = await a.personne(
            "Zoé Roy",
            Role.CHARGE,
            perimetres=[Perimetre(BAILLEUR)],
            equipe=ESSONNE,
            competences=[Competence.JURIDIQUE],
        )
        dossier = await a.signale(equipe.fatiha, analyse=lu(Motif.EXPULSION, urgence=Urgence.HAUTE))
        assert dossier.propose_id == juriste.id


class TestHorsDuDispositif:
    """ciléa n'accompagne pas les troubles psychiques : il oriente vers des professionnels de santé."""

    async def _cilea(self, equipe: Equipe) -> None:
        a = equipe.atelier
        a.ctx = replace(a.ctx, dispositif=dispositifs.charger("cilea"))

    async def test_l_auteur_le_lit_avant_et_apres_l_envoi(self, equipe: Equipe) -> None:
        await self._cilea(equipe)
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il entend des voix", lu(Motif.SANTE_MENTALE))
        attendu = "Hors du dispositif, à orienter vers : Professionnels de santé du secteur"
        assert attendu in a.fil(equipe.fatiha).dernier
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert "V-26-0001 : signalement envoyé" in a.fil(equipe.fatiha).dernier
        assert attendu in a.fil(equipe.fatiha).dernier

    async def test_une_responsable_le_recoit_et_decide(self, equipe: Equipe) -> None:
        await self._cilea(equipe)
        a = equipe.atelier
        dossier = await a.signale(equipe.fatiha, analyse=lu(Motif.SANTE_MENTALE))
        carte = a.fil(equipe.claire).dernier
        assert "Hors du dispositif (Troubles psychiques et addictions), à orienter vers : Professionnels" in carte
        assert a.fil(GROUPE).tout() == "", "aucune équipe n'est sollicitée"
        details = await a.ouvre(equipe.claire, dossier, equipe.claire)
        assert "Partenaires à solliciter : Professionnels de santé du secteur" in details
        for libelle in ("Clôturer", "Hors périmètre"):
            await a.appuyer(equipe.claire, libelle, fiche=Fiche.DOSSIER)
        assert (await a.dossier(1)).etat is EtatDossier.CLOS

    async def test_sans_decision_elle_est_relancee_puis_la_cellule_jamais_les_charges(self, equipe: Equipe) -> None:
        await self._cilea(equipe)
        a = equipe.atelier
        await a.signale(equipe.fatiha, analyse=lu(Motif.SANTE_MENTALE))
        await a.jusqu_a("2026-11-25 10:00")
        assert "V-26-0001 : ce dossier n’est toujours pas pris en charge. À vous de le confier." in a.fil(equipe.claire)
        await a.jusqu_a("2026-11-27 10:00")
        assert "La cellule est saisie" in a.fil(equipe.hugo)
        for charge in (equipe.nadia, equipe.karim):
            assert a.fil(charge).tout() == ""

    async def test_avec_un_autre_motif_ou_devant_un_danger_il_est_accompagne(self, equipe: Equipe) -> None:
        await self._cilea(equipe)
        a = equipe.atelier
        mixte = await a.signale(equipe.fatiha, analyse=lu(Motif.SANTE_MENTALE, Motif.IMPAYES))
        danger = await a.signale(equipe.fatiha, analyse=lu(Motif.SANTE_MENTALE, urgence=Urgence.IMMEDIATE))
        assert mixte.propose_id is not None
        assert danger.propose_id is not None
        assert "Hors du dispositif" not in a.fil(equipe.fatiha)

    async def test_sans_responsable_ni_cellule_l_administrateur_est_alerte(self, equipe: Equipe) -> None:
        await self._cilea(equipe)
        a = equipe.atelier
        async with a.base.write() as unit:
            for qui in (equipe.claire, equipe.hugo):
                await unit.personnes.desactiver(qui.id)
        await a.signale(equipe.fatiha, analyse=lu(Motif.SANTE_MENTALE))
        assert "personne ne peut recevoir ce dossier" in a.fil(equipe.agnes)


class TestPrendre:
    async def test_le_premier_gagne_et_les_autres_apprennent_qui(self, equipe_partout: Equipe) -> None:
        equipe, a = equipe_partout, equipe_partout.atelier
        dossier = await a.signale(equipe.fatiha)
        vu = await a.bouton("Je prends en charge")
        reponses = await asyncio.gather(
            *(a.presser(qui, vu) for qui in (equipe.nadia, equipe.karim, equipe.claire, equipe.nadia))
        )
        pris = await a.dossier(dossier.id)
        charge = next(p for p in (equipe.nadia, equipe.karim, equipe.claire) if p.id == pris.charge_id)
        assert sorted(r.avis for r in reponses) == sorted([Avis.NOTE] + [Avis.DEJA_PRIS] * 3)
        for reponse in reponses:
            if reponse.avis is Avis.DEJA_PRIS:
                assert reponse.params["nom"] == charge.nom
        assert len(await a.tentatives(dossier)) == 1
        assert len(await a.journal("prise_en_charge")) == 1
        assert await a.prevues(Sorte.ESCALADE) == []
        assert f"Pris en charge par {charge.nom} le lundi 23 novembre à 10 h" in a.fil(GROUPE).dernier

    async def test_la_meme_echeance_prise_par_deux_processus_ne_previent_qu_une_fois(
        self, equipe_partout: Equipe
    ) -> None:
        from usecases.rappeler import honorer_echeances

        equipe, a = equipe_partout, equipe_partout.atelier
        await a.signale(equipe.fatiha)
        a.horloge.avancer(timedelta(days=2))
        await asyncio.gather(*(honorer_echeances(a.ctx) for _ in range(3)))
        await a.livrer()
        assert a.fil(equipe.nadia).tout().count("attend toujours") == 1
        assert len(await a.journal("escalade")) == 1

    async def test_qui_prend_recoit_la_suite_en_prive(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
        assert "V-26-0001 est à vous. Première étape : appel le jeudi 26 novembre" in a.fil(equipe.nadia)

    async def test_rendre_defait_une_erreur_et_relance_le_delai(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.prend(equipe.karim, await a.signale(equipe.fatiha))
        reponse = await a.appuyer(equipe.karim, "Rendre", GROUPE)
        assert reponse.avis is Avis.RENDU
        rendu = await a.dossier(dossier.id)
        assert (rendu.etat, rendu.charge_id, rendu.propose_id) == (EtatDossier.OUVERT, None, equipe.nadia.id)
        assert await a.tentatives(dossier) == []
        assert await a.prevues() == [("escalade", "2026-11-25 10:00")]
        assert "Je prends en charge" in await a.libelles()

    async def test_seule_la_personne_en_charge_ou_la_responsable_rend(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
        reponse = await a.appuyer(equipe.karim, "Rendre", GROUPE)
        assert reponse.avis is Avis.REFUS
        assert (await a.dossier(1)).charge_id == equipe.nadia.id
        await a.appuyer(equipe.claire, "Rendre", GROUPE)
        assert (await a.dossier(1)).charge_id is None

    async def test_rendre_vide_le_rappel_qui_etait_montre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
        await a.jusqu_a("2026-11-26 10:00")
        assert "Absent" in await a.libelles(equipe.nadia)
        await a.appuyer(equipe.nadia, "Rendre", GROUPE)
        assert "n’est plus accessible" in a.fil(equipe.nadia).dernier
        assert await a.libelles(equipe.nadia, fiche=Fiche.TENTATIVE) == []

    async def test_reorienter_demande_un_motif_et_propose_quelqu_un_d_autre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha)
        await a.appuyer(equipe.nadia, "Réorienter", GROUPE)
        await a.appuyer(equipe.nadia, "Je connais la personne", GROUPE)
        dossier = await a.dossier(1)
        assert dossier.propose_id == equipe.karim.id
        assert await a.journal("reorientation") == [(str(equipe.nadia.id), "lien")]
        assert "Proposé à Karim Diallo" in a.fil(GROUPE).dernier

    async def test_reorienter_un_dossier_pris_le_rend_et_annule_son_plan(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
        refus = await a.appuyer(equipe.karim, "Réorienter", GROUPE)
        assert refus.avis is Avis.REFUS
        await a.appuyer(equipe.nadia, "Réorienter", GROUPE)
        await a.appuyer(equipe.nadia, "Je ne peux pas le suivre", GROUPE)
        assert (await a.dossier(1)).propose_id == equipe.karim.id
        assert await a.tentatives(dossier) == []

    async def test_deux_motifs_de_reorientation_ne_reorientent_qu_une_fois(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha)
        await a.appuyer(equipe.nadia, "Réorienter", GROUPE)
        vu = await a.bouton("Ce n’est pas mon secteur")
        await a.presser(equipe.nadia, vu)
        assert (await a.presser(equipe.karim, vu)).avis is Avis.FICHE_PERIMEE
        assert (await a.dossier(1)).propose_id == equipe.karim.id

    async def test_l_avis_de_la_cellule_saisit_la_competence_voulue_et_elle_seule(self, equipe: Equipe) -> None:
        a = equipe.atelier
        anne = await a.personne("Anne Leroy", Role.CELLULE, competences=[Competence.JURIDIQUE])
        dossier = await a.signale(equipe.fatiha)
        await a.appuyer(equipe.nadia, "Avis de la cellule", GROUPE)
        reponse = await a.appuyer(equipe.nadia, "Juridique", GROUPE)
        assert reponse.avis is Avis.AVIS_DEMANDE
        assert "Nadia Benali demande votre avis sur V-26-0001" in a.fil(anne)
        assert a.fil(equipe.hugo).tout() == ""
        assert "mr dupont" in await a.ouvre(anne, dossier, anne)
        fiche = await a.message_de(anne, Fiche.DOSSIER, dossier.id)
        await a.ecrire(anne, "demander un délai au juge", reponse_a=fiche)
        assert "demander un délai au juge" in a.fil(anne).tout()
        assert "un complément est arrivé" in a.fil(equipe.nadia)


class TestDroits:
    async def test_qui_n_a_pas_le_droit_est_refuse_et_le_refus_est_journalise(self, equipe: Equipe) -> None:
        a = equipe.atelier
        ailleurs = await a.personne(
            "Paul Martin", Role.CHARGE, equipe="Nord", perimetres=[Perimetre("Habitat du Nord")]
        )
        await a.signale(equipe.fatiha)
        refuses = (equipe.fatiha, equipe.agnes, ailleurs, equipe.hugo)
        for qui in refuses:
            for libelle in ("Je prends en charge", "Détails", "Réorienter", "Avis de la cellule"):
                reponse = await a.appuyer(qui, libelle, GROUPE)
                assert (reponse.avis, reponse.alerte) == (Avis.REFUS, True)
        assert [acteur for acteur, _ in await a.journal("refus")] == [str(q.id) for q in refuses for _ in range(4)]
        assert (await a.dossier(1)).etat is EtatDossier.OUVERT

    async def test_les_details_sont_prives_et_chaque_ouverture_est_journalisee(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.signale(equipe.fatiha, "mr dupont ne paie plus", lu(Motif.IMPAYES, locataire="mr dupont"))
        for _ in range(2):
            details = await a.ouvre(equipe.nadia, dossier)
        assert "Fatiha Amrani a signalé le lundi 23 novembre à 10 h :\n« mr dupont ne paie plus »" in details
        assert "Locataire : mr dupont" in details
        assert await a.journal("lecture") == [(str(equipe.nadia.id), None)] * 2
        assert "dupont" not in a.fil(GROUPE)

    async def test_une_personne_qui_bloque_le_bot_apprend_comment_ouvrir(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha)
        async with a.base.write() as unit:
            await unit.personnes.marquer_joignable(equipe.nadia.telegram_id or 0, False)
        reponse = await a.appuyer(equipe.nadia, "Détails", GROUPE)
        assert reponse.avis is Avis.DETAILS_BLOQUES
        assert await a.journal("lecture") == []

    async def test_partie_elle_ne_peut_plus_rien_et_ses_fiches_ne_se_rendent_plus(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.signale(equipe.fatiha)
        await a.ouvre(equipe.nadia, dossier)
        async with a.base.write() as unit:
            await unit.personnes.desactiver(equipe.nadia.id)
        assert (await a.appuyer(equipe.nadia, "Je prends en charge", GROUPE)).avis is Avis.INCONNU
        assert await a.libelles(equipe.nadia) == []

    async def test_un_bouton_d_un_groupe_ne_sert_pas_dans_un_autre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha)
        vu = await a.bouton("Je prends en charge")
        ailleurs = replace(vu, card=replace(vu.card, chat_id=-999))
        assert (await a.presser(equipe.nadia, ailleurs)).avis is Avis.FICHE_PERIMEE
        assert (await a.dossier(1)).etat is EtatDossier.OUVERT

    async def test_celui_qui_perd_le_dossier_ne_le_lit_plus(self, equipe: Equipe) -> None:
        a = equipe.atelier
        nord = await a.personne("Paul Martin", Role.CHARGE, equipe="Nord", perimetres=[Perimetre(BAILLEUR)])
        dossier = await a.signale(equipe.fatiha)
        await a.ouvre(equipe.nadia, dossier)
        async with a.base.write() as unit:
            await unit.dossiers.proposer(dossier.id, nord.id, "Nord", "", None)
        assert await a.libelles(equipe.nadia, fiche=Fiche.DOSSIER) == []


class TestInjoignable:
    async def test_ce_qui_lui_etait_propose_passe_aussitot_a_la_personne_suivante(self, equipe: Equipe) -> None:
        from usecases.presence import noter_joignable

        a = equipe.atelier
        await a.signale(equipe.fatiha)
        await noter_joignable(a.ctx, None, equipe.nadia.telegram_id or 0, False)
        await a.avancer(seconds=1)
        assert "la personne proposée n’a pas répondu" in a.fil(equipe.karim)
        assert a.fil(equipe.nadia).tout() == ""
        assert "Nadia Benali a bloqué le bot" in a.fil(equipe.agnes)

    async def test_la_nuit_cela_attend_le_matin(self, equipe: Equipe) -> None:
        from usecases.presence import noter_joignable

        a = equipe.atelier
        await a.signale(equipe.fatiha)
        await a.a("2026-11-23 23:00")
        await noter_joignable(a.ctx, None, equipe.nadia.telegram_id or 0, False)
        await a.avancer(seconds=1)
        assert a.fil(equipe.karim).tout() == ""
        await a.jusqu_a("2026-11-24 08:00")
        assert "vous pouvez le prendre" in a.fil(equipe.karim).tout().lower()


async def test_sans_aucun_groupe_tout_le_parcours_se_joue_en_prive(equipe: Equipe) -> None:
    seul = await monter_equipe(equipe.atelier, "Toit et Joie", groupes=False)
    a = equipe.atelier
    async with a.base.write() as unit:
        for groupe in (GROUPE, GROUPE_CELLULE):
            await unit.groupes.oublier(groupe)
    await a.ecrire(seul.fatiha, "il la frappe", DANGER)
    await a.appuyer(seul.nadia, "Je prends en charge")
    assert (await a.dossier(1)).charge_id == seul.nadia.id
