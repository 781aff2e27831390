"""Ce qu'on reprend : un message modifié, joint ou annulé, un danger déjà parti, une fiche à deux lecteurs."""

from __future__ import annotations

import pytest

from domain.dossier import EtatDossier, EtatSignalement
from domain.personne import Role
from domain.signalement import Analyse, Motif, Urgence
from domain.vues import Avis, Fiche
from tests.usecases.atelier import BAILLEUR, DANGER, IMPAYES, RIEN, Equipe, lu
from usecases.corpus import exporter_corpus, juger_lectures

DEUX = lu(Motif.IMPAYES, Motif.VIOLENCE, urgence=Urgence.HAUTE)
VIOLENCE = lu(Motif.VIOLENCE, urgence=Urgence.HAUTE)
EXPULSION = lu(Motif.EXPULSION, urgence=Urgence.HAUTE)


async def _clore(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.ouvre(equipe.nadia, await a.prend(equipe.nadia, await a.dossier(1)))
    await a.appuyer(equipe.nadia, "Clôturer", equipe.nadia)
    await a.appuyer(equipe.nadia, "Relogé", equipe.nadia)


class TestModifierUnMessage:
    async def test_modifier_le_premier_message_garde_la_reponse_faite_a_la_fiche(self, equipe: Equipe) -> None:
        a = equipe.atelier
        premier = await a.ecrire(equipe.fatiha, "ne pai plus", IMPAYES)
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        await a.ecrire(equipe.fatiha, "et elle a des bleus", DEUX, reponse_a=fiche)
        await a.ecrire(equipe.fatiha, "ne paie plus", DEUX, modifie=premier)
        un = await a.signalement(1)
        assert (un.texte, un.motifs) == ("ne paie plus\net elle a des bleus", (Motif.IMPAYES, Motif.VIOLENCE))

    async def test_modifier_la_reponse_ne_change_qu_elle(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        reponse = await a.ecrire(equipe.fatiha, "bat A", IMPAYES, reponse_a=fiche)
        await a.ecrire(equipe.fatiha, "bâtiment B", IMPAYES, modifie=reponse)
        assert (await a.signalement(1)).texte == "ne paie plus\nbâtiment B"

    async def test_modifier_la_reponse_d_un_signalement_envoye_complete_son_dossier(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        reponse = await a.ecrire(equipe.fatiha, "bat A", IMPAYES, reponse_a=fiche)
        await a.appuyer(equipe.fatiha, "Envoyer")
        await a.ecrire(equipe.fatiha, "bâtiment B", RIEN, modifie=reponse)
        async with a.base.read() as unit:
            assert [c.texte for c in await unit.complements.de_dossier(1)] == ["bâtiment B"]

    async def test_modifier_la_legende_d_un_album_garde_celle_des_autres_photos(self, equipe: Equipe) -> None:
        a = equipe.atelier
        premiere = await a.ecrire(equipe.fatiha, "des cafar", lu(Motif.INCURIE), piece="photo:1", album="z")
        await a.ecrire(equipe.fatiha, "et des sacs", lu(Motif.INCURIE), piece="photo:2", album="z")
        await a.ecrire(equipe.fatiha, "des cafards", lu(Motif.INCURIE), modifie=premiere, piece="photo:1", album="z")
        un = await a.signalement(1)
        assert (un.texte, un.piece) == ("des cafards\net des sacs", "photo:1\nphoto:2")

    async def test_un_message_joint_se_modifie_dans_le_signalement_qu_il_a_rejoint(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        second = await a.ecrire(equipe.fatiha, "elle a des bleu", VIOLENCE)
        await a.appuyer(equipe.fatiha, "Compléter le dossier précédent")
        await a.ecrire(equipe.fatiha, "elle a des bleus", DEUX, modifie=second)
        un = await a.signalement(1)
        assert (un.texte, un.motifs) == ("ne paie plus\nelle a des bleus", (Motif.IMPAYES, Motif.VIOLENCE))

    async def test_un_message_joint_qui_devient_un_danger_part_sans_attendre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        second = await a.ecrire(equipe.fatiha, "il crie", VIOLENCE)
        await a.appuyer(equipe.fatiha, "Compléter le dossier précédent")
        await a.ecrire(equipe.fatiha, "il a un couteau", DANGER, modifie=second)
        assert (await a.dossier(1)).urgence is Urgence.IMMEDIATE

    async def test_repondre_a_la_fiche_d_un_message_joint_complete_l_autre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, "il crie", VIOLENCE)
        jointe = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 2)
        await a.appuyer(equipe.fatiha, "Compléter le dossier précédent")
        await a.ecrire(equipe.fatiha, "bâtiment B", DEUX, reponse_a=jointe)
        assert (await a.signalement(1)).texte == "ne paie plus\nil crie\nbâtiment B"

    @pytest.mark.parametrize(
        ("analyse", "etat"), [(IMPAYES, EtatSignalement.BROUILLON), (RIEN, EtatSignalement.HORS_PERIMETRE)]
    )
    async def test_un_message_annule_puis_modifie_redevient_un_brouillon(
        self, equipe: Equipe, analyse: Analyse, etat: EtatSignalement
    ) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "ne paie plu", IMPAYES)
        await a.appuyer(equipe.fatiha, "Annuler")
        assert await a.prevues() == []
        await a.ecrire(equipe.fatiha, "ne paie plus", analyse, modifie=numero)
        un = await a.signalement(1)
        assert (un.texte, un.etat) == ("ne paie plus", etat)
        assert await a.prevues()
        assert "annulé" not in a.fil(equipe.fatiha).dernier

    async def test_un_message_annule_qui_devient_un_danger_part_sans_attendre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "il crie", VIOLENCE)
        await a.appuyer(equipe.fatiha, "Annuler")
        await a.ecrire(equipe.fatiha, "il a un couteau", DANGER, modifie=numero)
        assert (await a.dossier(1)).urgence is Urgence.IMMEDIATE

    @pytest.mark.parametrize("suite", ["bâtiment B", "👍"])
    async def test_une_photo_dont_on_dit_le_lieu_attend_toujours_ses_motifs(self, equipe: Equipe, suite: str) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "", piece="photo:1")
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        await a.ecrire(equipe.fatiha, suite, RIEN, reponse_a=fiche)
        assert (await a.signalement(1)).etat is EtatSignalement.BROUILLON
        assert "Incurie" in await a.libelles(equipe.fatiha)


class TestDangerDejaParti:
    async def _avec_un_second(self, equipe: Equipe) -> None:
        """Un danger parti, puis un second message du même ménage qui rejoint son dossier."""
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", lu(Motif.VIOLENCE, urgence=Urgence.IMMEDIATE, locataire="Roux"))
        await a.ecrire(equipe.fatiha, "roux expulsion jeudi", lu(Motif.EXPULSION, locataire="Roux"))
        await a.appuyer(equipe.fatiha, "Compléter le dossier")

    async def test_corriger_le_danger_garde_ce_qu_un_second_message_a_apporte(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._avec_un_second(equipe)
        await a.appuyer(equipe.fatiha, "Locataire", sujet=1)
        await a.ecrire(equipe.fatiha, "Mme Roux", RIEN)
        dossier = await a.dossier(1)
        assert (dossier.motifs, dossier.locataire) == ((Motif.VIOLENCE, Motif.EXPULSION), "Mme Roux")

    async def test_dire_que_c_est_une_erreur_ne_clot_pas_ce_qu_un_autre_message_dit_aussi(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._avec_un_second(equipe)
        await a.appuyer(equipe.fatiha, "C’est une erreur", sujet=1)
        assert (await a.dossier(1)).etat is EtatDossier.OUVERT
        assert "l’auteur dit que c’était une erreur" in a.fil(equipe.nadia)

    async def test_deux_appuis_sur_c_est_une_erreur_ne_previennent_qu_une_fois(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        await a.prend(equipe.nadia, await a.dossier(1))
        vu = await a.bouton("C’est une erreur", equipe.fatiha)
        assert [(await a.presser(equipe.fatiha, vu)).avis for _ in range(2)] == [Avis.NOTE, Avis.FICHE_PERIMEE]
        assert a.fil(equipe.nadia).tout().count("c’était une erreur") == 1

    async def test_un_danger_parti_garde_au_moins_un_motif(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        await a.appuyer(equipe.fatiha, "Motifs")
        reponse = await a.appuyer(equipe.fatiha, "Violences")
        assert "au moins un motif" in str(reponse.params)
        assert (await a.signalement(1)).motifs == (Motif.VIOLENCE,)

    async def test_un_nom_attendu_par_une_fiche_close_devient_un_nouveau_message(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        await a.appuyer(equipe.fatiha, "Locataire")
        await _clore(equipe)
        assert "Écrivez le nom" not in a.fil(equipe.fatiha).dernier
        await a.ecrire(equipe.fatiha, "il est revenu hier", RIEN)
        assert (await a.dossier(1)).locataire is None
        assert (await a.signalement(2)).texte == "il est revenu hier"

    async def test_un_danger_ne_compte_comme_bien_lu_qu_une_fois_pris(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "mon portable me tue", DANGER)
        assert (await juger_lectures(a.ctx)).messages == 0
        await a.prend(equipe.nadia, await a.dossier(1))
        assert (await juger_lectures(a.ctx)).ensemble.justes == 1


class TestAuteurEtResponsable:
    async def _transmis(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.jusqu_a("2026-11-24 10:00")

    async def test_l_auteur_apprend_que_sa_responsable_a_annule(self, equipe: Equipe) -> None:
        await self._transmis(equipe)
        await equipe.atelier.appuyer(equipe.claire, "Annuler")
        assert "Signalement annulé" in equipe.atelier.fil(equipe.fatiha).dernier

    async def test_l_auteur_apprend_que_sa_responsable_en_a_fait_un_danger(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._transmis(equipe)
        await a.appuyer(equipe.claire, "Urgence")
        await a.appuyer(equipe.claire, "Immédiate")
        assert "V-26-0001" in a.fil(equipe.fatiha).dernier

    async def test_l_auteur_qui_se_ravise_reprend_seul_son_brouillon(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._transmis(equipe)
        await a.appuyer(equipe.claire, "Pas une alerte")
        await a.appuyer(equipe.fatiha, "C’est bien une alerte sociale")
        assert "plus accessible" in a.fil(equipe.claire).dernier
        assert await a.libelles(equipe.claire) == []
        a.fil(equipe.claire).vider()
        await a.jusqu_a("2026-11-24 10:30")
        assert "pas encore envoyé" in a.fil(equipe.fatiha)
        assert a.fil(equipe.claire).tout() == ""

    async def test_qui_n_est_plus_responsable_ne_lit_plus_le_message(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._transmis(equipe)
        async with a.base.write() as unit:
            await unit.personnes.mettre_a_jour(equipe.claire.id, "Claire Petit", [Role.GARDIEN], BAILLEUR)
        assert await a.libelles(equipe.claire, fiche=Fiche.BROUILLON) == []


class TestApprendre:
    async def test_les_deux_noms_de_deux_messages_joints_sont_masques(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "mr dupont ne paie plus", lu(Motif.IMPAYES, locataire="dupont"))
        await a.ecrire(equipe.fatiha, "zielinska ne sort plus. merci, fatiha", lu(Motif.ISOLEMENT))
        await a.appuyer(equipe.fatiha, "Locataire", sujet=2)
        await a.ecrire(equipe.fatiha, "zielinska", RIEN)
        for libelle in ("Motifs", "Rupture", "Retour", "Compléter le dossier précédent", "Envoyer"):
            await a.appuyer(equipe.fatiha, libelle)
        (exemple,) = await exporter_corpus(a.ctx)
        assert exemple.motifs == ("impayes", "isolement", "rupture")
        for nom in ("dupont", "zielinska", "fatiha"):
            assert nom not in exemple.annote.texte

    async def test_joindre_deux_messages_sans_rien_corriger_n_est_pas_un_exemple(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "mr dupont ne paie plus", lu(Motif.IMPAYES, locataire="dupont"))
        await a.ecrire(equipe.fatiha, "zielinska ne sort plus", lu(Motif.ISOLEMENT, locataire="zielinska"))
        for libelle in ("Compléter le dossier précédent", "Envoyer"):
            await a.appuyer(equipe.fatiha, libelle)
        assert await exporter_corpus(a.ctx) == []
