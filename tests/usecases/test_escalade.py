"""Un dossier que personne ne prend monte, à l'instant exact, sans jamais s'arrêter (parcours, 2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from domain.dossier import EtatDossier
from domain.echeance import Sorte
from domain.horaires import Delai
from domain.personne import Role
from domain.signalement import Motif, Urgence
from storage.tables import journal
from tests.conftest import PARIS
from tests.usecases.atelier import GROUPE_CELLULE, Atelier, Equipe, lu


async def escalades(a: Atelier) -> list[tuple[str, str]]:
    """Chaque palier monté et son heure de Paris."""
    async with a.base.read() as unit:
        rows = await unit.connection.execute(
            select(journal.c.detail, journal.c.le).where(journal.c.acte == "escalade").order_by(journal.c.id)
        )
        return [(row.detail, f"{row.le.astimezone(PARIS):%Y-%m-%d %H:%M}") for row in rows]


@pytest.mark.parametrize(
    ("urgence", "depuis", "jusqu_a", "attendues"),
    [
        pytest.param(
            Urgence.IMMEDIATE,
            "2026-11-21 23:50",
            "2026-11-22 03:00",
            [
                "2026-11-22 00:05",
                "2026-11-22 00:20",
                "2026-11-22 00:35",
                "2026-11-22 00:50",
                "2026-11-22 01:50",
                "2026-11-22 02:50",
            ],
            id="immediate, un samedi soir : toutes les quinze minutes, la nuit aussi",
        ),
        pytest.param(
            Urgence.HAUTE,
            "2026-11-20 17:59",
            "2026-11-27 18:00",
            [
                "2026-11-23 14:29",
                "2026-11-24 09:29",
                "2026-11-24 14:59",
                "2026-11-25 09:59",
                "2026-11-26 09:59",
                "2026-11-27 09:59",
            ],
            id="haute, un vendredi soir : quatre heures ouvrées",
        ),
        pytest.param(
            Urgence.NORMALE,
            "2027-10-29 17:00",
            "2027-11-15 18:00",
            ["2027-11-03 17:00", "2027-11-05 17:00", "2027-11-09 17:00", "2027-11-12 17:00", "2027-11-15 17:00"],
            id="normale, la Toussaint et le 11 novembre au milieu : deux jours ouvrés",
        ),
        pytest.param(
            Urgence.HAUTE,
            "2026-11-23 22:30",
            "2026-11-24 15:00",
            ["2026-11-24 14:30"],
            id="haute, la nuit : le délai commence à l'ouverture",
        ),
    ],
)
async def test_l_echelle_monte_a_l_heure_exacte(
    equipe: Equipe, urgence: Urgence, depuis: str, jusqu_a: str, attendues: list[str]
) -> None:
    a = equipe.atelier
    await a.a(depuis)
    await a.signale(equipe.fatiha, analyse=lu(Motif.IMPAYES, urgence=urgence))
    await a.jusqu_a(jusqu_a)
    paliers = ["personne", "remplacant", "responsable"] + ["cellule"] * 3
    assert await escalades(a) == list(zip(paliers, attendues, strict=False))
    assert await a.prevues(Sorte.ESCALADE), "l'échelle ne s'arrête pas"


async def test_chaque_palier_previent_la_bonne_personne_sans_rien_dire_du_menage(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.signale(equipe.fatiha, "mr dupont ne paie plus", lu(Motif.IMPAYES, locataire="mr dupont", logement="12"))
    echelle = (
        ("2026-11-25 10:00", equipe.nadia, "ce dossier vous est proposé et attend toujours."),
        ("2026-11-27 10:00", equipe.karim, "la personne proposée n’a pas répondu. Vous pouvez le prendre."),
        ("2026-12-01 10:00", equipe.claire, "ce dossier n’est toujours pas pris en charge. À vous de le confier."),
        ("2026-12-03 10:00", equipe.hugo, "ce dossier n’est toujours pas pris en charge. La cellule est saisie."),
    )
    for quand, qui, phrase in echelle:
        for autre in (equipe.nadia, equipe.karim, equipe.claire, equipe.hugo):
            a.fil(autre).vider()
        await a.jusqu_a(quand)
        assert phrase in a.fil(qui)
        assert "dupont" not in a.fil(qui)
        assert "Je prends en charge" in await a.libelles(qui), "on peut le prendre depuis l'avertissement"
        for autre in {equipe.nadia.id, equipe.karim.id, equipe.claire.id, equipe.hugo.id} - {qui.id}:
            prevenu = next(p for p in (equipe.nadia, equipe.karim, equipe.claire, equipe.hugo) if p.id == autre)
            assert phrase not in a.fil(prevenu)
    assert "V-26-0001" in a.fil(GROUPE_CELLULE)


async def test_prendre_arrete_l_echelle(equipe: Equipe) -> None:
    a = equipe.atelier
    dossier = await a.signale(equipe.fatiha)
    await a.jusqu_a("2026-11-27 10:00")
    await a.prend(equipe.karim, dossier, equipe.karim)
    await a.jusqu_a("2026-12-08 10:00")
    assert len(await escalades(a)) == 2
    assert equipe.hugo.telegram_id not in a.fils


async def test_l_echelle_continue_jusqu_a_ce_que_quelqu_un_prenne(equipe: Equipe) -> None:
    a = equipe.atelier
    dossier = await a.signale(equipe.fatiha)
    await a.jusqu_a("2026-12-18 18:00")
    montees = await escalades(a)
    assert len(montees) > 12
    jours = [quand for palier, quand in montees if palier == "cellule"]
    assert len(set(jours)) == len(jours)
    assert not [quand for quand in jours if date.fromisoformat(quand[:10]).weekday() > 4]
    await a.prend(equipe.hugo, dossier, GROUPE_CELLULE)
    assert (await a.dossier(dossier.id)).etat is EtatDossier.PRIS_EN_CHARGE


@pytest.mark.parametrize(
    ("retour", "quand"),
    [
        ("2026-11-25 23:00", "2026-11-26 08:00"),
        ("2026-11-27 23:00", "2026-11-30 09:00"),
        ("2026-11-28 15:00", "2026-11-30 09:00"),
        ("2026-11-26 11:00", "2026-11-26 11:00"),
    ],
)
async def test_en_retard_apres_un_arret_elle_attend_le_moment_permis_et_ne_monte_qu_une_fois(
    equipe: Equipe, retour: str, quand: str
) -> None:
    a = equipe.atelier
    await a.signale(equipe.fatiha)
    await a.a(retour)
    if quand != retour:
        assert await escalades(a) == []
    await a.jusqu_a(quand)
    assert await escalades(a) == [("personne", quand)]
    assert a.fil(equipe.nadia).tout().count("attend toujours") == 1


async def test_un_danger_en_retard_reveille_aussitot(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.signale(equipe.fatiha, analyse=lu(Motif.VIOLENCE, urgence=Urgence.IMMEDIATE))
    await a.a("2026-11-24 03:00")
    assert await escalades(a) == [("personne", "2026-11-24 03:00")]


async def test_un_delai_en_minutes_court_le_dimanche_mais_jamais_la_nuit(equipe: Equipe) -> None:
    a = equipe.atelier
    delais = {**a.ctx.dispositif.delais, Urgence.HAUTE: Delai(minutes=120)}
    a.ctx = replace(a.ctx, dispositif=replace(a.ctx.dispositif, delais=delais))
    await a.a("2026-11-22 16:30")
    await a.signale(equipe.fatiha, analyse=lu(Motif.IMPAYES, urgence=Urgence.HAUTE))
    await a.jusqu_a("2026-11-23 09:00")
    assert await escalades(a) == [("personne", "2026-11-22 18:30"), ("remplacant", "2026-11-23 08:00")]


async def test_un_palier_sans_personne_est_passe_sans_attendre(equipe: Equipe) -> None:
    a = equipe.atelier
    async with a.base.write() as unit:
        await unit.personnes.desactiver(equipe.karim.id)
    await a.signale(equipe.fatiha)
    await a.jusqu_a("2026-11-27 10:00")
    assert await escalades(a) == [("personne", "2026-11-25 10:00"), ("responsable", "2026-11-27 10:00")]


async def test_absente_depuis_la_personne_proposee_ne_retarde_pas(equipe: Equipe) -> None:
    a = equipe.atelier
    await a.signale(equipe.fatiha)
    await a.absent(equipe.nadia, date(2026, 11, 24), date(2026, 11, 30))
    await a.jusqu_a("2026-11-25 10:00")
    assert await escalades(a) == [("remplacant", "2026-11-25 10:00")]
    assert "Vous pouvez le prendre" in a.fil(equipe.karim)


async def test_sans_cellule_l_administrateur_est_alerte_a_chaque_rappel(equipe: Equipe) -> None:
    a = equipe.atelier
    async with a.base.write() as unit:
        await unit.personnes.desactiver(equipe.hugo.id)
        await unit.groupes.oublier(GROUPE_CELLULE)
    await a.signale(equipe.fatiha)
    await a.jusqu_a("2026-12-04 10:00")
    assert a.fil(equipe.agnes).tout().count("personne ne peut recevoir ce dossier") == 2


async def test_la_responsable_prevenue_voit_le_detail_meme_d_un_autre_perimetre(equipe: Equipe) -> None:
    a = equipe.atelier
    async with a.base.write() as unit:
        await unit.personnes.desactiver(equipe.claire.id)
    chef = await a.personne("Sarah Chef", Role.RESPONSABLE)
    async with a.base.write() as unit:
        await unit.personnes.definir_responsable(equipe.nadia.id, chef.id)
    dossier = await a.signale(equipe.fatiha)
    await a.jusqu_a("2026-12-01 10:00")
    assert "À vous de le confier" in a.fil(chef)
    assert "mr dupont" in await a.ouvre(chef, dossier, chef)
