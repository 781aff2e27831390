"""Ce qui reste vrai quoi qu'il arrive : rien ne se perd, un seul suit, aucune référence ne manque, tout se rend."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from domain.dossier import Dossier, EtatDossier, EtatSignalement
from domain.echeance import Sorte
from domain.signalement import Motif, Urgence
from domain.vues import Fiche
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import cards, dossiers, echeances, signalements
from tests.conftest import DEBUT, Horloge
from tests.usecases.atelier import GROUPE, Atelier, Equipe, lu, monter_equipe
from views.codec import MAX_BYTES, Charge, decode, encode
from views.rendu import rendre_fiche

RAPPELS_DE_BROUILLON = {Sorte.RAPPEL_BROUILLON, Sorte.TRANSMISSION}


class Vie(RuleBasedStateMachine):
    """Des dossiers qu'on ouvre, prend, rend, clôt et rouvre dans n'importe quel ordre, le temps passant."""

    fabrique: Callable[[], Awaitable[Equipe]]

    def __init__(self) -> None:
        super().__init__()
        self.boucle = asyncio.Runner()

    @initialize()
    def commencer(self) -> None:
        self.equipe = self.boucle.run(type(self).fabrique())
        self.a = self.equipe.atelier

    def teardown(self) -> None:
        if hasattr(self, "a"):
            self.boucle.run(self.a.base.close())
        self.boucle.close()

    def _dossier(self, rang: int, *etats: EtatDossier) -> Dossier | None:
        trouves = [d for d in self.boucle.run(self.a.dossiers()) if d.etat in etats]
        return trouves[rang % len(trouves)] if trouves else None

    def _charge(self, dossier: Dossier) -> object:
        return self.equipe.nadia if dossier.charge_id == self.equipe.nadia.id else self.equipe.karim

    @rule(urgence=st.sampled_from(Urgence), sait=st.booleans(), meme=st.booleans())
    def signaler(self, urgence: Urgence, sait: bool, meme: bool) -> None:
        residence = "Les Mirabelles" if sait else None
        locataire = "Dupont" if meme else None
        analyse = lu(Motif.IMPAYES, urgence=urgence, residence=residence, locataire=locataire)
        self.boucle.run(self.a.ecrire(self.equipe.luis, "ne paie plus", analyse))

    @rule(quoi=st.integers(0, 30))
    def appuyer_sur_un_brouillon(self, quoi: int) -> None:
        """N'importe quel bouton de la dernière fiche de l'auteur."""
        vus = self.boucle.run(self.a.boutons(self.equipe.luis))
        if vus:
            self.boucle.run(self.a.presser(self.equipe.luis, vus[quoi % len(vus)]))

    @rule()
    def envoyer(self) -> None:
        vus = self.boucle.run(self.a.boutons(self.equipe.luis))
        vu = next((vu for vu in vus if "Envoyer" in vu.bouton.texte), None)
        if vu is not None:
            self.boucle.run(self.a.presser(self.equipe.luis, vu))

    @rule(rang=st.integers(0, 5), qui=st.sampled_from(["nadia", "karim"]))
    def prendre(self, rang: int, qui: str) -> None:
        if dossier := self._dossier(rang, EtatDossier.OUVERT):
            self.boucle.run(self._appuie(getattr(self.equipe, qui), "Je prends en charge", Fiche.EQUIPE, dossier))

    @rule(rang=st.integers(0, 5))
    def rendre(self, rang: int) -> None:
        if dossier := self._dossier(rang, EtatDossier.PRIS_EN_CHARGE):
            self.boucle.run(self._appuie(self._charge(dossier), "Rendre", Fiche.EQUIPE, dossier))

    @rule(rang=st.integers(0, 5), quoi=st.sampled_from(["Absent", "Refus", "Injoignable", "Rencontré", "Reporter"]))
    def noter(self, rang: int, quoi: str) -> None:
        if dossier := self._dossier(rang, EtatDossier.PRIS_EN_CHARGE):
            self.boucle.run(self._depuis_la_fiche(dossier, quoi))

    @rule(rang=st.integers(0, 5))
    def cloturer(self, rang: int) -> None:
        if dossier := self._dossier(rang, EtatDossier.PRIS_EN_CHARGE):
            self.boucle.run(self._depuis_la_fiche(dossier, "Clôturer", "Objectifs atteints"))

    @rule(rang=st.integers(0, 5))
    def rouvrir(self, rang: int) -> None:
        if dossier := self._dossier(rang, EtatDossier.CLOS):
            self.boucle.run(self._depuis_la_fiche(dossier, "Rouvrir"))

    @rule(heures=st.sampled_from([0.3, 1.0, 5.0, 20.0, 26.0, 75.0, 24.0 * 15]))
    def laisser_passer(self, heures: float) -> None:
        self.boucle.run(self.a.avancer(hours=heures))

    async def _appuie(self, qui: object, libelle: str, fiche: Fiche, dossier: Dossier) -> None:
        vus = await self.a.boutons(GROUPE, fiche=fiche, sujet=dossier.id)
        vu = next((vu for vu in vus if vu.bouton.texte == libelle), None)
        if vu is not None:
            await self.a.presser(qui, vu)  # type: ignore[arg-type]

    async def _depuis_la_fiche(self, dossier: Dossier, *libelles: str) -> None:
        """Ouvre les détails pour la responsable, qui peut tout faire, et appuie."""
        claire = self.equipe.claire
        async with self.a.base.write() as unit:
            card = await unit.cards.open(Fiche.DOSSIER, dossier.id, claire.telegram_id or 0)
            await unit.cards.turn(card.id, "")
        for libelle in libelles:
            vus = await self.a.boutons(claire, fiche=Fiche.DOSSIER, sujet=dossier.id)
            vu = next((vu for vu in vus if vu.bouton.texte == libelle), None)
            if vu is not None:
                await self.a.presser(claire, vu)

    @invariant()
    def rien_ne_se_perd(self) -> None:
        if hasattr(self, "a"):
            self.boucle.run(self._verifier())

    async def _verifier(self) -> None:
        now = self.a.horloge.now()
        async with self.a.base.read() as unit:
            tous = await unit.dossiers.where(dossiers.c.id > 0)
            faits = await unit.dossiers.tentatives(*(d.id for d in tous))
            a_faire = {t.id: t.dossier_id for t in faits if t.resultat is None}
            prevues = [
                (Sorte(row.sorte), row.sujet_id)
                for row in await unit.connection.execute(
                    select(echeances).where(echeances.c.etat == "prevue", echeances.c.prevue_le > now)
                )
            ]
            en_retard = await unit.echeances.dues(now, 100)
            lignes = (await unit.connection.execute(select(signalements.c.id, signalements.c.etat))).all()
            orphelines = [t for t in a_faire if (Sorte.TENTATIVE, t) not in prevues]
            for card_id in (await unit.connection.execute(select(cards.c.id))).scalars().all():
                card = await unit.cards.get(card_id)
                assert card is not None
                ecran = await rendre_fiche(self.a.ctx, unit, card)
                for bouton in (b for rangee in (ecran.boutons if ecran else ()) for b in rangee):
                    data = encode(Charge(bouton.action, card.id, card.etape, bouton.valeur))
                    assert len(data.encode()) <= MAX_BYTES
                    assert decode(data) == Charge(bouton.action, card.id, card.etape, bouton.valeur)
        assert en_retard == []
        assert orphelines == []
        attendus = {sujet for sorte, sujet in prevues if sorte in {Sorte.ESCALADE, Sorte.SUIVI}}
        attendus |= {a_faire[sujet] for sorte, sujet in prevues if sorte is Sorte.TENTATIVE}
        for dossier in tous:
            assert (dossier.id in attendus) == (dossier.etat is not EtatDossier.CLOS), dossier.reference
            assert (dossier.charge_id is not None and dossier.etat is EtatDossier.OUVERT) is False
            assert dossier.etat is not EtatDossier.PRIS_EN_CHARGE or dossier.charge_id is not None
        assert all(nombre == 1 for nombre in Counter(a_faire.values()).values())
        rappeles = {sujet for sorte, sujet in prevues if sorte in RAPPELS_DE_BROUILLON}
        for ligne in lignes:
            if ligne.etat in {EtatSignalement.BROUILLON.value, EtatSignalement.A_QUALIFIER.value}:
                assert ligne.id in rappeles
        par_annee: dict[str, list[int]] = {}
        for dossier in tous:
            _, annee, numero = dossier.reference.split("-")
            par_annee.setdefault(annee, []).append(int(numero))
        for numeros in par_annee.values():
            assert numeros == list(range(1, len(numeros) + 1))


def test_quoi_qu_on_fasse_rien_ne_se_perd(
    modele_sqlite: Path,
    keyring: Keyring,
    dispositif: Dispositif,
    calendrier: Calendrier,
    tmp_path: Path,
) -> None:
    numero = 0

    async def fabrique() -> Equipe:
        nonlocal numero
        numero += 1
        chemin = tmp_path / f"{numero}.db"
        shutil.copy(modele_sqlite, chemin)
        base = Database(f"sqlite+aiosqlite:///{chemin}", keyring)
        return await monter_equipe(Atelier(base, Horloge(DEBUT), dispositif, calendrier))

    machine = type("UneVie", (Vie,), {"fabrique": staticmethod(fabrique)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("duree", [timedelta(days=3), timedelta(days=40)])
async def test_apres_un_long_arret_chaque_dossier_ne_dit_qu_une_chose(equipe: Equipe, duree: timedelta) -> None:
    a = equipe.atelier
    for _ in range(3):
        await a.signale(equipe.fatiha)
    pris = await a.dossier(2)
    await a.prend(equipe.nadia, pris)
    a.fil(equipe.nadia).vider()
    await a.a(a.horloge.now() + duree)
    await a.a("2027-01-11 09:00")
    dits = a.fil(equipe.nadia).tout()
    assert dits.count("V-26-0001 : ce dossier vous est proposé") == 1
    assert dits.count("V-26-0003 : ce dossier vous est proposé") == 1
    assert dits.count("V-26-0002, tentative 1") <= 2
