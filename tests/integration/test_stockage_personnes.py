"""Les personnes : qui écrit, qui couvre quoi, qui entre par quel lien."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from domain.personne import Competence, Perimetre, Role
from storage.database import Database
from storage.personnes import Absence
from tests.conftest import Horloge

from .donnees import creer_personne, creer_residence

COMPTE, AUTRE_COMPTE = 900_000_001, 7_900_000_002
"""Les numéros de Telegram dépassent 32 bits."""


async def test_une_personne_se_trouve_par_nom_plie_et_par_matricule(base: Database) -> None:
    async with base.write() as unit:
        awa = await unit.personnes.ajouter("Awa  Diallo-Né", {Role.GARDIEN}, "Habitat", matricule="H-7")
        await unit.personnes.ajouter("Karim", {Role.CHARGE}, "Habitat")
    async with base.read() as unit:
        for ecrit in ("awa diallo ne", "AWA DIALLO NÉ", "H-7"):
            assert [p.id for p in await unit.personnes.par_nom(ecrit)] == [awa]
        assert await unit.personnes.par_nom("Awa") == []


async def test_roles_et_competences_reviennent_entiers(base: Database) -> None:
    roles = frozenset({Role.CELLULE, Role.CHARGE})
    competences = frozenset({Competence.JURIDIQUE, Competence.VIOLENCES_FEMMES})
    async with base.write() as unit:
        numero = await unit.personnes.ajouter("Léa", roles, "CIDFF", competences=competences, capacite=5, equipe="Nord")
    async with base.read() as unit:
        lea = await unit.personnes.get(numero)
        assert lea is not None
        assert (lea.roles, lea.competences, lea.capacite, lea.equipe) == (roles, competences, 5, "Nord")
        assert [p.id for p in await unit.personnes.ayant(Role.CELLULE)] == [numero]
        assert await unit.personnes.ayant(Role.ADMIN) == []


async def test_un_compte_n_appartient_qu_a_une_personne(base: Database) -> None:
    awa, karim = await creer_personne(base), await creer_personne(base, "Karim Diallo")
    async with base.write() as unit:
        await unit.personnes.lier(awa, AUTRE_COMPTE)
        await unit.personnes.lier(karim, AUTRE_COMPTE)
    async with base.read() as unit:
        trouvee = await unit.personnes.par_telegram(AUTRE_COMPTE)
        assert trouvee is not None
        assert trouvee.id == karim
        assert await unit.personnes.connus([COMPTE, AUTRE_COMPTE]) == {AUTRE_COMPTE}


async def test_une_personne_desactivee_n_a_plus_de_compte_ni_de_role_ni_de_perimetre(base: Database) -> None:
    site = await creer_residence(base)
    awa = await creer_personne(base, perimetre=Perimetre(residence_id=site.id))
    async with base.write() as unit:
        await unit.personnes.lier(awa, COMPTE)
        await unit.personnes.desactiver(awa)
        assert await unit.personnes.par_telegram(COMPTE) is None
        assert await unit.personnes.connus([COMPTE]) == set()
        assert await unit.personnes.ayant(Role.GARDIEN) == []
        assert await unit.personnes.couvrant(site.bailleur, site) == []


async def test_etre_joignable_se_retient_jusqu_au_prochain_lien(base: Database) -> None:
    awa = await creer_personne(base)
    async with base.write() as unit:
        await unit.personnes.lier(awa, COMPTE)
        await unit.personnes.marquer_joignable(COMPTE, False)
        personne = await unit.personnes.get(awa)
        assert personne is not None
        assert not personne.joignable
        await unit.personnes.lier(awa, COMPTE)
        personne = await unit.personnes.get(awa)
        assert personne is not None
        assert personne.joignable


@pytest.mark.parametrize(
    ("perimetre", "couvre"),
    [
        (Perimetre(bailleur="Habitat 62/59"), True),
        (Perimetre(bailleur="Logis Transports"), False),
        (Perimetre(secteur="Artois"), True),
        (Perimetre(secteur="Flandre"), False),
        (Perimetre(bailleur="Habitat 62/59", secteur="Artois"), True),
        (Perimetre(bailleur="Logis Transports", secteur="Artois"), False),
        (Perimetre(bailleur="Habitat 62/59", secteur="Flandre"), False),
        (Perimetre(), False),
    ],
)
async def test_un_perimetre_couvre_la_residence_qu_il_contient(
    base: Database, perimetre: Perimetre, couvre: bool
) -> None:
    site = await creer_residence(base, secteur="Artois")
    awa = await creer_personne(base, perimetre=perimetre)
    async with base.read() as unit:
        assert [p.id for p in await unit.personnes.couvrant(site.bailleur, site)] == ([awa] if couvre else [])


async def test_un_perimetre_de_residence_ne_couvre_qu_elle(base: Database) -> None:
    mirabelles, bleuets = await creer_residence(base), await creer_residence(base, "Les Bleuets")
    awa = await creer_personne(base, perimetre=Perimetre(bailleur="Habitat 62/59", residence_id=bleuets.id))
    async with base.read() as unit:
        assert await unit.personnes.couvrant(mirabelles.bailleur, mirabelles) == []
        assert [p.id for p in await unit.personnes.couvrant(bleuets.bailleur, bleuets)] == [awa]


async def test_une_residence_sans_secteur_n_est_couverte_que_par_son_bailleur(base: Database) -> None:
    site = await creer_residence(base)
    awa = await creer_personne(base, perimetre=Perimetre(bailleur="Habitat 62/59"))
    for nom, ailleurs in (("Karim", Perimetre(secteur="Artois")), ("Léa", Perimetre())):
        await creer_personne(base, nom, perimetre=ailleurs)
    async with base.read() as unit:
        assert [p.id for p in await unit.personnes.couvrant(site.bailleur, site)] == [awa]


async def test_sans_residence_une_part_du_bailleur_suffit(base: Database) -> None:
    site = await creer_residence(base, secteur="Artois")
    entier = await creer_personne(base, "Awa", perimetre=Perimetre(bailleur="Habitat 62/59"))
    part = await creer_personne(base, "Karim", perimetre=Perimetre(residence_id=site.id))
    await creer_personne(base, "Léa", perimetre=Perimetre(bailleur="Logis Transports"))
    async with base.read() as unit:
        assert [p.id for p in await unit.personnes.couvrant("Habitat 62/59", None)] == [entier, part]


async def test_remplacer_les_perimetres_n_en_garde_aucun_d_avant(base: Database) -> None:
    parts = (Perimetre(bailleur="Habitat 62/59"), Perimetre(secteur="Artois"))
    awa = await creer_personne(base, perimetre=Perimetre(bailleur="Logis Transports"))
    async with base.write() as unit:
        await unit.personnes.remplacer_perimetres(awa, parts)
        personne = await unit.personnes.get(awa)
        assert personne is not None
        assert personne.perimetres == parts
        await unit.personnes.remplacer_perimetres(awa, [])
        personne = await unit.personnes.get(awa)
        assert personne is not None
        assert personne.perimetres == ()


async def test_un_lien_ne_sert_qu_une_fois_meme_ouvert_deux_fois_ensemble(base: Database, horloge: Horloge) -> None:
    awa = await creer_personne(base)
    async with base.write() as unit:
        await unit.personnes.inviter(awa, "secret", horloge.now() + timedelta(days=7))
        assert await unit.personnes.invite_par("secret", horloge.now()) == awa
        assert await unit.personnes.invite_par("autre", horloge.now()) is None
        assert await unit.personnes.invitations_en_attente(horloge.now()) == 1

    async def utiliser() -> int | None:
        async with base.write() as unit:
            return await unit.personnes.utiliser_invitation("secret", horloge.now())

    assert sorted(await asyncio.gather(*(utiliser() for _ in range(5))), key=str) == [awa, None, None, None, None]
    async with base.read() as unit:
        assert await unit.personnes.invite_par("secret", horloge.now()) is None
        assert await unit.personnes.invitations_en_attente(horloge.now()) == 0


async def test_un_lien_expire_a_l_heure_dite(base: Database, horloge: Horloge) -> None:
    awa = await creer_personne(base)
    async with base.write() as unit:
        await unit.personnes.inviter(awa, "secret", horloge.now() + timedelta(days=7))
    horloge.avancer(timedelta(days=7, seconds=-1))
    async with base.read() as unit:
        assert await unit.personnes.invite_par("secret", horloge.now()) == awa
    horloge.avancer(timedelta(seconds=1))
    async with base.write() as unit:
        assert await unit.personnes.invite_par("secret", horloge.now()) is None
        assert await unit.personnes.utiliser_invitation("secret", horloge.now()) is None


async def test_une_absence_compte_ses_deux_bornes(base: Database) -> None:
    awa, karim = await creer_personne(base), await creer_personne(base, "Karim")
    absence = Absence(awa, date(2026, 12, 24), date(2027, 1, 2), karim)
    async with base.write() as unit:
        await unit.personnes.noter_absence(absence)
    async with base.read() as unit:
        for jour in (date(2026, 12, 24), date(2027, 1, 2)):
            assert await unit.personnes.absentes(jour) == {awa: absence}
        for jour in (date(2026, 12, 23), date(2027, 1, 3)):
            assert await unit.personnes.absentes(jour) == {}
