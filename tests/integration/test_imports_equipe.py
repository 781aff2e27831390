"""Importer l'équipe : qui arrive, qui change, qui n'y est plus."""

from __future__ import annotations

import pytest

from domain.personne import Role
from storage.database import Database
from usecases.importer import importer_equipe

from .donnees import LE, creer_personne, ouvrir_dossier
from .fichiers import EQUIPE, comptes, photo, relire_personne, reproches, tableau


async def test_une_personne_absente_est_nommee_et_garde_l_acces(base: Database) -> None:
    await importer_equipe(base, EQUIPE, LE)
    suite = tableau("nom;roles;organisation", "Agnès Rollin;admin;Habitat Réuni")
    bilan = await importer_equipe(base, suite, LE)
    assert (comptes(bilan), bilan.desactives, len(bilan.absents)) == ((0, 0, 1), 0, 27)
    assert "Brigitte Vasseur" in bilan.absents
    assert (await relire_personne(base, "Brigitte Vasseur")).actif


async def test_desactiver_les_absents_leur_retire_l_acces_et_dit_ce_qu_ils_laissent(base: Database) -> None:
    awa, karim = await creer_personne(base, "Awa"), await creer_personne(base, "Karim", Role.CHARGE)
    dossier = await ouvrir_dossier(base, awa)
    async with base.write() as unit:
        await unit.dossiers.prendre(dossier.id, karim, None, LE)
    reste = tableau("nom;roles;organisation", "Awa;gardien;Habitat 62/59")
    bilan = await importer_equipe(base, reste, LE, desactiver_absents=True)
    assert (bilan.desactives, bilan.absents) == (1, ("Karim",))
    assert bilan.avertissements == ("Karim laisse 1 dossier en cours : à confier à quelqu'un d'autre",)
    assert not (await relire_personne(base, "Karim")).actif
    encore = await importer_equipe(base, reste, LE, desactiver_absents=True)
    assert (comptes(encore), encore.desactives, encore.absents) == ((0, 0, 1), 0, ())


async def test_une_personne_revenue_retrouve_l_acces_et_c_est_dit(base: Database) -> None:
    karim = await creer_personne(base, "Karim", Role.CHARGE)
    async with base.write() as unit:
        await unit.personnes.desactiver(karim)
    bilan = await importer_equipe(base, tableau("nom;roles;organisation;equipe", "Karim;charge;X;Nord"), LE)
    assert comptes(bilan) == (0, 1, 0)
    assert bilan.avertissements == ("ligne 2 : Karim n'avait plus accès, et le retrouve",)
    assert (await relire_personne(base, "Karim")).id == karim


async def test_un_changement_de_role_repose_le_menu_de_qui_est_deja_entre(base: Database) -> None:
    awa = await creer_personne(base, "Awa")
    async with base.write() as unit:
        await unit.personnes.lier(awa, 77)
    await importer_equipe(base, tableau("nom;roles;organisation", "Awa;responsable, gardien;Habitat 62/59"), LE)
    async with base.write() as unit:
        assert [(x.chat_id, x.nom) for x in await unit.outbox.claim(10, ())] == [(77, "gardien,responsable")]
    assert (await relire_personne(base, "Awa")).telegram_id == 77


async def test_un_matricule_connu_suit_la_personne_qui_change_de_nom(base: Database) -> None:
    entete = "nom;roles;organisation;responsable;matricule"
    await importer_equipe(base, tableau(entete, "Léa Petit;responsable;X;;M1", "Awa;gardien;X;M1;M2"), LE)
    lea = await relire_personne(base, "M1")
    bilan = await importer_equipe(base, tableau(entete, "Léa Roux;responsable;X;;M1", "Awa;gardien;X;;"), LE)
    assert comptes(bilan) == (0, 2, 0)
    apres, awa = await relire_personne(base, "Léa Roux"), await relire_personne(base, "Awa")
    assert (apres.id, apres.matricule) == (lea.id, "M1")
    assert (awa.matricule, awa.responsable_id) == ("M2", None)


@pytest.mark.parametrize(
    ("lignes", "numeros"),
    [
        (["Awa;gardien;X;Zoé"], [2]),
        (["Awa;gardein;X;", "Léa;charge;;", "Karim;charge;X;Inconnue"], [2, 3, 4]),
        (["Awa;gardein;X;", "Léa;charge;X;Awa"], [2]),
        (["Awa;gardien;X;Léa", "Léa;responsable;X;Awa"], [2, 3]),
        (["Awa;gardien;X;", "Awa;charge;X;"], [2, 3]),
        ([], [1]),
    ],
    ids=["responsable inconnu", "toutes les fautes", "responsable fautif", "boucle", "homonymes", "vide"],
)
async def test_une_equipe_fautive_n_importe_rien_et_dit_chaque_ligne(
    base: Database, lignes: list[str], numeros: list[int]
) -> None:
    avant = await photo(base)
    bilan = await importer_equipe(base, tableau("nom;roles;organisation;responsable", *lignes), LE)
    assert reproches(bilan) == numeros
    assert await photo(base) == avant


async def test_un_responsable_qui_part_est_refuse(base: Database) -> None:
    await creer_personne(base, "Léa", Role.RESPONSABLE)
    reste = tableau("nom;roles;organisation;responsable", "Awa;gardien;X;Léa")
    assert reproches(await importer_equipe(base, reste, LE, desactiver_absents=True)) == [2]
    assert (await importer_equipe(base, reste, LE)).absents == ("Léa",)
