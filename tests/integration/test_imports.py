"""Les imports : tout le fichier ou rien, et deux fois ne change rien."""

from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy import text

from domain.personne import Perimetre, Role
from storage.database import Database
from usecases.importer import importer_coverage, importer_equipe, importer_residences

from .donnees import LE
from .fichiers import EQUIPE, RESIDENCES, comptes, importer_tout, photo, relire_personne, reproches, tableau


async def test_les_exemples_s_importent_et_une_seconde_fois_ne_changent_rien(base: Database) -> None:
    premiers = await importer_tout(base)
    assert [comptes(bilan)[1:] for bilan in premiers] == [(0, 0)] * 3
    assert [bilan.crees for bilan in premiers[:2]] == [43, 28]
    avant = await photo(base)
    seconds = await importer_tout(base)
    assert [comptes(bilan) for bilan in seconds] == [(0, 0, bilan.crees) for bilan in premiers]
    assert [(b.absents, b.avertissements, b.colonnes_ignorees) for b in premiers + seconds] == [((), (), ())] * 6
    assert await photo(base) == avant


async def test_l_operateur_est_au_journal_sans_un_nom(base: Database) -> None:
    await importer_tout(base)
    async with base.read() as unit:
        actes = await unit.connection.execute(text("SELECT acteur, acte, detail FROM journal ORDER BY id"))
        assert [tuple(acte) for acte in actes][:2] == [
            ("operateur", "import_residences", "43 créations, 0 modification, 0 désactivation"),
            ("operateur", "import_equipe", "28 créations, 0 modification, 0 désactivation"),
        ]


async def test_a_blanc_dit_la_meme_chose_et_n_ecrit_rien(base: Database) -> None:
    avant = await photo(base)
    blancs = [
        await importer_residences(base, RESIDENCES, LE, a_blanc=True),
        await importer_equipe(base, EQUIPE, LE, a_blanc=True, desactiver_absents=True),
    ]
    assert await photo(base) == avant == []
    vrais = await importer_tout(base)
    assert blancs == vrais[:2]


async def test_chacun_a_son_responsable_et_ses_perimetres(base: Database) -> None:
    await importer_tout(base)
    brigitte = await relire_personne(base, "Brigitte Vasseur")
    assert {p.bailleur for p in brigitte.perimetres} == {"Habitat du Nord", "Habitat 62/59"}
    async with base.read() as unit:
        personnes = {p.id: p for p in await unit.personnes.toutes()}
        for residence in await unit.residences.toutes():
            roles = {r for p in await unit.personnes.couvrant(residence.bailleur, residence) for r in p.roles}
            assert {Role.GARDIEN, Role.CHARGE, Role.RESPONSABLE} <= roles, residence
    gardiens = [p for p in personnes.values() if Role.GARDIEN in p.roles]
    assert gardiens
    assert all(Role.RESPONSABLE in personnes[p.responsable_id or 0].roles for p in gardiens)


async def test_une_residence_se_met_a_jour_et_les_absentes_restent(base: Database) -> None:
    entete = "residence;bailleur;commune;agence;logements"
    await importer_residences(
        base, tableau(entete, "Les Mirabelles;Habitat;Béthune;Nord;140", "Les Bleuets;Habitat;Auchel;;"), LE
    )
    suite = tableau("residence;bailleur;commune;logements", "les mirabelles;Habitat;BÉTHUNE;150", "Le Lys;Habitat;;")
    bilan = await importer_residences(base, suite, LE)
    assert comptes(bilan) == (1, 1, 0)
    assert bilan.absents == ("Les Bleuets (Auchel)",)
    async with base.read() as unit:
        residences = {r.nom: r for r in await unit.residences.toutes()}
    assert set(residences) == {"les mirabelles", "Les Bleuets", "Le Lys"}
    # Une colonne que le fichier n'a pas garde ce qui est enregistré.
    assert (residences["les mirabelles"].agence, residences["les mirabelles"].logements) == ("Nord", 150)


async def test_une_nouvelle_ecriture_du_bailleur_est_suivie_partout(base: Database) -> None:
    """Sinon un périmètre écrit à l'ancienne ne couvrirait plus rien, sans que rien ne le dise."""
    residences = "residence;bailleur;secteur"
    await importer_residences(base, tableau(residences, "A;HABITAT du nord;artois", "B;HABITAT du nord;artois"), LE)
    await importer_equipe(base, tableau("nom;roles;organisation", "Awa;gardien;habitat du Nord", "Léa;charge;X"), LE)
    await importer_coverage(base, tableau("nom;bailleur;secteur", "Awa;habitat-du-nord;", "Léa;;ARTOIS"), LE)
    bilan = await importer_residences(base, tableau(residences, "A;Habitat du Nord;Artois"), LE)
    assert len(bilan.avertissements) == 2
    awa, lea = await relire_personne(base, "Awa"), await relire_personne(base, "Léa")
    assert (awa.organisation, awa.perimetres) == ("Habitat du Nord", (Perimetre(bailleur="Habitat du Nord"),))
    assert lea.perimetres == (Perimetre(secteur="Artois"),)
    async with base.read() as unit:
        for residence in await unit.residences.toutes():
            assert (residence.bailleur, residence.secteur) == ("Habitat du Nord", "Artois")
            couvrant = await unit.personnes.couvrant(residence.bailleur, residence)
            assert [p.nom for p in couvrant] == ["Awa", "Léa"]


async def test_des_residences_fautives_n_importent_rien(base: Database) -> None:
    entete = "residence;bailleur;code_postal;couleur"
    lignes = ["A;Habitat;62400;rouge", "B;;62400;", "C;Habitat;624;", "a;HABITAT;62400;"]
    bilan = await importer_residences(base, tableau(entete, *lignes), LE)
    assert reproches(bilan) == [3, 4, 5]
    assert bilan.colonnes_ignorees == ("couleur",)
    assert await photo(base) == []


async def test_des_perimetres_fautifs_laissent_ceux_d_avant(base: Database) -> None:
    await importer_tout(base)
    avant = await photo(base)
    fautif = tableau(
        "nom;bailleur;secteur;residence",
        "Brigitte Vasseur;Logis Transports;;",
        "Personne Inconnue;Logis Transports;;",
        "Hervé Castaing;;;Nulle Part",
        "Hervé Castaing;;;",
    )
    assert reproches(await importer_coverage(base, fautif, LE)) == [3, 4, 5]
    assert await photo(base) == avant


async def test_les_perimetres_ne_changent_que_pour_les_personnes_nommees(base: Database) -> None:
    *_, premier = await importer_tout(base)
    herve = await relire_personne(base, "Hervé Castaing")
    suite = tableau("nom;bailleur", "Brigitte Vasseur;Logis Transports")
    bilan = await importer_coverage(base, suite, LE)
    assert (comptes(bilan), len(bilan.absents)) == ((0, 1, 0), premier.crees - 1)
    assert (await relire_personne(base, "Brigitte Vasseur")).perimetres == (Perimetre(bailleur="Logis Transports"),)
    assert await relire_personne(base, "Hervé Castaing") == herve


async def test_une_panne_en_cours_d_import_n_en_laisse_rien(base: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def tomber_en_panne(*_: object, **__: object) -> None:
        raise ConnectionError("panne")

    monkeypatch.setattr("storage.journal.Journal.noter", tomber_en_panne)
    with pytest.raises(ConnectionError):
        await importer_residences(base, RESIDENCES, LE)
    assert await photo(base) == []


async def test_deux_imports_ensemble_ne_doublent_rien(base: Database) -> None:
    await asyncio.gather(*(importer_residences(base, RESIDENCES, LE) for _ in range(2)), return_exceptions=True)
    async with base.read() as unit:
        assert await unit.residences.count() == 43


async def test_cinquante_mille_residences_s_importent_en_quelques_secondes(base_sqlite: Database) -> None:
    entete = "residence;bailleur;agence;secteur;adresse;code_postal;commune;logements"
    lignes = [
        f"Résidence n° {n};Bailleur {n % 6};Agence {n % 40};Secteur {n % 90};{n} rue des Lilas;59000;Lille;{n + 1}"
        for n in range(50_000)
    ]
    grand = tableau(entete, *lignes)
    debut = time.process_time()
    assert comptes(await importer_residences(base_sqlite, grand, LE)) == (50_000, 0, 0)
    assert time.process_time() - debut < 10, "mesuré à 4 s de calcul sur une petite machine"
