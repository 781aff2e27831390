"""Les résidences et les groupes d'équipe."""

from __future__ import annotations

from domain.personne import Perimetre, Residence
from storage.database import Database

from .donnees import creer_residence

NORD, SUD = -1001, -1002


async def test_l_identite_est_le_nom_le_bailleur_et_la_commune_sans_casse_ni_accents(base: Database) -> None:
    async with base.write() as unit:
        premiere = [Residence(0, "Les Mirabelles", "Habitat 62/59", commune="Béthune", logements=140)]
        assert await unit.residences.importer(premiere) == (1, 0)
        assert await unit.residences.importer(premiere) == (0, 0)
        assert await unit.residences.importer(
            [
                Residence(0, "LES MIRABELLES", "habitat 62/59", commune="bethune", logements=150),
                Residence(0, "Les Mirabelles", "Habitat 62/59", commune="Auchel"),
                Residence(0, "Les Mirabelles", "Logis Transports", commune="Béthune"),
            ]
        ) == (2, 1)
        assert await unit.residences.count() == 3
    async with base.read() as unit:
        assert {r.logements for r in await unit.residences.toutes()} == {150, None}


async def test_les_residences_d_un_perimetre_sont_rendues_par_nom(base: Database) -> None:
    for nom, bailleur, secteur in (("C", "Nord", "Artois"), ("A", "Nord", None), ("B", "Sud", "Artois")):
        await creer_residence(base, nom, bailleur, secteur=secteur)
    seule = (await creer_residence(base, "D", "Est")).id

    async def noms(*parts: Perimetre) -> str:
        async with base.read() as unit:
            return "".join(r.nom for r in await unit.residences.dans(parts))

    assert await noms() == ""
    assert await noms(Perimetre(bailleur="Nord")) == "AC"
    assert await noms(Perimetre(secteur="Artois")) == "BC"
    assert await noms(Perimetre(bailleur="Sud", secteur="Artois")) == "B"
    assert await noms(Perimetre(bailleur="Nord"), Perimetre(residence_id=seule)) == "ACD"
    assert await noms(Perimetre()) == ""


async def test_un_nom_se_cherche_par_sa_fin_et_sans_confondre_le_bailleur(base: Database) -> None:
    await creer_residence(base, "Les Mirabelles", "Logis du Verger")
    await creer_residence(base, "Le Verger", "Habitat 62/59")
    await creer_residence(base, "100 % Soleil", "Habitat 62/59")

    async def noms(cherche: str) -> list[str]:
        async with base.read() as unit:
            return [r.nom for r in await unit.residences.nommees(cherche)]

    assert await noms("mirabelles") == ["Les Mirabelles"]
    assert await noms("LE VERGER") == ["Le Verger"]
    assert await noms("verger") == ["Le Verger"]
    assert await noms("100 % soleil") == ["100 % Soleil"]
    assert await noms("mir%") == []
    assert await noms("%") == []


async def test_une_equipe_a_un_seul_groupe_et_un_groupe_une_seule_equipe(base: Database) -> None:
    async with base.write() as unit:
        await unit.groupes.lier(NORD, "Équipe Nord", cellule=False)
        await unit.groupes.lier(SUD, "Équipe nord", cellule=False)
        assert await unit.groupes.de("EQUIPE NORD") == SUD
        await unit.groupes.lier(SUD, "Sud", cellule=False)
        assert await unit.groupes.de("Équipe Nord") is None
        assert await unit.groupes.tous() == {SUD: ("sud", False)}
        assert await unit.groupes.de(None) is None


async def test_la_cellule_a_son_groupe_a_part(base: Database) -> None:
    async with base.write() as unit:
        assert await unit.groupes.cellule() is None
        await unit.groupes.lier(NORD, "Nord", cellule=False)
        await unit.groupes.lier(SUD, "cellule", cellule=True)
        assert await unit.groupes.cellule() == SUD
        assert await unit.groupes.de("cellule") is None
        await unit.groupes.lier(NORD, "cellule", cellule=True)
        assert await unit.groupes.tous() == {NORD: ("cellule", True)}


async def test_un_groupe_devenu_supergroupe_garde_son_equipe_et_un_groupe_perdu_s_oublie(base: Database) -> None:
    async with base.write() as unit:
        await unit.groupes.lier(NORD, "Nord", cellule=False)
        await unit.groupes.lier(SUD, "Sud", cellule=False)
        await unit.groupes.move_chat(NORD, SUD)
        assert await unit.groupes.tous() == {SUD: ("nord", False)}
        await unit.groupes.oublier(SUD)
        assert await unit.groupes.tous() == {}
