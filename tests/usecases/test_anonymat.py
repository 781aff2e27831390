"""Ni nom, ni texte, ni logement dans un groupe, un avertissement ou le journal (parcours, 5), quels qu'ils soient."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from domain.signalement import Motif, Urgence
from domain.vues import Fiche
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import journal
from tests.conftest import DEBUT, Horloge
from tests.usecases.atelier import GROUPE, GROUPE_CELLULE, Atelier, Equipe, lu, monter_equipe, net

CELLULE_SAISIE = {
    Urgence.IMMEDIATE: "2026-11-23 11:00",
    Urgence.HAUTE: "2026-11-25 18:00",
    Urgence.NORMALE: "2026-12-03 10:00",
}
"""Quand l'échelle est montée jusqu'en haut."""

secrets = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    lambda mots: f"Qz{mots.strip()}zQ"
)
"""Des mots qu'aucune phrase du bot ne contient, avec tout ce que l'on peut écrire dedans."""


@pytest.fixture
def jouer(
    modele_sqlite: Path, keyring: Keyring, dispositif: Dispositif, calendrier: Calendrier, tmp_path: Path
) -> Callable[[str, str, str, str, Urgence], None]:
    """Un parcours entier, sur une base neuve, puis la recherche de ces mots là où ils ne doivent pas être."""

    def une_fois(texte: str, nom: str, logement: str, batiment: str, urgence: Urgence) -> None:
        chemin = tmp_path / "anonymat.db"
        for reste in tmp_path.glob("anonymat.db*"):
            reste.unlink()
        shutil.copy(modele_sqlite, chemin)
        base = Database(f"sqlite+aiosqlite:///{chemin}", keyring)
        atelier = Atelier(base, Horloge(DEBUT), dispositif, calendrier)

        async def tout() -> None:
            try:
                await _parcours(await monter_equipe(atelier), texte, nom, logement, batiment, urgence)
            finally:
                await base.close()

        asyncio.run(tout())

    return une_fois


async def _parcours(equipe: Equipe, texte: str, nom: str, logement: str, batiment: str, urgence: Urgence) -> None:
    a = equipe.atelier
    analyse = lu(Motif.IMPAYES, urgence=urgence, locataire=nom, logement=logement, batiment=batiment)
    dossier = await a.signale(equipe.fatiha, f"{texte} {nom}", analyse)
    fiche = await a.message_de(equipe.fatiha, Fiche.BROUILLON, 1)
    await a.ecrire(equipe.fatiha, f"{texte} encore", reponse_a=fiche)
    await a.jusqu_a(CELLULE_SAISIE[urgence])
    await a.prend(equipe.nadia, dossier)
    ((_, quand),) = await a.prevues()
    await a.jusqu_a(quand)
    await a.appuyer(equipe.nadia, "Absent", fiche=Fiche.TENTATIVE)
    publics = {chat: a.fil(chat).tout() for chat in (GROUPE, GROUPE_CELLULE)}
    publics |= {qui.id: a.fil(qui).tout() for qui in (equipe.nadia, equipe.karim, equipe.claire, equipe.hugo)}
    async with a.base.read() as unit:
        publics[0] = "\n".join(
            f"{row.acteur} {row.acte} {row.detail}" for row in await unit.connection.execute(select(journal))
        )
    assert "V-26-0001" in publics[GROUPE]
    assert "V-26-0001" in publics[GROUPE_CELLULE]
    for secret in (texte, nom, logement, batiment):
        for ecrit in (secret, escape(secret, quote=False), net(secret)):
            for ou, montre in publics.items():
                assert ecrit not in montre, f"{ecrit} se lit en {ou}"
    details = await a.ouvre(equipe.nadia, dossier)
    assert net(escape(nom, quote=False)) in details


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_aucun_mot_du_menage_ne_se_lit_hors_des_details(
    jouer: Callable[[str, str, str, str, Urgence], None], data: st.DataObject
) -> None:
    mots = data.draw(st.tuples(secrets, secrets, secrets, secrets))
    jouer(*mots, data.draw(st.sampled_from(Urgence)))
