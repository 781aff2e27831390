"""Ce que la personne a retenu face à ce que Vigie proposait ; les exemples qui en sortent, sans un nom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.justesse import Decompte
from domain.signalement import Motif, Urgence
from tests.usecases.atelier import DANGER, IMPAYES, RIEN, Equipe, lu
from usecases.corpus import ERREUR, ExportInterditError, exporter_corpus, juger_lectures
from usecases.purger import purger
from usecases.veille import composer

NOM = "Mme Kowalczyk"
TEXTE = f"{NOM} aux Mirabelles ne paie plus, rappeler kowalczyk au 06 12 34 56 78. Fatiha"


async def _corriger(equipe: Equipe) -> None:
    """Un impayé lu, gardé ; un isolement lu, retiré ; une non-réponse oubliée, ajoutée ; puis l'envoi."""
    a = equipe.atelier
    analyse = lu(Motif.IMPAYES, Motif.ISOLEMENT, residence="Mirabelles", locataire=NOM, a_verifier=(Motif.DECES,))
    await a.ecrire(equipe.fatiha, TEXTE, analyse)
    for libelle in ("Motifs", "Isolement", "Non-réponse", "Retour", "Envoyer"):
        await a.appuyer(equipe.fatiha, libelle)


async def _clore(equipe: Equipe, numero: int) -> None:
    a = equipe.atelier
    dossier = await a.prend(equipe.nadia, await a.dossier(numero))
    await a.ouvre(equipe.nadia, dossier)
    await a.appuyer(equipe.nadia, "Clôturer", equipe.nadia)
    await a.appuyer(equipe.nadia, "Relogé", equipe.nadia)


class TestJuger:
    async def test_chaque_motif_se_compte_propose_garde_retire_ou_ajoute(self, equipe_partout: Equipe) -> None:
        await _corriger(equipe_partout)
        jugee = await juger_lectures(equipe_partout.atelier.ctx)
        assert jugee.messages == 1
        assert {m: d for m, d in jugee.par_motif.items() if d != Decompte()} == {
            Motif.IMPAYES: Decompte(justes=1),
            Motif.ISOLEMENT: Decompte(en_trop=1),
            Motif.NON_REPONSE: Decompte(oublies=1),
            Motif.DECES: Decompte(questions=1),
        }
        assert await equipe_partout.atelier.journal("evaluation") == [("operateur", None)]

    async def test_un_brouillon_pas_encore_envoye_ne_compte_pas(self, equipe: Equipe) -> None:
        await equipe.atelier.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        assert (await juger_lectures(equipe.atelier.ctx)).messages == 0

    async def test_une_photo_seule_n_a_rien_a_lire(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "", piece="photo:a")
        for libelle in ("Incurie", "Envoyer"):
            await a.appuyer(equipe.fatiha, libelle)
        assert (await juger_lectures(a.ctx)).messages == 0

    async def test_une_alerte_prise_pour_hors_perimetre_est_un_oubli(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ça recommence au 12", RIEN)
        for libelle in ("C’est bien une alerte sociale", "Violences"):
            await a.appuyer(equipe.fatiha, libelle)
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert (await juger_lectures(a.ctx)).par_motif[Motif.VIOLENCE] == Decompte(oublies=1)

    async def test_un_danger_retire_comme_une_erreur_etait_en_trop(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha, "mon portable me tue", DANGER)
        await a.appuyer(equipe.fatiha, "C’est une erreur")
        assert (await juger_lectures(a.ctx)).par_motif[Motif.VIOLENCE] == Decompte(en_trop=1)

    async def test_ce_qui_n_etait_pas_une_alerte_etait_en_trop_et_le_reste_une_fois_efface(
        self, equipe_partout: Equipe
    ) -> None:
        a = equipe_partout.atelier
        await a.ecrire(
            equipe_partout.fatiha, "la minuterie ne paie plus de mine", lu(Motif.IMPAYES, a_verifier=(Motif.DECES,))
        )
        await a.appuyer(equipe_partout.fatiha, "Pas une alerte")
        avant = await juger_lectures(a.ctx)
        assert avant.ensemble == Decompte(en_trop=1, questions=1)
        assert (await composer(a.ctx, "2026-11")).lecture == avant
        await a.jusqu_a("2026-12-02 10:00")
        assert await a.corrections() == []
        assert (await a.signalement(1)).texte == ""
        assert await juger_lectures(a.ctx) == avant

    @pytest.mark.parametrize("gestes", [("Annuler",), ("Pas une alerte", "Annuler")])
    async def test_un_brouillon_annule_ne_dit_rien_de_la_lecture(self, equipe: Equipe, gestes: tuple[str, ...]) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        for libelle in gestes:
            await a.appuyer(equipe.fatiha, libelle)
        assert (await juger_lectures(a.ctx)).messages == 0
        annule = await a.signalement(1)
        assert (annule.texte, annule.residence_id, annule.motifs) == ("", None, ())

    async def test_un_hors_perimetre_que_personne_n_a_regarde_ne_compte_pas(self, equipe: Equipe) -> None:
        await equipe.atelier.ecrire(equipe.fatiha, "l ascenseur est en panne", RIEN)
        assert (await juger_lectures(equipe.atelier.ctx)).messages == 0

    async def test_deux_messages_reunis_ont_ete_lus_tous_les_deux(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, "et n'ouvre plus", lu(Motif.NON_REPONSE))
        for libelle in ("Compléter", "Envoyer"):
            await a.appuyer(equipe.fatiha, libelle)
        assert (await juger_lectures(a.ctx)).ensemble == Decompte(justes=2)

    async def test_un_message_reecrit_compte_sa_derniere_lecture(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.ecrire(equipe.fatiha, "n'ouvre plus", lu(Motif.NON_REPONSE), modifie=numero)
        await a.appuyer(equipe.fatiha, "Envoyer")
        assert (await juger_lectures(a.ctx)).ensemble == Decompte(justes=1)

    async def test_le_decompte_reste_quand_le_dossier_s_efface_et_les_exemples_partent(
        self, equipe_partout: Equipe
    ) -> None:
        a = equipe_partout.atelier
        await _corriger(equipe_partout)
        avant = await juger_lectures(a.ctx)
        mois = await composer(a.ctx, "2026-11")
        assert await a.corrections() != []
        await _clore(equipe_partout, 1)
        await a.avancer(days=731)
        assert await purger(a.ctx) == 1
        assert await a.corrections() == []
        assert await exporter_corpus(a.ctx) == []
        assert await juger_lectures(a.ctx) == avant
        assert (await composer(a.ctx, "2026-11")).lecture == mois.lecture == avant


class TestLeReleve:
    async def test_il_compte_le_mois_et_celui_d_avant(self, equipe: Equipe) -> None:
        await _corriger(equipe)
        await equipe.atelier.a("2026-12-07 10:00")
        await equipe.atelier.signale(equipe.fatiha)
        releve = await composer(equipe.atelier.ctx, "2026-12")
        assert releve.lecture.ensemble == Decompte(justes=1)
        assert releve.lecture_avant.ensemble == Decompte(justes=1, en_trop=1, oublies=1, questions=1)

    async def test_il_ne_compte_que_les_dossiers_que_l_on_peut_voir(self, equipe: Equipe) -> None:
        await _corriger(equipe)
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "la minuterie ne paie plus de mine", IMPAYES)
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        assert (await composer(a.ctx, "2026-11")).lecture.messages == 2
        assert (await composer(a.ctx, "2026-11", equipe="ailleurs")).lecture.messages == 0
        assert (await composer(a.ctx, "2026-11", organisation="Autre bailleur")).lecture.messages == 0
        assert (await composer(a.ctx, "2026-11", personne_id=equipe.hugo.id)).lecture.messages == 2
        assert (await composer(a.ctx, "2026-11", personne_id=equipe.claire.id)).lecture.messages == 1


class TestExporter:
    async def test_l_exemple_dit_ce_que_la_personne_a_retenu_sans_dire_qui(self, equipe_partout: Equipe) -> None:
        await _corriger(equipe_partout)
        (exemple,) = await exporter_corpus(equipe_partout.atelier.ctx)
        ligne = exemple.ligne()
        assert list(ligne) == ["id", "text", "motifs", "urgence", "lieu", "locataire", "traps"]
        assert (ligne["motifs"], ligne["urgence"]) == (["impayes", "non_reponse"], "normale")
        texte = str(ligne["text"])
        for secret in ("owalczyk", "irabelles", "12 34", "Fatiha"):
            assert secret not in texte
        assert "ne paie plus" in texte
        assert str(ligne["locataire"]).startswith("Mme ")
        assert str(ligne["locataire"]) in texte
        assert str(ligne["lieu"]["residence"]) in texte  # type: ignore[index]
        assert await equipe_partout.atelier.journal("corpus") == [("operateur", "1 exemple")]

    async def test_exporter_deux_fois_donne_la_meme_chose(self, equipe: Equipe) -> None:
        await _corriger(equipe)
        assert await exporter_corpus(equipe.atelier.ctx) == await exporter_corpus(equipe.atelier.ctx)

    async def test_rien_ne_sort_si_le_dispositif_ne_permet_pas_l_apprentissage(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await _corriger(equipe)
        a.ctx = replace(a.ctx, dispositif=replace(a.ctx.dispositif, apprentissage=False))
        with pytest.raises(ExportInterditError, match="ne permet pas l'apprentissage"):
            await exporter_corpus(a.ctx)
        assert await a.journal("corpus") == []

    async def test_un_signalement_sans_correction_ou_pas_envoye_ne_sort_pas(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha)
        await a.ecrire(equipe.fatiha, "autre message", IMPAYES)
        for libelle in ("Motifs", "Isolement"):
            await a.appuyer(equipe.fatiha, libelle)
        assert await exporter_corpus(a.ctx) == []

    async def test_un_danger_retire_sort_sans_motif_et_a_relire(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.signale(equipe.fatiha, "mon portable me tue", DANGER)
        await a.appuyer(equipe.fatiha, "C’est une erreur")
        (exemple,) = await exporter_corpus(a.ctx)
        assert (exemple.motifs, exemple.urgence, exemple.pieges) == ((), None, (ERREUR,))

    async def test_ce_qui_n_etait_pas_une_alerte_sort_sans_motif_tant_qu_il_est_garde(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "la minuterie ne paie plus de mine", IMPAYES)
        await a.appuyer(equipe.fatiha, "Pas une alerte")
        (exemple,) = await exporter_corpus(a.ctx)
        assert (exemple.motifs, exemple.urgence, exemple.pieges) == ((), None, ())
        assert exemple.annote.texte == "la minuterie ne paie plus de mine"
        await a.jusqu_a("2026-12-02 10:00")
        assert await exporter_corpus(a.ctx) == []

    async def test_ce_que_vigie_seule_a_ecarte_ne_sort_pas_comme_un_exemple(self, equipe: Equipe) -> None:
        a = equipe.atelier
        numero = await a.ecrire(equipe.fatiha, "ne paie plus", IMPAYES)
        await a.appuyer(equipe.fatiha, "Locataire")
        await a.ecrire(equipe.fatiha, "Mme Zielinska")
        await a.ecrire(equipe.fatiha, "elle garde un foulard par trente degrés", RIEN, modifie=numero)
        assert await a.corrections() != []
        assert await exporter_corpus(a.ctx) == []

    async def test_un_nom_donne_a_la_main_est_retire_du_texte_et_annote(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.ecrire(equipe.fatiha, "zielinska ne sort plus", lu(Motif.ISOLEMENT, urgence=Urgence.HAUTE))
        await a.appuyer(equipe.fatiha, "Locataire")
        await a.ecrire(equipe.fatiha, "Mme Zielinska")
        await a.appuyer(equipe.fatiha, "Envoyer")
        (exemple,) = await exporter_corpus(a.ctx)
        assert "zielinska" not in exemple.annote.texte
        assert exemple.annote.locataire == exemple.annote.texte.split()[0]
