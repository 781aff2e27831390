"""Quand la lecture ne sait pas : une question n'est pas un fait, et un message douteux est demandé, pas classé."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import update

from domain.dossier import EtatSignalement
from domain.echeance import Sorte
from domain.signalement import Analyse, Indice, Lieu, Motif, Statut, Urgence
from domain.vues import Avis, Fiche
from storage.tables import signalements
from tests.usecases.atelier import DANGER, GROUPE, IMPAYES, RIEN, Equipe, Vu, lu
from views.codec import Action
from views.ecran import Bouton

CRIS = "ca hurle souvent chez les Morel"
QUESTION = lu(a_verifier=[Motif.VIOLENCE])
INCERTAIN = Analyse(incertain=True)
ETRANGER = Analyse(langue_etrangere=True)
DOUTE = [motif.libelle for motif in Motif] + ["Pas une alerte", "Annuler"]


class TestUneQuestion:
    async def test_elle_a_son_bouton_et_rien_ne_part_avant_qu_on_y_reponde(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, QUESTION)
        fiche = a.fil(equipe.fatiha).dernier
        assert "À vérifier : Violences ? Touchez ce qui est vrai." in fiche
        assert "En cas de danger, appelez d’abord le 17" in fiche
        libelles = await a.libelles(equipe.fatiha)
        assert libelles[0] == "Violences ?"
        assert "Pas une alerte" in libelles
        assert "Envoyer" not in libelles
        lu_ainsi = await a.signalement(1)
        assert (lu_ainsi.etat, lu_ainsi.motifs, lu_ainsi.urgence) == (EtatSignalement.BROUILLON, (), None)
        assert await a.prevues() == [("rappel_brouillon", "2026-11-23 10:30"), ("transmission", "2026-11-24 10:00")]
        await a.jusqu_a("2026-11-24 09:59")
        assert (await a.dossiers(), a.fil(GROUPE).textes, a.fil(equipe.claire).textes) == ([], [], [])

    async def test_une_urgence_lue_sans_motif_ne_fait_rien_partir(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, replace(QUESTION, urgence=Urgence.IMMEDIATE))
        assert (await a.signalement(1)).urgence is None
        assert await a.dossiers() == []
        await a.appuyer(equipe.fatiha, "Violences ?")
        assert await a.dossiers() == [], "confirmer le motif n'est pas dire que le danger est là"

    async def test_un_envoi_forge_est_refuse_tant_qu_aucun_motif_n_est_choisi(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, QUESTION)
        fiche = (await a.boutons(equipe.fatiha))[0].card
        reponse = await a.presser(equipe.fatiha, Vu(fiche, Bouton("Envoyer", Action.ENVOYER)))
        assert reponse.params == {"quoi": "Choisissez d’abord au moins un motif."}
        assert await a.dossiers() == []

    async def test_a_cote_d_un_motif_affirme_elle_ne_va_ni_au_dossier_ni_a_l_equipe(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.signale(equipe.fatiha, analyse=lu(Motif.IMPAYES, a_verifier=[Motif.VIOLENCE]))
        assert (dossier.motifs, dossier.urgence) == ((Motif.IMPAYES,), Urgence.NORMALE)
        assert "Violences" not in a.fil(GROUPE)
        assert await a.prevues(Sorte.ESCALADE) == [("escalade", "2026-11-25 10:00")]
        assert "À vérifier" not in a.fil(equipe.fatiha).dernier, "plus de bouton, donc plus de question"
        assert await a.libelles(equipe.fatiha) == []

    async def test_confirmee_elle_devient_un_motif_avec_son_urgence_et_sa_correction(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, lu(Motif.IMPAYES, a_verifier=[Motif.VIOLENCE]))
        await a.appuyer(equipe.fatiha, "Violences ?")
        assert "À vérifier" not in a.fil(equipe.fatiha).dernier
        await a.appuyer(equipe.fatiha, "Envoyer")
        dossier = await a.dossier(1)
        assert (dossier.motifs, dossier.urgence) == ((Motif.IMPAYES, Motif.VIOLENCE), Urgence.HAUTE)
        assert ("motifs", "impayes", "impayes,violence") in await a.corrections()

    async def test_plusieurs_questions_ont_chacune_leur_bouton_et_leur_reponse(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, lu(a_verifier=[Motif.VIOLENCE, Motif.DECES]))
        assert "À vérifier : Violences et Décès ?" in a.fil(equipe.fatiha).dernier
        await a.appuyer(equipe.fatiha, "Décès ?")
        assert "À vérifier : Violences ?" in a.fil(equipe.fatiha).dernier
        assert "Violences ?" in await a.libelles(equipe.fatiha)
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert (await a.dossier(1)).motifs == (Motif.DECES,)

    async def test_un_danger_parti_seul_pose_encore_sa_question(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", replace(DANGER, a_verifier=(Motif.SANTE_MENTALE,)))
        fiche = a.fil(equipe.fatiha).dernier
        assert "3114 (suicide)" in fiche.splitlines()[0]
        assert fiche.count("En cas de danger") == 1
        assert (await a.dossier(1)).motifs == (Motif.VIOLENCE,)
        assert "psychiques" not in a.fil(GROUPE)
        await a.appuyer(equipe.fatiha, "Troubles psychiques et addictions ?")
        assert (await a.dossier(1)).motifs == (Motif.VIOLENCE, Motif.SANTE_MENTALE)
        assert "À vérifier" not in a.fil(equipe.fatiha).dernier

    async def test_elle_cite_les_mots_qui_la_font_poser_et_dit_ceux_qui_sont_ecartes(self, equipe: Equipe) -> None:
        indices = (Indice(Motif.VIOLENCE, 3, 8), Indice(Motif.IMPAYES, 24, 31, Statut.NIE))
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, replace(QUESTION, indices=indices))
        fiche = a.fil(equipe.fatiha).dernier
        assert "À vérifier : Violences (« hurle ») ?" in fiche
        assert "Écarté : Impayés (« s Morel » : le message dit le contraire)" in fiche

    async def test_oubliee_elle_est_posee_au_responsable(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, QUESTION)
        await a.jusqu_a("2026-11-24 10:00")
        assert "À vérifier : Violences ?" in a.fil(equipe.claire).dernier
        assert CRIS in a.fil(equipe.claire).dernier
        await a.appuyer(equipe.claire, "Violences ?")
        await a.appuyer(equipe.claire, "Envoyer")
        assert (await a.dossier(1)).motifs == (Motif.VIOLENCE,)

    async def test_elle_survit_a_la_reunion_de_deux_brouillons(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, CRIS, QUESTION)
        await a.appuyer(equipe.fatiha, "Compléter le dossier précédent")
        assert (await a.signalement(1)).motifs == (Motif.IMPAYES,)
        assert "Violences ?" in await a.libelles(equipe.fatiha, sujet=1)

    async def test_jointe_a_un_dossier_ouvert_elle_n_y_ajoute_ni_motif_ni_urgence(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha, analyse=lu(Motif.IMPAYES, locataire="Morel"))
        doute = lu(a_verifier=[Motif.VIOLENCE], locataire="Morel")
        await a.ecrire(equipe.fatiha, CRIS, replace(doute, urgence=Urgence.IMMEDIATE))
        assert (await a.libelles(equipe.fatiha, sujet=2))[:3] == [
            "Violences ?",
            "Compléter le dossier",
            "Nouveau dossier",
        ]
        await a.appuyer(equipe.fatiha, "Compléter le dossier", sujet=2)
        (dossier,) = await a.dossiers()
        assert (dossier.motifs, dossier.urgence) == ((Motif.IMPAYES,), Urgence.NORMALE)
        assert "Motifs" not in a.fil(equipe.fatiha).dernier, "rien n'est à choisir sur une fiche partie"

    async def test_un_danger_ecrit_apres_l_avoir_confirmee_part_sans_attendre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, QUESTION)
        await a.appuyer(equipe.fatiha, "Violences ?")
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        await a.ecrire(equipe.fatiha, "il la frappe, vite", DANGER, reponse_a=fiche)
        assert (await a.dossier(1)).urgence is Urgence.IMMEDIATE

    async def test_une_urgence_choisie_a_la_main_reste_quand_le_message_en_dit_moins(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "expulsion demain", lu(Motif.EXPULSION, urgence=Urgence.HAUTE))
        for libelle in ("Urgence", "Normale"):
            await a.appuyer(equipe.fatiha, libelle)
        suite = lu(Motif.EXPULSION, urgence=Urgence.HAUTE, batiment="B")
        await a.ecrire(equipe.fatiha, "expulsion demain, bât B", suite, modifie=numero)
        assert (await a.signalement(1)).urgence is Urgence.NORMALE

    async def test_quand_un_nom_est_attendu_une_question_est_un_nouveau_message(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.fatiha, "Locataire")
        await a.ecrire(equipe.fatiha, "elle hurle", replace(QUESTION, indices=(Indice(Motif.VIOLENCE, 5, 10),)))
        assert (await a.signalement(1)).locataire is None
        assert "Violences ?" in await a.libelles(equipe.fatiha, sujet=2)

    @pytest.mark.parametrize("analyse", [INCERTAIN, ETRANGER, QUESTION], ids=["incertain", "étranger", "sans mot"])
    async def test_un_nom_peu_courant_reste_un_nom(self, equipe: Equipe, analyse: Analyse) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.fatiha, "Locataire")
        await a.ecrire(equipe.fatiha, "Nguyen Van Tran", analyse)
        assert (await a.signalement(1)).locataire == "Nguyen Van Tran"


class TestUnMessageDouteux:
    async def test_une_seule_question_les_douze_motifs_les_quatre_principaux_d_abord(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ca va pas du tout chez la dame du 3e", replace(INCERTAIN, lieu=Lieu(etage="3e")))
        assert a.fil(equipe.luis).dernier.splitlines() == [
            "Je n’ai pas bien compris votre message",
            "En cas de danger, appelez le 17, le 15, le 18 ou le 112.",
            "Lieu : 3e étage",
            "",
            "Que se passe-t-il ? Choisissez un ou plusieurs motifs.",
        ]
        libelles = await a.libelles(equipe.luis)
        assert libelles == DOUTE
        assert libelles[:4] == ["Impayés", "Incurie", "Violences", "Non-réponse aux relances"]

    async def test_il_part_en_trois_gestes(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ca va pas du tout", INCERTAIN)
        await a.appuyer(equipe.luis, "Isolement")
        assert "Motifs : Isolement" in a.fil(equipe.luis).dernier
        for libelle in ("Les Acacias", "Envoyer"):
            await a.appuyer(equipe.luis, libelle)
        assert (await a.dossier(1)).motifs == (Motif.ISOLEMENT,)

    async def test_oublie_il_est_rappele_puis_confie_au_responsable(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ca va pas du tout", INCERTAIN)
        await a.jusqu_a("2026-11-23 10:30")
        assert "pas encore envoyé" in a.fil(equipe.fatiha)
        await a.jusqu_a("2026-11-24 10:00")
        confie = a.fil(equipe.claire).dernier
        assert "Signalement à qualifier" in confie
        assert "ca va pas du tout" in confie
        assert await a.libelles(equipe.claire) == DOUTE

    async def test_pas_une_alerte_le_met_hors_perimetre_et_l_auteur_peut_revenir(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "l interphone fait un drole de bruit", INCERTAIN)
        for _ in range(2):
            await a.appuyer(equipe.fatiha, "Pas une alerte")
            assert "Ce message n’est pas une alerte sociale : rien n’est envoyé." in a.fil(equipe.fatiha).dernier
            assert "contactez l’agence" in a.fil(equipe.fatiha).dernier
            assert await a.libelles(equipe.fatiha) == ["C’est bien une alerte sociale", "Annuler"]
            assert await a.prevues() == [("effacement", "2026-11-30 10:00")]
            await a.appuyer(equipe.fatiha, "C’est bien une alerte sociale")
            assert await a.libelles(equipe.fatiha) == DOUTE
            assert [sorte for sorte, _ in await a.prevues()] == ["rappel_brouillon", "transmission"]
        assert ("perimetre", "alerte", "hors_perimetre") in await a.corrections()

    async def test_un_motif_lu_a_tort_se_retire_d_un_appui_et_revient_si_l_on_se_ravise(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "odeur de gaz réparée hier", IMPAYES)
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        assert "Ce message n’est pas une alerte sociale : rien n’est envoyé." in a.fil(equipe.fatiha).dernier
        assert [sorte for sorte, _ in await a.prevues()] == ["effacement"]
        await a.ecrire(equipe.fatiha, "odeur de gaz, réparée hier", IMPAYES, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.HORS_PERIMETRE
        await a.appuyer(equipe.fatiha, "C’est bien une alerte sociale")
        assert (await a.signalement(1)).motifs == (Motif.IMPAYES,)
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert (await a.dossier(1)).motifs == (Motif.IMPAYES,)

    async def test_un_danger_ajoute_a_ce_qui_n_etait_pas_une_alerte_part_aussitot(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "il menace la voisine", lu(Motif.VIOLENCE, urgence=Urgence.HAUTE))
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        await a.ecrire(equipe.fatiha, "il menace la voisine, il a un couteau", DANGER, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.ENVOYE

    async def test_un_danger_nouveau_part_meme_si_son_motif_avait_ete_retire(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "il menace la voisine", lu(Motif.VIOLENCE, urgence=Urgence.HAUTE))
        for libelle in ("Motifs", "Violences", "Retour", "Pas une alerte"):
            await a.appuyer(equipe.fatiha, libelle)
        await a.ecrire(equipe.fatiha, "il menace la voisine, il a un couteau", DANGER, modifie=numero)
        parti = await a.signalement(1)
        assert (parti.etat, parti.motifs) == (EtatSignalement.ENVOYE, (Motif.VIOLENCE,))

    @pytest.mark.parametrize("libelle", ["Envoyer", "Motifs", "Urgence", "Lieu", "Compléter le dossier précédent"])
    async def test_un_bouton_reste_a_l_ecran_n_envoie_ni_ne_change_ce_qui_n_est_pas_une_alerte(
        self, equipe: Equipe, libelle: str
    ) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "elle ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, "la minuterie ne paie plus de mine", IMPAYES)
        perime = await a.bouton(libelle, equipe.fatiha, sujet=2)
        await a.appuyer(equipe.fatiha, "Pas une alerte", sujet=2)
        avant = await a.signalement(2)
        assert (await a.presser(equipe.fatiha, perime)).avis is Avis.FICHE_PERIMEE
        assert await a.signalement(2) == avant
        assert await a.dossiers() == []

    async def test_urgence_choisie_sur_un_ecran_perime_n_envoie_pas_ce_qui_n_est_pas_une_alerte(
        self, equipe: Equipe
    ) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "la minuterie ne paie plus de mine", IMPAYES)
        refus = await a.bouton("Pas une alerte", equipe.fatiha)
        await a.appuyer(equipe.fatiha, "Urgence")
        immediate = await a.bouton("Immédiate", equipe.fatiha)
        await a.appuyer(equipe.fatiha, "Retour")
        assert (await a.presser(equipe.fatiha, refus)).avis is Avis.FICHE_PERIMEE
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        assert (await a.presser(equipe.fatiha, immediate)).avis is Avis.FICHE_PERIMEE
        assert await a.dossiers() == []

    async def test_refuser_se_note_au_journal_et_annuler_aussi(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "la minuterie ne paie plus de mine", IMPAYES)
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        await a.appuyer(equipe.fatiha, "Annuler")
        assert await a.journal("hors_perimetre") == [(str(equipe.fatiha.id), "signalement 1")]
        assert await a.journal("annulation") == [(str(equipe.fatiha.id), "signalement 1")]

    async def test_deux_messages_reunis_en_un_danger_partent_aussitot(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, CRIS, QUESTION)
        for libelle in ("Urgence", "Immédiate"):
            await a.appuyer(equipe.fatiha, libelle)
        await a.ecrire(equipe.fatiha, "et il ne paie plus", IMPAYES)
        await a.appuyer(equipe.fatiha, "Compléter le dossier précédent")
        parti = await a.signalement(1)
        assert (parti.etat, parti.parti_seul) == (EtatSignalement.ENVOYE, True)

    async def test_ce_que_la_personne_a_dit_reste_dit_meme_quand_vigie_le_pensait_deja(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "l ascenseur", RIEN)
        for libelle in ("C’est bien une alerte sociale", "Pas une alerte"):
            await a.appuyer(equipe.fatiha, libelle)
        assert "Ce message n’est pas une alerte sociale" in a.fil(equipe.fatiha).dernier
        await a.ecrire(equipe.fatiha, "l ascenseur encore", INCERTAIN, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.HORS_PERIMETRE

    async def test_un_dispositif_sans_apprentissage_ne_garde_pas_cette_reponse(self, equipe: Equipe) -> None:
        a = equipe.atelier
        a.ctx = replace(a.ctx, dispositif=replace(a.ctx.dispositif, apprentissage=False))
        await a.ecrire(equipe.fatiha, "l interphone", INCERTAIN)
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        assert await a.corrections() == []

    async def test_pas_une_alerte_perime_n_ote_pas_le_motif_choisi_depuis(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ca va pas du tout", INCERTAIN)
        perime = await a.bouton("Pas une alerte", equipe.fatiha)
        await a.appuyer(equipe.fatiha, "Isolement")
        assert (await a.presser(equipe.fatiha, perime)).avis is Avis.FICHE_PERIMEE
        assert (await a.signalement(1)).etat is EtatSignalement.BROUILLON

    async def test_le_responsable_peut_dire_que_ce_n_en_est_pas_une(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "l interphone", INCERTAIN)
        await a.jusqu_a("2026-11-24 10:00")
        await a.appuyer(equipe.claire, "Pas une alerte")
        assert "n’est pas une alerte sociale" in a.fil(equipe.fatiha).dernier
        assert await a.libelles(equipe.claire) == [], "seul l'auteur y revient"
        assert await a.libelles(equipe.fatiha) == ["C’est bien une alerte sociale", "Annuler"]
        assert await a.prevues() == [("effacement", "2026-12-01 10:00")]

    async def test_ce_qu_une_personne_a_dit_tient_jusqu_a_un_motif_ou_une_question_nouvelle(
        self, equipe: Equipe
    ) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "l interphone", INCERTAIN)
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        await a.ecrire(equipe.fatiha, "l interphone encore", INCERTAIN, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.HORS_PERIMETRE
        await a.ecrire(equipe.fatiha, "l interphone, et elle hurle", QUESTION, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.BROUILLON
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        await a.ecrire(equipe.fatiha, "l interphone, elle hurle", QUESTION, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.HORS_PERIMETRE
        await a.ecrire(equipe.fatiha, "elle ne paie plus", IMPAYES, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.BROUILLON

    async def test_la_suite_d_un_brouillon_le_rejoint_au_lieu_de_se_qualifier(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "mr dupont ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, "et aussi au 3e", INCERTAIN)
        await a.appuyer(equipe.fatiha, "Compléter le dossier précédent")
        un = await a.signalement(1)
        assert (un.texte, un.motifs) == ("mr dupont ne paie plus\net aussi au 3e", (Motif.IMPAYES,))

    async def test_clairement_hors_perimetre_l_ecran_ne_demande_rien_et_dit_ce_qu_il_a_ecarte(
        self, equipe: Equipe
    ) -> None:
        a = equipe.atelier
        regle = replace(RIEN, indices=(Indice(Motif.IMPAYES, 0, 15, Statut.RESOLU),))
        await a.ecrire(equipe.fatiha, "a soldé sa dette, merci", regle)
        fiche = a.fil(equipe.fatiha).dernier
        assert fiche.startswith("Je n’ai pas reconnu d’alerte sociale")
        assert "Écarté : Impayés (« a soldé sa dett » : réglé)" in fiche
        assert await a.libelles(equipe.fatiha) == ["C’est bien une alerte sociale", "Annuler"]

    async def test_le_responsable_peut_completer_le_dossier_ouvert_par_le_meme_auteur(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha, analyse=lu(Motif.IMPAYES, locataire="Morel"))
        await a.ecrire(equipe.fatiha, "encore les Morel", replace(INCERTAIN, locataire="Morel"))
        await a.jusqu_a("2026-11-24 10:00")
        await a.appuyer(equipe.claire, "Compléter le dossier", fiche=Fiche.BROUILLON)
        assert len(await a.dossiers()) == 1
        assert (await a.signalement(2)).dossier_id == 1


class TestUneAutreLangue:
    async def test_la_fiche_le_dit_en_francais_et_propose_les_memes_boutons(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "the lady on the third floor is crying", ETRANGER)
        fiche = a.fil(equipe.fatiha).dernier
        assert "Ce message n’est pas en français. Il est gardé avec le signalement." in fiche
        assert "En cas de danger, appelez le 17" in fiche
        assert await a.libelles(equipe.fatiha) == DOUTE
        assert [sorte for sorte, _ in await a.prevues()] == ["rappel_brouillon", "transmission"]

    async def test_le_texte_reste_avec_le_signalement_et_se_lit_dans_les_details(self, equipe: Equipe) -> None:
        a, texte = equipe.atelier, "the lady on the third floor is crying"
        await a.ecrire(equipe.fatiha, texte, ETRANGER)
        for libelle in ("Isolement", "Envoyer"):
            await a.appuyer(equipe.fatiha, libelle)
        assert texte in await a.ouvre(equipe.nadia, await a.dossier(1))
        assert texte not in a.fil(GROUPE)

    async def test_ce_qui_y_est_tout_de_meme_lu_reste_propose(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "he does not pay, impayés", replace(IMPAYES, langue_etrangere=True))
        fiche = a.fil(equipe.fatiha).dernier
        assert "Ce message n’est pas en français." in fiche
        assert "Motifs : Impayés" in fiche
        assert "Envoyer" in await a.libelles(equipe.fatiha)


async def test_le_doute_est_garde_avec_l_analyse(equipe_partout: Equipe) -> None:
    equipe, a = equipe_partout, equipe_partout.atelier
    analyse = replace(QUESTION, incertain=True, langue_etrangere=True)
    await a.ecrire(equipe.fatiha, CRIS, analyse)
    assert (await a.signalement(1)).analyse == analyse


async def test_une_analyse_ecrite_avant_ces_deux_champs_se_relit(equipe_partout: Equipe) -> None:
    equipe, a = equipe_partout, equipe_partout.atelier
    await a.ecrire(equipe.fatiha, CRIS, QUESTION)
    ancienne = {"motifs": [], "a_verifier": ["violence"], "scores": {}, "indices": [], "urgence": None}
    ancienne |= {"lieu": {}, "locataire": None}
    async with a.base.write() as unit:
        await unit.connection.execute(update(signalements).values(analyse=json.dumps(ancienne)))
    assert (await a.signalement(1)).analyse == QUESTION
