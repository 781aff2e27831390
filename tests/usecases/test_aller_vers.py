"""Aller vers, suivre, clôturer (parcours, 3) : chaque rappel à son heure, chaque échec autrement, rien d'oublié."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.dossier import Cloture, EtatDossier
from domain.echeance import Sorte
from domain.personne import Role
from domain.signalement import Motif, Urgence
from domain.vues import Avis, Fiche
from tests.usecases.atelier import GROUPE, Equipe, lu


@pytest.mark.parametrize(
    ("urgence", "pris_le", "tentative", "quoi"),
    [
        (Urgence.IMMEDIATE, "2026-11-23 23:30", "2026-11-24 00:30", "appel sans délai"),
        (Urgence.HAUTE, "2026-11-23 10:00", "2026-11-24 10:00", "visite au domicile"),
        (Urgence.HAUTE, "2026-11-27 17:30", "2026-11-30 10:00", "visite au domicile"),
        (Urgence.NORMALE, "2026-11-23 10:00", "2026-11-26 10:00", "appel"),
        (Urgence.NORMALE, "2027-10-29 16:00", "2027-11-04 10:00", "appel"),
    ],
)
async def test_la_premiere_tentative_suit_l_urgence(
    equipe: Equipe, urgence: Urgence, pris_le: str, tentative: str, quoi: str
) -> None:
    a = equipe.atelier
    await a.a(pris_le)
    dossier = await a.signale(equipe.fatiha, analyse=lu(Motif.ISOLEMENT, urgence=urgence))
    await a.prend(equipe.nadia, dossier)
    assert await a.prevues() == [("tentative", tentative)]
    assert f"Première étape : {quoi}" in a.fil(equipe.nadia)


class TestRappels:
    async def _pris(self, equipe: Equipe) -> None:
        await equipe.atelier.prend(equipe.nadia, await equipe.atelier.signale(equipe.fatiha))
        equipe.atelier.fil(equipe.nadia).vider()

    async def test_la_tentative_se_rappelle_a_son_heure_sans_identite(self, equipe: Equipe) -> None:
        await self._pris(equipe)
        a = equipe.atelier
        await a.jusqu_a("2026-11-26 09:59")
        assert a.fil(equipe.nadia).tout() == ""
        await a.jusqu_a("2026-11-26 10:00")
        rappel = a.fil(equipe.nadia).dernier
        assert "V-26-0001, tentative 1" in rappel
        assert "Qu’est-ce que cela a donné ?" in rappel
        assert "dupont" not in rappel
        assert await a.libelles(equipe.nadia) == [
            "Rencontré",
            "Absent",
            "Refus",
            "Injoignable",
            "Reporter",
            "Détails",
        ]

    async def test_sans_reponse_il_revient_le_jour_ouvre_suivant_puis_monte_a_la_responsable(
        self, equipe: Equipe
    ) -> None:
        await self._pris(equipe)
        a = equipe.atelier
        await a.jusqu_a("2026-11-26 10:00")
        assert await a.prevues() == [("tentative", "2026-11-27 09:00")]
        a.fil(equipe.nadia).vider()
        await a.jusqu_a("2026-11-27 09:00")
        assert "tentative 1" in a.fil(equipe.nadia)
        assert a.fil(equipe.claire).tout() == ""
        assert await a.prevues() == [("tentative", "2026-11-30 09:00")], "jamais le week-end"
        await a.jusqu_a("2026-11-30 09:00")
        assert "V-26-0001 : Nadia Benali n’a pas répondu aux rappels de tentative." in a.fil(equipe.claire)
        assert await a.prevues() == [("tentative", "2026-12-01 09:00")]
        assert "« mr dupont ne paie plus »" in await self._lit(equipe)

    async def _lit(self, equipe: Equipe) -> str:
        """La responsable avertie ouvre le dossier par sa référence."""
        from usecases.consulter import ouvrir_dossier

        a, claire = equipe.atelier, equipe.claire
        assert claire.telegram_id is not None
        entree = await a.entree(claire.telegram_id)
        await ouvrir_dossier(a.ctx, entree, claire.telegram_id, claire.telegram_id, "v-26-0001")
        await a.livrer()
        return a.fil(claire).dernier

    async def test_sans_responsable_attitre_celui_du_lieu_puis_la_cellule(self, equipe: Equipe) -> None:
        await self._pris(equipe)
        a = equipe.atelier
        async with a.base.write() as unit:
            await unit.personnes.desactiver(equipe.claire.id)
        await a.jusqu_a("2026-11-30 09:00")
        assert "n’a pas répondu aux rappels" in a.fil(equipe.hugo)

    async def test_apres_un_long_arret_un_seul_rappel_au_prochain_moment_permis(self, equipe: Equipe) -> None:
        await self._pris(equipe)
        a = equipe.atelier
        await a.a("2026-12-12 15:00")
        assert a.fil(equipe.nadia).tout() == "", "un samedi"
        assert await a.prevues() == [("tentative", "2026-12-14 09:00")]
        await a.jusqu_a("2026-12-14 09:00")
        assert a.fil(equipe.nadia).tout().count("tentative 1") == 1
        assert a.fil(equipe.claire).tout() == ""

    async def test_note_elle_n_est_plus_rappelee(self, equipe: Equipe) -> None:
        await self._pris(equipe)
        a = equipe.atelier
        await a.jusqu_a("2026-11-26 10:00")
        await a.appuyer(equipe.nadia, "Absent")
        a.fil(equipe.nadia).vider()
        ((sorte, quand),) = await a.prevues()
        assert sorte == "tentative"
        await a.jusqu_a("2026-11-30 09:00")
        assert "tentative 1" not in a.fil(equipe.nadia)
        await a.jusqu_a(quand)
        assert "tentative 2" in a.fil(equipe.nadia)


class TestResultats:
    async def _tente(self, equipe: Equipe, urgence: Urgence = Urgence.NORMALE) -> None:
        a = equipe.atelier
        await a.prend(equipe.nadia, await a.signale(equipe.fatiha, analyse=lu(Motif.ISOLEMENT, urgence=urgence)))

    async def _au_rappel(self, equipe: Equipe) -> None:
        a = equipe.atelier
        ((_, quand),) = await a.prevues(Sorte.TENTATIVE)
        await a.jusqu_a(quand)

    async def test_rencontre_programme_le_suivi_a_quinze_jours(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._tente(equipe)
        await self._au_rappel(equipe)
        await a.appuyer(equipe.nadia, "Rencontré")
        assert await a.prevues() == [("suivi", "2026-12-10 10:00")]
        a.fil(equipe.nadia).vider()
        await a.jusqu_a("2026-12-10 10:00")
        assert "V-26-0001 : où en est la situation ?" in a.fil(equipe.nadia)
        assert await a.prevues() == [("suivi", "2026-12-24 10:00")]

    @pytest.mark.parametrize("resultat", ["Absent", "Refus", "Injoignable"])
    async def test_un_echec_programme_la_suivante_autrement(self, equipe: Equipe, resultat: str) -> None:
        a = equipe.atelier
        await self._tente(equipe)
        await self._au_rappel(equipe)
        await a.appuyer(equipe.nadia, resultat)
        une, deux = await a.tentatives(await a.dossier(1))
        assert (une.canal, une.moment, une.binome) != (deux.canal, deux.moment, deux.binome)
        assert {
            "Absent": une.moment != deux.moment,
            "Refus": une.binome != deux.binome,
            "Injoignable": une.canal != deux.canal,
        }[resultat]
        assert f"Résultat noté : {resultat}" in a.fil(equipe.nadia)
        assert "Prochaine : " in a.fil(equipe.nadia)

    async def test_trois_echecs_bloquent_la_situation_et_la_mettent_a_l_ordre_du_jour(self, equipe: Equipe) -> None:
        from usecases.veille import composer

        a = equipe.atelier
        await self._tente(equipe)
        for resultat in ("Absent", "Refus", "Injoignable"):
            assert not (await a.dossier(1)).situation_bloquee
            await self._au_rappel(equipe)
            await a.appuyer(equipe.nadia, resultat)
        assert (await a.dossier(1)).situation_bloquee
        assert await a.prevues(Sorte.TENTATIVE), "une tentative reste proposée"
        assert "Situation bloquée : à l’ordre du jour de la veille" in a.fil(GROUPE).dernier
        assert len(await a.journal("situation_bloquee")) == 1
        releve = await composer(a.ctx, f"{a.horloge.now():%Y-%m}")
        assert "V-26-0001" in repr(releve)

    async def test_une_rencontre_debloque(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._tente(equipe)
        for resultat in ("Absent", "Absent", "Absent", "Rencontré"):
            await self._au_rappel(equipe)
            await a.appuyer(equipe.nadia, resultat)
        assert not (await a.dossier(1)).situation_bloquee

    async def test_reporter_garde_la_tentative_et_n_est_pas_un_echec(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._tente(equipe)
        await self._au_rappel(equipe)
        for attendu in ("2026-11-27 10:00", "2026-11-30 10:00"):
            await a.appuyer(equipe.nadia, "Reporter", fiche=Fiche.TENTATIVE)
            assert await a.prevues() == [("tentative", attendu)]
        (tentative,) = await a.tentatives(await a.dossier(1))
        assert (tentative.numero, tentative.resultat) == (1, None)
        assert "Reportée" in a.fil(equipe.nadia).dernier
        await a.jusqu_a("2026-11-30 10:00")
        assert "Qu’est-ce que cela a donné ?" in a.fil(equipe.nadia).dernier

    async def test_un_danger_se_retente_dans_l_heure_du_report(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._tente(equipe, Urgence.IMMEDIATE)
        await a.jusqu_a("2026-11-23 11:00")
        await a.appuyer(equipe.nadia, "Reporter", fiche=Fiche.TENTATIVE)
        assert await a.prevues() == [("tentative", "2026-11-23 12:00")]

    async def test_deux_appuis_ne_comptent_qu_un_echec(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._tente(equipe)
        await self._au_rappel(equipe)
        vu = await a.bouton("Absent", equipe.nadia)
        await a.presser(equipe.nadia, vu)
        assert (await a.presser(equipe.nadia, vu)).avis is Avis.FICHE_PERIMEE
        assert len(await a.tentatives(await a.dossier(1))) == 2

    async def test_le_resultat_se_note_aussi_depuis_la_fiche_avant_l_heure(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._tente(equipe)
        await a.ouvre(equipe.nadia, await a.dossier(1))
        await a.appuyer(equipe.nadia, "Rencontré", fiche=Fiche.DOSSIER)
        assert [sorte for sorte, _ in await a.prevues()] == ["suivi"]
        assert "Tentative 1 : Appel le jeudi 26 novembre dans la matinée → Rencontré" in a.fil(equipe.nadia).tout()

    async def test_qui_ne_suit_pas_le_dossier_ne_note_rien(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._tente(equipe)
        dossier = await a.dossier(1)
        await a.ouvre(equipe.nadia, dossier)
        await a.ouvre(equipe.karim, dossier)
        assert "Absent" not in await a.libelles(equipe.karim)
        vu = await a.bouton("Absent", equipe.nadia)
        async with a.base.read() as unit:
            sa_fiche = next(
                c for c in await unit.cards.showing(Fiche.DOSSIER, 1) if c.chat_id == equipe.karim.telegram_id
            )
        assert (await a.presser(equipe.karim, replace(vu, card=sa_fiche))).avis is Avis.REFUS
        assert [t.resultat for t in await a.tentatives(dossier)] == [None]


class TestCloturer:
    async def _suivi(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
        await a.ouvre(equipe.nadia, await a.dossier(1))

    async def _clot(self, equipe: Equipe, motif: str = "Objectifs atteints") -> None:
        for libelle in ("Clôturer", motif):
            await equipe.atelier.appuyer(equipe.nadia, libelle, fiche=Fiche.DOSSIER)

    async def test_cloturer_annule_tout_et_le_dit_a_l_auteur(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._suivi(equipe)
        await a.jusqu_a("2026-11-26 10:00")
        await self._clot(equipe, "Relogé")
        clos = await a.dossier(1)
        assert (clos.etat, clos.cloture) == (EtatDossier.CLOS, Cloture.RELOGE)
        assert await a.prevues() == []
        assert "V-26-0001 : le dossier est clos. Merci pour votre vigilance." in a.fil(equipe.fatiha)
        assert "Dossier clos" in a.fil(GROUPE).dernier
        assert await a.libelles() == ["Détails"]
        a.fil(equipe.nadia).vider()
        await a.jusqu_a("2027-02-01 10:00")
        assert a.fil(equipe.nadia).tout() == ""

    async def test_cloturer_deux_fois_ne_change_ni_le_motif_ni_la_date(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._suivi(equipe)
        await a.appuyer(equipe.nadia, "Clôturer", fiche=Fiche.DOSSIER)
        objectifs = await a.bouton("Objectifs atteints", equipe.nadia)
        doublon = await a.bouton("Doublon", equipe.nadia)
        await a.presser(equipe.nadia, objectifs)
        premier = await a.dossier(1)
        await a.avancer(days=1)
        reponse = await a.presser(equipe.claire, replace(doublon))
        assert reponse.avis in {Avis.DEJA_CLOS, Avis.REFUS, Avis.FICHE_PERIMEE}
        assert (await a.presser(equipe.nadia, doublon)).avis in {Avis.DEJA_CLOS, Avis.REFUS}
        assert await a.dossier(1) == premier

    async def test_la_responsable_ne_change_pas_non_plus_une_cloture(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._suivi(equipe)
        await a.ouvre(equipe.claire, await a.dossier(1))
        await a.appuyer(equipe.claire, "Clôturer", fiche=Fiche.DOSSIER)
        doublon = await a.bouton("Doublon", equipe.claire)
        await self._clot(equipe)
        assert (await a.presser(equipe.claire, doublon)).avis is Avis.DEJA_CLOS
        assert (await a.dossier(1)).cloture is Cloture.OBJECTIFS

    async def test_une_chargee_ne_clot_pas_ce_qu_elle_n_a_pas_pris(self, equipe: Equipe) -> None:
        a = equipe.atelier
        dossier = await a.signale(equipe.fatiha)
        await a.ouvre(equipe.nadia, dossier)
        assert "Clôturer" not in await a.libelles(equipe.nadia)

    async def test_rouvrir_remet_le_dossier_a_prendre(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._suivi(equipe)
        await self._clot(equipe)
        reponse = await a.appuyer(equipe.nadia, "Rouvrir", fiche=Fiche.DOSSIER)
        assert reponse.avis is Avis.ROUVERT
        rouvert = await a.dossier(1)
        assert (rouvert.etat, rouvert.charge_id, rouvert.cloture) == (EtatDossier.OUVERT, None, None)
        assert await a.prevues() == [("escalade", "2026-11-25 10:00")]
        await a.prend(equipe.karim, rouvert)
        assert [t.numero for t in await a.tentatives(rouvert)] == [1]

    async def test_le_bot_ne_propose_pas_de_cloturer_par_erreur(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._suivi(equipe)
        await a.appuyer(equipe.nadia, "Clôturer", fiche=Fiche.DOSSIER)
        motifs = await a.libelles(equipe.nadia, fiche=Fiche.DOSSIER)
        assert motifs == [m.libelle for m in Cloture if m is not Cloture.ERREUR] + ["Retour"]
        await a.appuyer(equipe.nadia, "Retour", fiche=Fiche.DOSSIER)
        assert (await a.dossier(1)).etat is EtatDossier.PRIS_EN_CHARGE

    async def test_inscrire_a_la_veille_met_a_l_ordre_du_jour(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._suivi(equipe)
        reponse = await a.appuyer(equipe.nadia, "Inscrire à la veille", fiche=Fiche.DOSSIER)
        assert reponse.avis is Avis.INSCRIT_VEILLE
        assert (await a.dossier(1)).inscrit
        assert "Inscrire à la veille" not in await a.libelles(equipe.nadia)

    async def test_un_dossier_clos_ne_s_inscrit_pas(self, equipe: Equipe) -> None:
        a = equipe.atelier
        await self._suivi(equipe)
        vu = await a.bouton("Inscrire à la veille", equipe.nadia)
        await self._clot(equipe)
        assert (await a.presser(equipe.nadia, vu)).avis is Avis.DEJA_CLOS
        assert not (await a.dossier(1)).inscrit


async def test_la_tentative_d_un_dossier_rendu_ne_montre_jamais_celle_d_un_autre(equipe: Equipe) -> None:
    """Le numéro d'une tentative retirée ne resservira pas : la fiche d'hier ne doit pas parler d'un autre ménage."""
    a = equipe.atelier
    un = await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
    (ancienne,) = await a.tentatives(un)
    await a.jusqu_a("2026-11-26 10:00")
    await a.appuyer(equipe.nadia, "Rendre", GROUPE)
    deux = await a.signale(equipe.fatiha)
    await a.prend(equipe.karim, deux)
    (nouvelle,) = await a.tentatives(deux)
    assert nouvelle.id != ancienne.id


async def test_une_personne_partie_laisse_ses_rappels_a_la_responsable(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.prend(equipe.nadia, await a.signale(equipe.fatiha))
    a.fil(equipe.nadia).vider()
    async with a.base.write() as unit:
        await unit.personnes.desactiver(equipe.nadia.id)
    await a.jusqu_a("2026-11-30 09:00")
    assert a.fil(equipe.nadia).tout() == ""
    assert "Nadia Benali n’a pas répondu" in a.fil(equipe.claire)
    await a.ouvre(equipe.claire, await a.dossier(1))
    assert Role.RESPONSABLE in equipe.claire.roles
    await a.appuyer(equipe.claire, "Rendre", fiche=Fiche.DOSSIER)
    assert (await a.dossier(1)).propose_id == equipe.karim.id
