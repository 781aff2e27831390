"""Les quatre dispositifs jouent le même parcours, chacun avec ses délais."""

from __future__ import annotations

import pytest

import dispositifs
from domain.calendrier import Calendrier
from domain.dossier import EtatDossier
from domain.signalement import Motif, Urgence
from domain.vues import Fiche
from storage.database import Database
from tests.conftest import Horloge
from tests.usecases.atelier import Atelier, lu, monter_equipe

DELAIS = {
    Urgence.IMMEDIATE: ("2026-11-23 10:15", "2026-11-23 11:00"),
    Urgence.HAUTE: ("2026-11-23 15:30", "2026-11-24 10:00"),
    Urgence.NORMALE: ("2026-11-25 10:00", "2026-11-26 10:00"),
}
"""Prendre avant, première tentative ; ce qu'un profil ne change pas."""

PROPRES = {("icf-ensemble", Urgence.NORMALE): ("2026-11-24 10:00", "2026-11-26 10:00")}
"""ICF : un jour ouvré au lieu de deux pour prendre."""


@pytest.mark.parametrize("urgence", Urgence)
@pytest.mark.parametrize("nom", dispositifs.NOMS)
async def test_chaque_profil_signale_envoie_prend_et_tente(
    base_sqlite: Database, horloge: Horloge, calendrier: Calendrier, nom: str, urgence: Urgence
) -> None:
    profil = dispositifs.charger(nom)
    heures = Calendrier(calendrier.tz, calendrier.est_ferie, profil.horaires)
    equipe = await monter_equipe(Atelier(base_sqlite, horloge, profil, heures), profil.bailleurs[0])
    a = equipe.atelier
    prendre, tenter = PROPRES.get((nom, urgence), DELAIS[urgence])
    dossier = await a.signale(equipe.fatiha, analyse=lu(Motif.ISOLEMENT, urgence=urgence))
    assert f"0 dossier sur {profil.capacite}" in (dossier.raison or "")
    assert await a.prevues() == [("escalade", prendre)]
    await a.prend(equipe.nadia, dossier)
    assert await a.prevues() == [("tentative", tenter)]
    await a.jusqu_a(tenter)
    await a.appuyer(equipe.nadia, "Rencontré", fiche=Fiche.TENTATIVE)
    await a.ouvre(equipe.nadia, dossier)
    for libelle in ("Clôturer", "Relogé"):
        await a.appuyer(equipe.nadia, libelle, fiche=Fiche.DOSSIER)
    assert (await a.dossier(dossier.id)).etat is EtatDossier.CLOS


@pytest.mark.parametrize("nom", ["icf-ensemble", "cilea"])
async def test_les_lieux_de_rencontre_sont_ceux_du_profil(
    base_sqlite: Database, horloge: Horloge, calendrier: Calendrier, nom: str
) -> None:
    """ciléa ne rencontre qu'au domicile : aucune tentative, même la dixième, ne propose l'agence."""
    profil = dispositifs.charger(nom)
    equipe = await monter_equipe(Atelier(base_sqlite, horloge, profil, calendrier), profil.bailleurs[0])
    a = equipe.atelier
    dossier = await a.prend(equipe.nadia, await a.signale(equipe.fatiha, analyse=lu(Motif.ISOLEMENT)))
    for _ in range(8):
        ((_, quand),) = await a.prevues()
        await a.jusqu_a(quand)
        await a.appuyer(equipe.nadia, "Absent", fiche=Fiche.TENTATIVE)
    lieux = {t.lieu for t in await a.tentatives(dossier)} - {None}
    assert lieux == ({"domicile"} if nom == "cilea" else {"domicile", "lieu_neutre"})


async def test_le_profil_d_icf_nomme_le_partenaire_a_associer(
    base_sqlite: Database, horloge: Horloge, calendrier: Calendrier
) -> None:
    profil = dispositifs.charger("icf-ensemble")
    equipe = await monter_equipe(Atelier(base_sqlite, horloge, profil, calendrier), profil.bailleurs[0])
    a = equipe.atelier
    dossier = await a.signale(equipe.fatiha, analyse=lu(Motif.AUTONOMIE))
    assert "Partenaires à solliciter : CLIC et MDPH 76" in await a.ouvre(equipe.nadia, dossier)
