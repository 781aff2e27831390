"""Les dossiers : une référence par dossier, une personne par dossier, un passage à la fois."""

from __future__ import annotations

import asyncio

import pytest

from domain.dossier import Cloture, Dossier, EtatDossier
from domain.personne import Role
from domain.signalement import Lieu, Motif, Urgence
from storage.database import Database

from .donnees import LE, creer_personne, creer_residence, ouvrir_dossier


@pytest.fixture
async def auteur(base: Database) -> int:
    """Un gardien."""
    return await creer_personne(base)


@pytest.fixture
async def site(base: Database) -> int:
    """Une résidence."""
    return (await creer_residence(base)).id


async def _relire(base: Database, dossier: Dossier) -> Dossier:
    async with base.read() as unit:
        relu = await unit.dossiers.get(dossier.id)
    assert relu is not None
    return relu


async def test_un_dossier_revient_tel_qu_il_fut_ecrit(base: Database, auteur: int, site: int) -> None:
    lieu = Lieu("Les Mirabelles", "B", "2", "3", "12 bis")
    dossier = await ouvrir_dossier(base, auteur, residence_id=site, lieu=lieu, locataire="Mme Rossi")
    assert await _relire(base, dossier) == dossier
    assert (dossier.lieu, dossier.locataire, dossier.motifs) == (lieu, "Mme Rossi", (Motif.IMPAYES,))
    assert (dossier.etat, dossier.urgence, dossier.cree_le) == (EtatDossier.OUVERT, Urgence.HAUTE, LE)
    async with base.read() as unit:
        assert await unit.dossiers.par_reference(" v-26-0001 ") == dossier
        assert await unit.dossiers.get(None) is None
        assert await unit.dossiers.par_reference("V-26-9999") is None


async def test_vingt_ouvertures_au_meme_instant_donnent_vingt_references_sans_trou(base: Database, auteur: int) -> None:
    ouverts = await asyncio.gather(*(ouvrir_dossier(base, auteur) for _ in range(20)))
    assert sorted(d.reference for d in ouverts) == [f"V-26-{n:04d}" for n in range(1, 21)]


async def test_une_ouverture_defaite_ne_laisse_pas_de_trou(base: Database, auteur: int) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await ouvrir_dossier(base, auteur_id=auteur + 1000)
    assert (await ouvrir_dossier(base, auteur)).reference == "V-26-0001"


async def test_chaque_annee_recommence_a_un_et_garde_son_compte(base: Database, auteur: int) -> None:
    annees = (2026, 2027, 2027, 2026)
    references = [(await ouvrir_dossier(base, auteur, annee=annee)).reference for annee in annees]
    assert references == ["V-26-0001", "V-27-0001", "V-27-0002", "V-26-0002"]


async def test_de_vingt_personnes_qui_prennent_ensemble_une_seule_a_le_dossier(base: Database, auteur: int) -> None:
    dossier = await ouvrir_dossier(base, auteur)
    charges = [await creer_personne(base, f"Chargé {n}", Role.CHARGE) for n in range(20)]

    async def prendre(charge_id: int) -> bool:
        async with base.write() as unit:
            return await unit.dossiers.prendre(dossier.id, charge_id, "Nord", LE)

    resultats = await asyncio.gather(*map(prendre, charges))
    assert sum(resultats) == 1
    relu = await _relire(base, dossier)
    assert (relu.charge_id, relu.etat) == (charges[resultats.index(True)], EtatDossier.PRIS_EN_CHARGE)
    assert (relu.equipe, relu.pris_le, relu.a_prendre_avant) == ("Nord", LE, None)


async def test_seul_qui_a_le_dossier_le_rend(base: Database, auteur: int) -> None:
    dossier = await ouvrir_dossier(base, auteur)
    autre = await creer_personne(base, "Karim Diallo", Role.CHARGE)
    async with base.write() as unit:
        assert not await unit.dossiers.rendre(dossier.id, auteur)
        assert await unit.dossiers.prendre(dossier.id, auteur, None, LE)
        assert not await unit.dossiers.rendre(dossier.id, autre)
        assert await unit.dossiers.rendre(dossier.id, auteur)
    relu = await _relire(base, dossier)
    assert (relu.etat, relu.charge_id, relu.pris_le) == (EtatDossier.OUVERT, None, None)


async def test_on_ne_clot_que_depuis_l_etat_qu_on_a_vu(base: Database, auteur: int) -> None:
    dossier = await ouvrir_dossier(base, auteur)
    async with base.write() as unit:
        assert not await unit.dossiers.clore(dossier.id, EtatDossier.PRIS_EN_CHARGE, Cloture.REFUS, LE)
        assert not await unit.dossiers.rouvrir(dossier.id)
        assert await unit.dossiers.clore(dossier.id, EtatDossier.OUVERT, Cloture.DOUBLON, LE)
        assert not await unit.dossiers.clore(dossier.id, EtatDossier.OUVERT, Cloture.REFUS, LE)
        assert not await unit.dossiers.prendre(dossier.id, auteur, None, LE)
    clos = await _relire(base, dossier)
    assert (clos.etat, clos.cloture, clos.clos_le) == (EtatDossier.CLOS, Cloture.DOUBLON, LE)


async def test_un_dossier_rouvert_redevient_a_prendre(base: Database, auteur: int) -> None:
    dossier = await ouvrir_dossier(base, auteur)
    async with base.write() as unit:
        await unit.dossiers.prendre(dossier.id, auteur, None, LE)
        await unit.dossiers.clore(dossier.id, EtatDossier.PRIS_EN_CHARGE, Cloture.OBJECTIFS, LE)
        assert await unit.dossiers.rouvrir(dossier.id)
        assert await unit.dossiers.prendre(dossier.id, auteur, None, LE)
    assert (await _relire(base, dossier)).cloture is None


async def test_le_meme_logement_se_rapproche_quelle_que_soit_son_ecriture(
    base: Database, auteur: int, site: int
) -> None:
    ecrit = Lieu("Les Mirabelles", "Bât. A", None, "3ème", "12")
    dossier = await ouvrir_dossier(base, auteur, residence_id=site, lieu=ecrit)
    ailleurs = (await creer_residence(base, "Les Bleuets")).id
    async with base.read() as unit:
        assert [d.id for d in await unit.dossiers.semblables(site, Lieu(None, "BAT. a", None, "3EME", "12"), None)] == [
            dossier.id
        ]
        assert await unit.dossiers.semblables(site, Lieu(None, "Bât. A", None, "3ème", "13"), None) == []
        assert await unit.dossiers.semblables(ailleurs, ecrit, None) == []
        assert await unit.dossiers.semblables(site, Lieu(batiment="Bât. A"), None) == []
        assert await unit.dossiers.semblables(None, ecrit, "Rossi") == []


@pytest.mark.parametrize("ecrit", ["Mme Rossi", "madame ROSSI", "Rossi", "M. Rossi", "la famille Rossi"])
async def test_le_meme_nom_se_rapproche_sans_sa_civilite(base: Database, auteur: int, site: int, ecrit: str) -> None:
    dossier = await ouvrir_dossier(base, auteur, residence_id=site, locataire="Mme Rossi")
    ailleurs = (await creer_residence(base, "Les Bleuets")).id
    async with base.read() as unit:
        assert [d.id for d in await unit.dossiers.semblables(site, Lieu(), ecrit)] == [dossier.id]
        assert await unit.dossiers.semblables(ailleurs, Lieu(), ecrit) == []
        assert await unit.dossiers.semblables(site, Lieu(), ecrit, sauf=dossier.id) == []


async def test_une_civilite_seule_ne_rapproche_de_personne(base: Database, auteur: int, site: int) -> None:
    await ouvrir_dossier(base, auteur, residence_id=site, locataire="Madame")
    async with base.read() as unit:
        assert await unit.dossiers.semblables(site, Lieu(), "Mme") == []


async def test_un_dossier_clos_ne_se_rapproche_plus(base: Database, auteur: int, site: int) -> None:
    dossier = await ouvrir_dossier(base, auteur, residence_id=site, locataire="Mme Rossi")
    async with base.write() as unit:
        await unit.dossiers.clore(dossier.id, EtatDossier.OUVERT, Cloture.DOUBLON, LE)
        assert await unit.dossiers.semblables(site, Lieu(), "Mme Rossi") == []


async def test_situer_un_dossier_change_ce_qui_le_rapproche(base: Database, auteur: int, site: int) -> None:
    dossier = await ouvrir_dossier(base, auteur, residence_id=site, locataire="Mme Rossi")
    async with base.write() as unit:
        await unit.dossiers.situer(dossier.id, site, Lieu(logement="4"), "M. Petit")
        assert await unit.dossiers.semblables(site, Lieu(), "Rossi") == []
        assert [d.locataire for d in await unit.dossiers.semblables(site, Lieu(logement="4"), None)] == ["M. Petit"]


async def test_la_charge_compte_les_dossiers_pris_et_ceux_proposes_que_nul_n_a_pris(
    base: Database, auteur: int
) -> None:
    karim, lea = [await creer_personne(base, nom, Role.CHARGE) for nom in ("Karim Diallo", "Léa Martin")]
    dossiers = [await ouvrir_dossier(base, auteur) for _ in range(4)]
    async with base.write() as unit:
        for dossier in dossiers:
            await unit.dossiers.proposer(dossier.id, karim, "Nord", "la plus proche", LE)
        await unit.dossiers.prendre(dossiers[0].id, lea, "Nord", LE)
        await unit.dossiers.clore(dossiers[1].id, EtatDossier.OUVERT, Cloture.ERREUR, LE)
        assert await unit.personnes.charges() == {karim: 2, lea: 1}
        assert [d.id for d in await unit.dossiers.de_personne(karim)] == [dossiers[2].id, dossiers[3].id]


async def test_une_tentative_ne_recoit_qu_un_resultat_et_les_saisis_ne_le_sont_qu_une_fois(
    base: Database, auteur: int
) -> None:
    dossier = await ouvrir_dossier(base, auteur)
    async with base.write() as unit:
        faite = await unit.dossiers.prevoir(dossier.id, 1, LE, "visite", "matin", "gardien", "domicile")
        await unit.dossiers.prevoir(dossier.id, 2, LE, "appel", "soir", "seul", None)
        assert await unit.dossiers.noter(faite, "absent", LE)
        assert not await unit.dossiers.noter(faite, "rencontre", LE)
        assert [t.resultat for t in await unit.dossiers.tentatives(dossier.id)] == ["absent", None]
        assert len(await unit.dossiers.abandonner_tentatives(dossier.id)) == 1
        assert [t.numero for t in await unit.dossiers.tentatives(dossier.id)] == [1]
        await unit.dossiers.saisir(dossier.id, [auteur, auteur], "avis", LE)
        assert await unit.dossiers.saisis(dossier.id) == {auteur}
