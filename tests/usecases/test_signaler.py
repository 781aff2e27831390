"""Du premier message à l'envoi (parcours, 1) : la fiche, ce qui manque, les corrections, le danger, l'oubli."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.dossier import Cloture, EtatDossier, EtatSignalement
from domain.echeance import Sorte
from domain.personne import Perimetre, Role
from domain.signalement import Indice, Lieu, Motif, Urgence
from domain.vues import Avis, Fiche
from tests.usecases.atelier import DANGER, GROUPE, GROUPE_CELLULE, IMPAYES, RIEN, Equipe, lu


class TestComprendre:
    async def test_un_message_compris_part_en_un_seul_geste(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "mr dupont ne paie plus", lu(Motif.IMPAYES, locataire="mr dupont"))
        fiche = a.fil(equipe.fatiha).dernier
        for mots in ("Motifs : Impayés", "Urgence : Normale", "Les Mirabelles", "Locataire : mr dupont"):
            assert mots in fiche
        reponse = await a.appuyer(equipe.fatiha, "Envoyer")
        assert (reponse.avis, reponse.params) == (Avis.ENVOYE, {"reference": "V-26-0001"})
        assert "V-26-0001 : signalement envoyé." in a.fil(equipe.fatiha).dernier

    async def test_la_fiche_cite_les_mots_qui_l_ont_fait_comprendre_et_dit_ce_qui_est_ecarte(
        self, equipe: Equipe
    ) -> None:
        from domain.signalement import Statut

        analyse = replace(
            IMPAYES,
            indices=(Indice(Motif.IMPAYES, 0, 15), Indice(Motif.DECES, 17, 29, Statut.NIE)),
        )
        await equipe.atelier.ecrire(equipe.fatiha, "ne paie plus <3, pas décédé.", analyse)
        fiche = equipe.atelier.fil(equipe.fatiha).dernier
        assert "Impayés (« ne paie plus &lt;3 »)" in fiche
        assert "Écarté : Décès (« pas décédé. » : le message dit le contraire)" in fiche

    async def test_le_perimetre_d_un_seul_site_donne_la_residence(self, equipe: Equipe) -> None:
        await equipe.atelier.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        assert (await equipe.atelier.signalement(1)).residence_id == equipe.mirabelles.id

    @pytest.mark.parametrize("ecrit", ["Les Acacias", "acacias", "résidence les acacias"])
    async def test_le_nom_ecrit_donne_la_residence(self, equipe: Equipe, ecrit: str) -> None:
        await equipe.atelier.ecrire(equipe.luis, f"impayés aux {ecrit}", lu(Motif.IMPAYES, residence=ecrit))
        assert (await equipe.atelier.signalement(1)).residence_id == equipe.acacias.id

    async def test_un_nom_porte_par_deux_sites_est_demande(self, equipe: Equipe) -> None:
        a = equipe.atelier
        jumelle = await a.residence("Les Acacias", commune="Corbeil")
        async with a.base.write() as unit:
            sites = [Perimetre(residence_id=r.id) for r in (equipe.acacias, jumelle)]
            await unit.personnes.remplacer_perimetres(equipe.luis.id, sites)
        await a.ecrire(equipe.luis, "impayés", lu(Motif.IMPAYES, residence="Les Acacias"))
        assert (await a.signalement(1)).residence_id is None
        assert {"Les Acacias (Évry)", "Les Acacias (Corbeil)"} <= set(await a.libelles(equipe.luis))

    async def test_la_residence_qui_manque_se_choisit_puis_on_envoie(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        assert "Quelle résidence ?" in a.fil(equipe.luis).dernier
        assert "Envoyer" not in await a.libelles(equipe.luis)
        await a.appuyer(equipe.luis, "Les Acacias")
        await a.appuyer(equipe.luis, "Envoyer")
        assert (await a.dossier(1)).residence_id == equipe.acacias.id

    async def test_une_residence_inconnue_n_empeche_pas_d_envoyer(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.luis, "Autre lieu")
        assert "Lieu : non connu" in a.fil(equipe.luis).dernier
        await a.appuyer(equipe.luis, "Envoyer")
        assert (await a.dossier(1)).residence_id is None

    async def test_dire_qu_on_ne_sait_pas_ote_la_residence_mal_reconnue(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        for libelle in ("Lieu", "Résidence", "Autre lieu"):
            await a.appuyer(equipe.fatiha, libelle)
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert (await a.dossier(1)).residence_id is None

    async def test_on_ne_choisit_pas_la_residence_d_un_autre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        loin = await a.residence("Le Prado")
        vu = await a.bouton("Les Acacias", equipe.luis)
        reponse = await a.presser(equipe.luis, vu, valeur=str(loin.id))
        assert reponse.avis is Avis.REFUS
        assert (await a.signalement(1)).residence_id is None
        assert await a.journal("refus")

    async def test_beaucoup_de_residences_se_parcourent_par_pages(self, equipe: Equipe) -> None:
        a = equipe.atelier
        for lettre in "ABCDEFGHIJ":
            await a.residence(f"Tour {lettre}")
        async with a.base.write() as unit:
            await unit.personnes.remplacer_perimetres(equipe.luis.id, [Perimetre(bailleur="Essonne Habitat")])
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        assert "Tour J" not in await a.libelles(equipe.luis)
        await a.appuyer(equipe.luis, "Suivant")
        await a.appuyer(equipe.luis, "Tour J")
        assert "Tour J" in a.fil(equipe.luis).dernier

    async def test_une_photo_seule_demande_les_motifs_et_part_en_trois_gestes(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "", piece="photo:abc")
        assert "Choisissez un ou plusieurs motifs" in a.fil(equipe.luis).dernier
        for libelle in ("Incurie", "Les Acacias", "Envoyer"):
            await a.appuyer(equipe.luis, libelle)
        dossier = await a.dossier(1)
        assert (dossier.motifs, dossier.residence_id) == ((Motif.INCURIE,), equipe.acacias.id)

    async def test_un_motif_a_verifier_se_confirme_d_un_geste(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "plus vue depuis un mois", lu(a_verifier=[Motif.DECES]))
        assert "À vérifier : Décès ?" in a.fil(equipe.fatiha).dernier
        await a.appuyer(equipe.fatiha, "Décès ?")
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert (await a.dossier(1)).motifs == (Motif.DECES,)

    async def test_des_points_seuls_ne_font_pas_un_brouillon_mais_corriges_ils_en_font_un(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "...")
        assert "Décrivez la situation" in a.fil(equipe.fatiha).dernier
        await a.ecrire(equipe.fatiha, "mr dupont ne paie plus", IMPAYES, modifie=numero)
        assert (await a.signalement(1)).motifs == (Motif.IMPAYES,)

    async def test_qui_n_est_qu_administrateur_ne_signale_pas(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.agnes, "ne paie plus", IMPAYES)
        assert a.fil(equipe.agnes).dernier == "Vous n’avez pas le droit de signaler."

    async def test_un_responsable_et_une_chargee_signalent_aussi(self, equipe: Equipe) -> None:
        a = equipe.atelier
        for qui in (equipe.claire, equipe.nadia):
            await a.ecrire(qui, "ne paie plus", lu(Motif.IMPAYES, residence="Les Mirabelles"))
            await a.appuyer(qui, "Envoyer")
        assert len(await a.dossiers()) == 2


class TestCorriger:
    async def test_motifs_urgence_lieu_et_locataire_se_corrigent_et_chaque_correction_est_gardee(
        self, equipe: Equipe
    ) -> None:
        a, luis = equipe.atelier, equipe.luis
        await a.ecrire(luis, "ne paie plus", lu(Motif.IMPAYES, residence="Les Mirabelles"))
        for libelle in ("Motifs", "Isolement", "Retour", "Urgence", "Haute", "Lieu", "Résidence", "Les Acacias"):
            await a.appuyer(luis, libelle)
        await a.appuyer(luis, "Locataire")
        await a.ecrire(luis, "Mme Rivière")
        for libelle in ("Lieu", "Bâtiment, étage, porte"):
            await a.appuyer(luis, libelle)
        await a.ecrire(luis, "porte 12", lu(logement="12"))
        await a.appuyer(luis, "Envoyer")
        dossier = await a.dossier(1)
        assert dossier.motifs == (Motif.IMPAYES, Motif.ISOLEMENT)
        assert (dossier.urgence, dossier.locataire, dossier.lieu.logement) == (Urgence.HAUTE, "Mme Rivière", "12")
        assert dossier.residence_id == equipe.acacias.id
        assert [champ for champ, _, _ in await a.corrections()] == [
            "motifs",
            "urgence",
            "residence",
            "locataire",
            "lieu",
        ]

    async def test_un_dispositif_sans_apprentissage_ne_garde_aucune_correction(self, equipe: Equipe) -> None:
        a = equipe.atelier
        a.ctx = replace(a.ctx, dispositif=replace(a.ctx.dispositif, apprentissage=False))
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        for libelle in ("Motifs", "Isolement", "Retour", "Urgence", "Haute"):
            await a.appuyer(equipe.fatiha, libelle)
        assert await a.corrections() == []
        assert (await a.signalement(1)).urgence is Urgence.HAUTE

    async def test_l_urgence_ne_descend_pas_sous_le_minimum_du_motif(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", lu(Motif.VIOLENCE, urgence=Urgence.NORMALE))
        assert "Urgence : Haute" in a.fil(equipe.fatiha).dernier
        for libelle in ("Urgence", "Normale"):
            await a.appuyer(equipe.fatiha, libelle)
        assert (await a.signalement(1)).urgence is Urgence.HAUTE

    async def test_un_bouton_de_motif_perime_ne_bascule_rien(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.fatiha, "Motifs")
        vu = await a.bouton("Isolement", equipe.fatiha)
        await a.presser(equipe.fatiha, vu)
        reponse = await a.presser(equipe.fatiha, vu)
        assert reponse.avis is Avis.FICHE_PERIMEE
        assert (await a.signalement(1)).motifs == (Motif.IMPAYES, Motif.ISOLEMENT)

    @pytest.mark.parametrize("libelle", ["Isolement", "Haute", "Les Acacias"])
    async def test_un_bouton_forge_est_refuse_sans_panne(self, equipe: Equipe, libelle: str) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        if libelle != "Les Acacias":
            await a.appuyer(equipe.luis, "Motifs" if libelle == "Isolement" else "Urgence")
        vu = await a.bouton(libelle, equipe.luis)
        for forge in ("", "x" * 20, "²", "-1"):
            vu = await a.bouton(libelle, equipe.luis)
            assert (await a.presser(equipe.luis, vu, valeur=forge)).avis in {Avis.FICHE_PERIMEE, Avis.REFUS}

    async def test_un_long_texte_apres_locataire_est_un_nouveau_message(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.fatiha, "Locataire")
        await a.ecrire(equipe.fatiha, "au fait " * 20, lu(Motif.VOISINAGE))
        assert (await a.signalement(1)).locataire is None
        assert (await a.signalement(2)).motifs == (Motif.VOISINAGE,)

    async def test_annuler_efface_le_texte_le_nom_et_les_corrections(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "mr dupont ne paie plus", lu(Motif.IMPAYES, logement="12"), piece="photo:a")
        await a.appuyer(equipe.fatiha, "Locataire")
        await a.ecrire(equipe.fatiha, "Dupont")
        await a.appuyer(equipe.fatiha, "Annuler")
        efface = await a.signalement(1)
        assert efface.etat is EtatSignalement.ANNULE
        assert (efface.texte, efface.locataire, efface.lieu, efface.piece) == ("", None, Lieu(), None)
        assert await a.corrections() == []
        assert await a.prevues() == []
        assert a.fil(equipe.fatiha).dernier == "Signalement annulé. Rien n’a été envoyé."


class TestDanger:
    async def test_il_part_sans_attendre_avec_les_numeros_d_abord(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        fiche = a.fil(equipe.fatiha).dernier
        assert "le 17 (ou 114 par SMS), le 3919 (violences), le 119 (enfant en danger)" in fiche.splitlines()[0]
        assert "V-26-0001 : signalement envoyé sans attendre" in fiche
        assert "V-26-0001" in a.fil(GROUPE)
        assert "V-26-0001" in a.fil(equipe.claire), "sans astreinte réglée, le responsable de l'auteur"

    async def test_il_part_meme_sans_lieu_et_le_lieu_choisi_ensuite_le_reoriente(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "il la frappe", DANGER)
        assert (await a.dossier(1)).residence_id is None
        assert (await a.dossier(1)).propose_id is not None
        await a.appuyer(equipe.luis, "Les Mirabelles")
        dossier = await a.dossier(1)
        assert (dossier.residence_id, dossier.propose_id) == (equipe.mirabelles.id, equipe.nadia.id)

    async def test_l_astreinte_du_dispositif_passe_avant_le_responsable(self, equipe: Equipe) -> None:
        a = equipe.atelier
        garde = await a.personne("Olivier Garde", Role.RESPONSABLE)
        dispositif = replace(a.ctx.dispositif, astreinte={"essonne habitat": ("Olivier Garde",)})
        a.ctx = replace(a.ctx, dispositif=dispositif)
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        assert "V-26-0001" in a.fil(garde)
        assert "V-26-0001" not in a.fil(equipe.claire)

    async def test_une_astreinte_injoignable_ou_partie_laisse_la_place_au_responsable(self, equipe: Equipe) -> None:
        a = equipe.atelier
        parti = await a.personne("Olivier Garde", Role.RESPONSABLE)
        async with a.base.write() as unit:
            await unit.personnes.desactiver(parti.id)
        await a.personne("Paule Muette", Role.RESPONSABLE, inscrite=False)
        a.ctx = replace(a.ctx, dispositif=replace(a.ctx.dispositif, astreinte={"*": ("Olivier Garde", "Paule Muette")}))
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        assert "V-26-0001" in a.fil(equipe.claire)

    async def test_un_danger_designe_par_bouton_part_aussi(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "crie au secours", lu(Motif.VIOLENCE, urgence=Urgence.HAUTE))
        await a.appuyer(equipe.luis, "Urgence")
        await a.appuyer(equipe.luis, "Immédiate")
        assert (await a.dossier(1)).urgence is Urgence.IMMEDIATE

    async def test_c_est_une_erreur_retire_ce_que_personne_n_a_pris(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        await a.appuyer(equipe.fatiha, "C’est une erreur")
        dossier = await a.dossier(1)
        assert (dossier.etat, dossier.cloture) == (EtatDossier.CLOS, Cloture.ERREUR)
        assert await a.prevues() == []
        assert "Retiré : signalé par erreur" in a.fil(GROUPE).dernier
        assert await a.libelles(equipe.fatiha) == []

    async def test_deja_pris_c_est_la_personne_en_charge_qui_decide(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER)
        await a.prend(equipe.nadia, await a.dossier(1))
        await a.appuyer(equipe.fatiha, "C’est une erreur")
        assert (await a.dossier(1)).etat is EtatDossier.PRIS_EN_CHARGE
        assert "l’auteur dit que c’était une erreur" in a.fil(equipe.nadia)

    async def test_baisser_l_urgence_d_un_danger_parti_change_le_delai(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "au secours", lu(Motif.AUTONOMIE, urgence=Urgence.IMMEDIATE))
        assert await a.prevues() == [("escalade", "2026-11-23 10:15")]
        await a.appuyer(equipe.fatiha, "Urgence")
        await a.appuyer(equipe.fatiha, "Normale")
        assert await a.prevues() == [("escalade", "2026-11-25 10:00")]


class TestHorsPerimetre:
    async def test_il_le_dit_et_indique_quoi_faire(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ascenseur en panne")
        assert "contactez l’agence" in a.fil(equipe.fatiha).dernier
        assert await a.libelles(equipe.fatiha) == ["C’est bien une alerte sociale", "Annuler"]

    async def test_il_n_est_ni_rappele_ni_transmis_seulement_efface_a_son_terme(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ascenseur en panne")
        assert await a.prevues() == [("effacement", "2026-11-30 10:00")]
        await a.jusqu_a("2026-11-30 10:00")
        assert (await a.signalement(1)).texte == ""

    async def test_c_est_bien_une_alerte_sociale_se_qualifie_et_part_en_trois_gestes(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "la dame du 3e appelle pour rien")
        for libelle in ("C’est bien une alerte sociale", "Isolement", "Envoyer"):
            await a.appuyer(equipe.fatiha, libelle)
        assert (await a.dossier(1)).motifs == (Motif.ISOLEMENT,)
        assert ("perimetre", "hors_perimetre", "alerte") in await a.corrections()

    async def test_requalifie_puis_oublie_il_est_rappele_et_transmis_comme_un_autre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "la dame du 3e")
        await a.appuyer(equipe.fatiha, "C’est bien une alerte sociale")
        assert [sorte for sorte, _ in await a.prevues()] == ["rappel_brouillon", "transmission"]


class TestRepondreEtModifier:
    async def test_repondre_a_la_fiche_complete_le_brouillon(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        await a.ecrire(equipe.fatiha, "et il crie", lu(Motif.IMPAYES, Motif.VOISINAGE), reponse_a=fiche)
        complete = await a.signalement(1)
        assert complete.texte == "ne paie plus\net il crie"
        assert complete.motifs == (Motif.IMPAYES, Motif.VOISINAGE)

    async def test_repondre_ne_defait_aucune_correction_humaine(self, equipe: Equipe) -> None:
        a, luis = equipe.atelier, equipe.luis
        await a.ecrire(luis, "", piece="photo:abc")
        for libelle in ("Incurie", "Les Acacias", "Urgence", "Haute", "Locataire"):
            await a.appuyer(luis, libelle)
        await a.ecrire(luis, "Mme Rivière")
        fiche = await a.message_de(luis, Fiche.BROUILLON, 1)
        await a.ecrire(luis, "bâtiment B", lu(batiment="B"), reponse_a=fiche)
        garde = await a.signalement(1)
        assert (garde.etat, garde.motifs) == (EtatSignalement.BROUILLON, (Motif.INCURIE,))
        assert (garde.urgence, garde.locataire) == (Urgence.HAUTE, "Mme Rivière")
        assert (garde.residence_id, garde.lieu.batiment) == (equipe.acacias.id, "B")

    async def test_un_motif_retire_a_la_main_ne_revient_pas(self, equipe: Equipe) -> None:
        a = equipe.atelier
        deux = lu(Motif.IMPAYES, Motif.VOISINAGE)
        numero = await a.ecrire(equipe.fatiha, "ne paie plus et crie", deux)
        await a.appuyer(equipe.fatiha, "Motifs")
        await a.appuyer(equipe.fatiha, "Troubles de voisinage")
        await a.ecrire(equipe.fatiha, "ne paie plus et crie, bât B", deux, modifie=numero)
        assert (await a.signalement(1)).motifs == (Motif.IMPAYES,)

    async def test_une_alerte_requalifiee_puis_completee_reste_une_alerte(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "la dame du 3e")
        await a.appuyer(equipe.fatiha, "C’est bien une alerte sociale")
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        await a.ecrire(equipe.fatiha, "elle s'appelle Rose", lu(locataire="Rose"), reponse_a=fiche)
        assert (await a.signalement(1)).etat is EtatSignalement.BROUILLON

    async def test_modifier_le_message_met_a_jour_le_brouillon(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "ascenseur en panne")
        await a.ecrire(equipe.fatiha, "mr dupont ne paie plus", IMPAYES, modifie=numero)
        corrige = await a.signalement(1)
        assert (corrige.etat, corrige.texte) == (EtatSignalement.BROUILLON, "mr dupont ne paie plus")
        assert [sorte for sorte, _ in await a.prevues()] == ["rappel_brouillon", "transmission"]

    async def test_modifier_en_danger_fait_partir(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, "il la frappe", DANGER, modifie=numero)
        assert (await a.dossier(1)).urgence is Urgence.IMMEDIATE

    async def test_modifier_apres_l_envoi_complete_le_dossier_et_se_corrige_encore(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.fatiha, "Envoyer")
        for texte in ("ne paie plus depuis mars", "ne paie plus depuis avril"):
            await a.ecrire(equipe.fatiha, texte, IMPAYES, modifie=numero)
        async with a.base.read() as unit:
            complements = await unit.complements.de_dossier(1)
        assert [c.texte for c in complements] == ["ne paie plus depuis avril"]
        assert "V-26-0001 : un complément est arrivé." in a.fil(equipe.nadia)
        assert "avril" not in a.fil(GROUPE)

    async def test_repondre_a_un_dossier_clos_garde_le_message_et_le_dit(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.signale(equipe.fatiha)
        await a.prend(equipe.nadia, dossier)
        await a.ouvre(equipe.nadia, dossier)
        for libelle in ("Clôturer", "Relogé"):
            await a.appuyer(equipe.nadia, libelle, fiche=Fiche.DOSSIER)
        fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
        await a.ecrire(equipe.fatiha, "il est revenu", RIEN, reponse_a=fiche)
        assert "c’est ajouté, mais ce dossier est clos" in a.fil(equipe.fatiha)
        async with a.base.read() as unit:
            assert [c.texte for c in await unit.complements.de_dossier(1)] == ["il est revenu"]

    async def test_repondre_a_la_fiche_d_un_autre_n_ecrit_rien_chez_lui(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.signale(equipe.fatiha)
        async with a.base.write() as unit:
            intrus = await unit.cards.open(Fiche.DOSSIER, dossier.id, equipe.luis.telegram_id or 0)
            await unit.cards.shown(intrus.id, 777, None)
        await a.ecrire(equipe.luis, "je regarde", RIEN, reponse_a=777)
        assert "Je ne trouve pas ce dossier" in a.fil(equipe.luis).dernier
        assert await a.journal("refus")

    async def test_un_album_fait_un_seul_signalement_avec_toutes_ses_photos(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "logement envahi", lu(Motif.INCURIE), piece="photo:1", album="z")
        for numero in (2, 3):
            await a.ecrire(equipe.fatiha, "", lu(Motif.INCURIE), piece=f"photo:{numero}", album="z")
        un = await a.signalement(1)
        assert un.piece == "photo:1\nphoto:2\nphoto:3"
        assert un.motifs == (Motif.INCURIE,)
        assert len(await a.libelles(equipe.fatiha)) == len(set(await a.libelles(equipe.fatiha)))

    async def test_le_meme_message_recu_deux_fois_ne_fait_qu_un_brouillon(self, equipe: Equipe) -> None:
        from storage.inbox import AlreadyDoneError
        from usecases.message import Message
        from usecases.signaler import signaler

        a, fatiha = equipe.atelier, equipe.fatiha
        assert fatiha.telegram_id is not None
        a.prochaine = IMPAYES
        message = Message(await a.entree(fatiha.telegram_id), fatiha.telegram_id, fatiha.telegram_id, 5, "ne paie plus")
        await signaler(a.ctx, message)
        with pytest.raises(AlreadyDoneError):
            await signaler(a.ctx, message)
        async with a.base.read() as unit:
            assert len(await unit.signalements.envoyes_par(fatiha.id, 10)) == 1


class TestDoublons:
    async def test_le_meme_nom_au_meme_site_propose_de_completer(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha, analyse=lu(Motif.IMPAYES, locataire="M. Dupont"))
        await a.ecrire(
            equipe.fatiha, "mr dupont crie", lu(Motif.VOISINAGE, urgence=Urgence.HAUTE, locataire="mr Dupont")
        )
        assert "Vous avez déjà un dossier ouvert ici : V-26-0001" in a.fil(equipe.fatiha).dernier
        await a.appuyer(equipe.fatiha, "Compléter le dossier")
        (dossier,) = await a.dossiers()
        assert (dossier.motifs, dossier.urgence) == ((Motif.IMPAYES, Motif.VOISINAGE), Urgence.HAUTE)
        assert await a.prevues(Sorte.ESCALADE) == [("escalade", "2026-11-23 15:30")], "le délai suit l'urgence"

    async def test_la_residence_choisie_par_bouton_fait_aussi_le_rapprochement(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dupont = lu(Motif.IMPAYES, logement="12", residence="Les Acacias")
        await a.signale(equipe.luis, analyse=dupont)
        await a.ecrire(equipe.luis, "encore lui", lu(Motif.IMPAYES, logement="12"))
        await a.appuyer(equipe.luis, "Les Acacias")
        assert "V-26-0001" in a.fil(equipe.luis).dernier
        assert "Nouveau dossier" in await a.libelles(equipe.luis)

    async def test_nouveau_dossier_en_ouvre_un_autre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dupont = lu(Motif.IMPAYES, locataire="M. Dupont")
        await a.signale(equipe.fatiha, analyse=dupont)
        await a.ecrire(equipe.fatiha, "mr dupont, le fils", dupont)
        await a.appuyer(equipe.fatiha, "Nouveau dossier")
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert [d.reference for d in await a.dossiers()] == ["V-26-0001", "V-26-0002"]

    async def test_le_dossier_d_un_autre_n_est_jamais_revele_mais_la_chargee_voit_le_rapprochement(
        self, equipe: Equipe
    ) -> None:
        a = equipe.atelier
        dupont = lu(Motif.IMPAYES, locataire="M. Dupont", residence="Les Mirabelles")
        await a.signale(equipe.luis, analyse=dupont)
        second = await a.signale(equipe.fatiha, analyse=dupont)
        assert "V-26-0001" not in a.fil(equipe.fatiha)
        details = await a.ouvre(equipe.nadia, second)
        assert "À rapprocher de : V-26-0001" in details

    async def test_deux_brouillons_se_rejoignent_meme_si_le_second_n_est_qu_une_photo(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, "", piece="photo:x")
        await a.appuyer(equipe.fatiha, "Compléter le dossier précédent")
        un, deux = await a.signalement(1), await a.signalement(2)
        assert (un.piece, un.motifs, deux.etat) == ("photo:x", (Motif.IMPAYES,), EtatSignalement.JOINT)
        assert "a rejoint votre signalement précédent" in a.fil(equipe.fatiha)
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert len(await a.dossiers()) == 1

    async def test_le_brouillon_rejoint_apporte_le_nom_et_le_lieu_qui_manquaient(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        suite = lu(Motif.ISOLEMENT, residence="Les Acacias", logement="12", locataire="Dupont")
        await a.ecrire(equipe.luis, "dupont, acacias, 12", suite)
        await a.appuyer(equipe.luis, "Compléter le dossier précédent")
        un = await a.signalement(1)
        assert (un.locataire, un.lieu.logement, un.residence_id) == ("Dupont", "12", equipe.acacias.id)

    async def test_un_dossier_clos_entre_temps_n_est_plus_propose(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dupont = lu(Motif.IMPAYES, locataire="Dupont")
        dossier = await a.signale(equipe.fatiha, analyse=dupont)
        await a.ecrire(equipe.fatiha, "dupont encore", dupont)
        async with a.base.write() as unit:
            await unit.dossiers.clore(dossier.id, EtatDossier.OUVERT, Cloture.RELOGE, a.horloge.now())
        assert "Envoyer" in await a.libelles(equipe.fatiha)


class TestOubli:
    async def test_un_brouillon_est_rappele_apres_trente_minutes_puis_transmis_apres_un_jour(
        self, equipe: Equipe
    ) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        assert await a.prevues() == [("rappel_brouillon", "2026-11-23 10:30"), ("transmission", "2026-11-24 10:00")]
        await a.jusqu_a("2026-11-23 10:30")
        assert "pas encore envoyé" in a.fil(equipe.fatiha)
        await a.jusqu_a("2026-11-24 10:00")
        assert "Signalement à qualifier" in a.fil(equipe.claire)
        assert "transmis à votre responsable" in a.fil(equipe.fatiha).dernier
        assert await a.libelles(equipe.fatiha) == []

    async def test_le_responsable_qualifie_et_envoie_au_nom_de_l_auteur(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.luis, "ne paie plus", IMPAYES)
        await a.jusqu_a("2026-11-24 10:00")
        await a.appuyer(equipe.claire, "Les Acacias")
        await a.appuyer(equipe.claire, "Envoyer")
        assert (await a.dossier(1)).auteur_id == equipe.luis.id
        assert "V-26-0001 : signalement envoyé." in a.fil(equipe.luis).dernier
        assert await a.prevues(Sorte.RAPPEL_BROUILLON) == []

    async def test_a_qualifier_revient_chaque_jour_ouvre_au_responsable_seul(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.jusqu_a("2026-11-24 10:00")
        a.fil(equipe.fatiha).vider()
        for jour in ("2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"):
            a.fil(equipe.claire).vider()
            assert await a.prevues() == [("rappel_brouillon", f"{jour} 09:00")]
            await a.jusqu_a(f"{jour} 09:00")
            assert "vous est transmis" in a.fil(equipe.claire)
        assert a.fil(equipe.fatiha).tout() == ""

    async def test_a_qualifier_complete_par_son_auteur_reste_au_responsable(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.jusqu_a("2026-11-24 10:00")
        await a.ecrire(equipe.fatiha, "ne paie plus depuis mars", IMPAYES, modifie=numero)
        assert (await a.signalement(1)).etat is EtatSignalement.A_QUALIFIER
        assert "Envoyer" in await a.libelles(equipe.claire)

    @pytest.mark.parametrize(
        ("ecrit_a", "rappel"),
        [("2026-11-23 19:45", "2026-11-24 08:00"), ("2026-11-23 23:00", "2026-11-24 08:00")],
    )
    async def test_la_nuit_le_rappel_attend_le_matin(self, equipe: Equipe, ecrit_a: str, rappel: str) -> None:
        a = equipe.atelier
        await a.a(ecrit_a)
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        assert (await a.prevues(Sorte.RAPPEL_BROUILLON))[0] == ("rappel_brouillon", rappel)

    async def test_un_rappel_en_retard_la_nuit_attend_aussi_le_matin(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        a.fil(equipe.fatiha).vider()
        await a.a("2026-11-23 22:00")
        assert a.fil(equipe.fatiha).tout() == ""
        assert ("rappel_brouillon", "2026-11-24 08:00") in await a.prevues()

    async def test_sans_responsable_joignable_le_brouillon_va_a_la_cellule(self, equipe: Equipe) -> None:
        a = equipe.atelier
        async with a.base.write() as unit:
            await unit.personnes.desactiver(equipe.claire.id)
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.jusqu_a("2026-11-24 10:00")
        assert "Signalement à qualifier" in a.fil(equipe.hugo)

    async def test_sans_personne_pour_le_recevoir_il_n_est_pas_perdu(self, equipe: Equipe) -> None:
        a = equipe.atelier
        async with a.base.write() as unit:
            for qui in (equipe.claire, equipe.hugo):
                await unit.personnes.desactiver(qui.id)
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.jusqu_a("2026-11-24 10:00")
        assert (await a.signalement(1)).etat is EtatSignalement.BROUILLON
        assert await a.prevues() == [("transmission", "2026-11-25 10:00")]

    async def test_envoye_il_n_est_plus_rappele(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha)
        assert await a.prevues(Sorte.RAPPEL_BROUILLON, Sorte.TRANSMISSION) == []


async def test_l_auteur_suit_son_signalement_sans_voir_le_suivi_social(equipe: Equipe) -> None:
    a = equipe.atelier
    dossier = await a.signale(equipe.fatiha)
    await a.prend(equipe.nadia, dossier)
    assert "V-26-0001 : votre signalement est pris en charge par Nadia Benali." in a.fil(equipe.fatiha)
    await a.ouvre(equipe.nadia, dossier)
    await a.appuyer(equipe.nadia, "Absent", fiche=Fiche.DOSSIER)
    for libelle in ("Clôturer", "Objectifs atteints"):
        await a.appuyer(equipe.nadia, libelle, fiche=Fiche.DOSSIER)
    assert "V-26-0001 : le dossier est clos." in a.fil(equipe.fatiha)
    for mots in ("Tentative", "Absent", "Objectifs", "Appel"):
        assert mots not in a.fil(equipe.fatiha)
    assert "mr dupont" not in a.fil(GROUPE)
    assert "mr dupont" not in a.fil(GROUPE_CELLULE)
