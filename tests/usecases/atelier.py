"""De quoi jouer un parcours sans messagerie : des personnes, leurs messages, leurs appuis, et ce que chacun voit.

Les appuis se font par le libellé des boutons, lus sur la fiche telle qu'elle se rend : on essaie ce que l'on voit.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from domain.calendrier import Calendrier
from domain.dispositif import Dispositif
from domain.dossier import Dossier, Signalement
from domain.echeance import Sorte
from domain.personne import Competence, Perimetre, Personne, Residence, Role
from domain.signalement import Analyse, Lieu, Motif, Urgence
from domain.texte import plier
from domain.vues import Avis, Fiche
from handlers import prise_en_charge, signaler
from storage.cards import Card
from storage.database import Database
from storage.dossiers import Tentative
from storage.inbox import Received
from storage.outbox import Nature, OutboxRow
from storage.personnes import Absence
from storage.tables import cards, corrections, echeances, inbox, journal
from storage.unit_of_work import UnitOfWork
from tests.conftest import PARIS, Horloge
from usecases.aller_vers import noter_tentative
from usecases.contexte import Contexte
from usecases.geste import Geste, Reponse
from usecases.message import Message
from usecases.rappeler import honorer_echeances
from views.avis import dire
from views.codec import MAX_BYTES, Action, Charge, decode, encode
from views.ecran import Bouton, Ecran
from views.rendu import rendre_fiche

BAILLEUR = "Essonne Habitat"
EQUIPE = "Essonne"
GROUPE, GROUPE_CELLULE = -100, -200
BOT = 42

GESTES = {**signaler.GESTES, **prise_en_charge.GESTES, Action.RESULTAT: noter_tentative}
"""Ce que fait chaque bouton : la table des parcours, pas une copie."""


def lu(
    *motifs: Motif,
    urgence: Urgence = Urgence.NORMALE,
    residence: str | None = None,
    logement: str | None = None,
    batiment: str | None = None,
    locataire: str | None = None,
    a_verifier: Iterable[Motif] = (),
) -> Analyse:
    """Ce que la classification comprendrait ; sans motif, sans urgence."""
    return Analyse(
        motifs=tuple(motif for motif in Motif if motif in motifs),
        a_verifier=tuple(a_verifier),
        urgence=urgence if motifs else None,
        lieu=Lieu(residence=residence, batiment=batiment, logement=logement),
        locataire=locataire,
    )


RIEN = Analyse()
IMPAYES = lu(Motif.IMPAYES)
DANGER = lu(Motif.VIOLENCE, urgence=Urgence.IMMEDIATE)


def le(ecrit: str) -> datetime:
    """L'instant de cette heure écrite à Paris, « 2026-11-20 17:59 »."""
    return datetime.fromisoformat(ecrit).replace(tzinfo=PARIS)


def net(texte: str) -> str:
    """Le texte, espaces insécables rendus ordinaires et gras retiré : comme on le lit."""
    for marque in ("<b>", "</b>"):
        texte = texte.replace(marque, "")
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass
class Fil:
    """Ce qu'une conversation a montré, dans l'ordre ; une fiche mise à jour y reparaît."""

    textes: list[str] = field(default_factory=list)

    @property
    def dernier(self) -> str:
        """Le dernier message."""
        return self.textes[-1] if self.textes else ""

    def tout(self) -> str:
        """Tout, d'un bloc."""
        return "\n".join(self.textes)

    def __contains__(self, mots: str) -> bool:
        return mots in self.tout()

    def vider(self) -> None:
        """Oublie ce qui a été lu."""
        self.textes.clear()


@dataclass(frozen=True)
class Vu:
    """Un bouton tel qu'il a été montré, sur sa fiche."""

    card: Card
    bouton: Bouton

    @property
    def data(self) -> str:
        """Ce que le bouton renverrait."""
        return encode(Charge(self.bouton.action, self.card.id, self.card.etape, self.bouton.valeur))


class Atelier:
    """Une base, une horloge, et ce que chaque conversation a vu."""

    def __init__(self, base: Database, horloge: Horloge, dispositif: Dispositif, calendrier: Calendrier) -> None:
        self.base = base
        self.horloge = horloge
        self.prochaine = Analyse()
        self.ctx = Contexte(base, horloge, calendrier, dispositif, self._classer, lambda: None)
        self.fils: dict[int, Fil] = {}
        self._bloc: UnitOfWork | None = None
        self._numeros = itertools.count(1)
        self._telegram = itertools.count(1001)

    def sur(self, base: Database, horloge: Horloge) -> Atelier:
        """Un autre atelier, sur une copie de cette base : les comptes déjà donnés ne resservent pas."""
        autre = Atelier(base, horloge, self.ctx.dispositif, self.ctx.calendrier)
        autre._telegram = copy(self._telegram)
        return autre

    async def _classer(self, texte: str) -> Analyse:
        assert texte.strip()
        return self.prochaine

    # --- peupler

    @asynccontextmanager
    async def en_bloc(self) -> AsyncIterator[None]:
        """Peuple en une seule transaction : vingt fois plus vite."""
        async with self.base.write() as self._bloc:
            yield
        self._bloc = None

    @asynccontextmanager
    async def _ecrire_en_base(self) -> AsyncIterator[UnitOfWork]:
        if self._bloc is not None:
            yield self._bloc
            return
        async with self.base.write() as unit:
            yield unit

    async def residence(
        self, nom: str, bailleur: str = BAILLEUR, *, secteur: str | None = None, commune: str | None = "Évry"
    ) -> Residence:
        """Une résidence du patrimoine."""
        async with self._ecrire_en_base() as unit:
            await unit.residences.importer([Residence(0, nom, bailleur, secteur=secteur, commune=commune)])
            toutes = await unit.residences.toutes()
        return next(r for r in toutes if (r.nom, r.bailleur, r.commune) == (nom, bailleur, commune))

    async def personne(
        self,
        nom: str,
        *roles: Role,
        perimetres: Iterable[Perimetre] = (),
        equipe: str | None = None,
        competences: Iterable[Competence] = (),
        capacite: int | None = None,
        responsable: Personne | None = None,
        organisation: str = BAILLEUR,
        inscrite: bool = True,
    ) -> Personne:
        """Une personne, qui a ouvert son lien sauf si `inscrite` est faux."""
        async with self._ecrire_en_base() as unit:
            numero = await unit.personnes.ajouter(
                nom, roles, organisation, equipe=equipe, competences=competences, capacite=capacite
            )
            await unit.personnes.remplacer_perimetres(numero, list(perimetres))
            if responsable is not None:
                await unit.personnes.definir_responsable(numero, responsable.id)
            if inscrite:
                await unit.personnes.lier(numero, next(self._telegram))
            creee = await unit.personnes.get(numero)
        assert creee is not None
        return creee

    async def lier(self, chat_id: int = GROUPE, equipe: str = EQUIPE, *, cellule: bool = False) -> None:
        """Lie un groupe à une équipe."""
        async with self._ecrire_en_base() as unit:
            await unit.groupes.lier(chat_id, "cellule" if cellule else equipe, cellule=cellule)

    async def absent(self, qui: Personne, du: date, au: date, remplacant: Personne | None = None) -> None:
        """Note une absence."""
        async with self._ecrire_en_base() as unit:
            await unit.personnes.noter_absence(Absence(qui.id, du, au, remplacant.id if remplacant else None))

    # --- agir

    async def entree(self, chat_id: int) -> int:
        """Une ligne de la boîte d'arrivée, à consommer."""
        numero = next(self._numeros)
        async with self.base.write() as unit:
            await unit.inbox.add(BOT, [Received(numero, chat_id, "{}")], self.horloge.now())
            ligne = await unit.connection.execute(select(inbox.c.id).where(inbox.c.update_id == numero))
            return int(ligne.scalar_one())

    async def ecrire(
        self,
        qui: Personne,
        texte: str,
        analyse: Analyse = RIEN,
        *,
        piece: str | None = None,
        reponse_a: int | None = None,
        modifie: int | None = None,
        album: str | None = None,
    ) -> int:
        """Envoie un message privé au bot et rend son numéro ; `modifie` est celui du message corrigé."""
        assert qui.telegram_id is not None
        self.prochaine = analyse
        entree = await self.entree(qui.telegram_id)
        numero = modifie if modifie is not None else 10_000 + next(self._numeros)
        await signaler.signaler(
            self.ctx,
            Message(
                entree,
                qui.telegram_id,
                qui.telegram_id,
                numero,
                texte,
                piece=piece,
                reponse_a=reponse_a,
                modifie=modifie is not None,
                album=album,
            ),
        )
        await self.livrer()
        return numero

    async def bouton(
        self, libelle: str, chat: int | Personne = GROUPE, *, fiche: Fiche | None = None, sujet: int | None = None
    ) -> Vu:
        """Le bouton de ce nom sur la fiche la plus récente de la conversation qui en a un."""
        vus = []
        async with aclosing(self._montres(_chat(chat), fiche, sujet)) as montres:
            async for vu in montres:
                if plier(_nom(vu.bouton.texte)).startswith(plier(libelle)):
                    return vu
                vus.append(vu.bouton.texte)
        raise AssertionError(f"aucun bouton « {libelle} » parmi {vus}")

    async def boutons(
        self, chat: int | Personne = GROUPE, *, fiche: Fiche | None = None, sujet: int | None = None
    ) -> list[Vu]:
        """Tous les boutons que la conversation montre, fiche la plus récente d'abord."""
        return [vu async for vu in self._montres(_chat(chat), fiche, sujet)]

    async def _montres(self, chat_id: int, fiche: Fiche | None, sujet: int | None) -> AsyncGenerator[Vu, None]:
        voulues = select(cards.c.id).where(cards.c.chat_id == chat_id, cards.c.fermee.is_(False))
        if fiche is not None:
            voulues = voulues.where(cards.c.fiche == fiche.value)
        if sujet is not None:
            voulues = voulues.where(cards.c.sujet_id == sujet)
        async with self.base.read() as unit:
            rows = await unit.connection.execute(voulues.order_by(cards.c.id.desc()))
            for numero in rows.scalars().all():
                card = await unit.cards.get(numero)
                assert card is not None
                ecran = await rendre_fiche(self.ctx, unit, card)
                for rangee in ecran.boutons if ecran else ():
                    for bouton in rangee:
                        yield Vu(card, bouton)

    async def libelles(self, chat: int | Personne = GROUPE, **filtre: Fiche | int | None) -> list[str]:
        """Les noms des boutons que la conversation montre."""
        return [_nom(vu.bouton.texte) for vu in await self.boutons(chat, **filtre)]  # type: ignore[arg-type]

    async def presser(self, qui: Personne, vu: Vu, *, valeur: str | None = None) -> Reponse:
        """Appuie sur un bouton déjà montré, même si la fiche a changé depuis ; `valeur` le force."""
        assert qui.telegram_id is not None
        data = vu.data
        assert len(data.encode()) <= MAX_BYTES
        charge = decode(data)
        assert charge is not None
        assert (charge.action, charge.valeur) == (vu.bouton.action, vu.bouton.valeur)
        entree = await self.entree(qui.telegram_id)
        geste = Geste(
            entree,
            qui.telegram_id,
            vu.card.chat_id,
            charge.card_id,
            charge.etape,
            charge.valeur if valeur is None else valeur,
        )
        reponse = await GESTES[charge.action](self.ctx, geste)
        await self.livrer()
        return reponse

    async def appuyer(
        self,
        qui: Personne,
        libelle: str,
        chat: int | Personne | None = None,
        *,
        fiche: Fiche | None = None,
        sujet: int | None = None,
    ) -> Reponse:
        """Appuie sur le bouton de ce nom ; dans sa conversation privée si aucune n'est dite."""
        return await self.presser(qui, await self.bouton(libelle, chat or qui, fiche=fiche, sujet=sujet))

    async def signale(
        self, qui: Personne, texte: str = "mr dupont ne paie plus", analyse: Analyse = IMPAYES
    ) -> Dossier:
        """Écrit, envoie si ce n'est pas parti seul, et rend le dossier ouvert."""
        await self.ecrire(qui, texte, analyse)
        if analyse.urgence is not Urgence.IMMEDIATE:
            await self.appuyer(qui, "Envoyer")
        return (await self.dossiers())[-1]

    async def prend(self, qui: Personne, dossier: Dossier, chat: int | Personne = GROUPE) -> Dossier:
        """Prend le dossier depuis sa carte."""
        await self.appuyer(qui, "Je prends en charge", chat, fiche=Fiche.EQUIPE, sujet=dossier.id)
        return await self.dossier(dossier.id)

    async def ouvre(self, qui: Personne, dossier: Dossier, chat: int | Personne = GROUPE) -> str:
        """Ouvre les détails depuis la carte et rend ce qui se lit en privé."""
        await self.appuyer(qui, "Détails", chat, fiche=Fiche.EQUIPE, sujet=dossier.id)
        return self.fil(qui).dernier

    # --- le temps

    async def avancer(self, **duree: float) -> None:
        """Laisse passer ce temps, puis un tic."""
        await self.a(self.horloge.now() + timedelta(**duree))

    async def a(self, instant: datetime | str) -> None:
        """Met l'heure à cet instant (à Paris, s'il est écrit), puis un tic."""
        self.horloge.a(le(instant) if isinstance(instant, str) else instant)
        await honorer_echeances(self.ctx)
        await self.livrer()

    async def jusqu_a(self, instant: str) -> None:
        """Honore chaque échéance à son heure exacte, jusqu'à cet instant compris."""
        fin = le(instant)
        while True:
            async with self.base.read() as unit:
                prochaine = await unit.echeances.prochaine()
            if prochaine is None or prochaine > fin:
                break
            await self.a(max(prochaine, self.horloge.now()))
        await self.a(fin)

    # --- lire, dans une autre transaction

    def fil(self, chat: int | Personne) -> Fil:
        """Ce que cette conversation a vu."""
        return self.fils.setdefault(_chat(chat), Fil())

    async def livrer(self) -> None:
        """Fait ce que fait le coursier, sans réseau : rend chaque ligne en attente et la note envoyée."""
        async with self.base.read() as unit:
            if not await unit.outbox.has_pending([]):
                return
        async with self.base.write() as unit:
            while rows := await unit.outbox.claim(50, []):
                for row in rows:
                    await self._livrer(unit, row)
                    await unit.outbox.sent(row.id, self.horloge.now())

    async def _livrer(self, unit: UnitOfWork, row: OutboxRow) -> None:
        if row.nature is Nature.AVIS:
            self.fil(row.chat_id).textes.append(net(dire(Avis(row.nom), row.params)))
        elif row.nature is Nature.FICHE:
            card = await unit.cards.get(row.card_id or 0)
            ecran = await rendre_fiche(self.ctx, unit, card) if card and not card.fermee else None
            if card is not None and ecran is not None:
                self._montrer(card, ecran)
                numero = next(self._numeros) if card.message_id is None or row.a_neuf else card.message_id
                await unit.cards.shown(card.id, numero, ecran.empreinte(card.etape))
        else:
            self.fil(row.chat_id).textes.append(f"[{row.nature.value} {row.nom}]")

    def _montrer(self, card: Card, ecran: Ecran) -> None:
        for rangee in ecran.boutons:
            for bouton in rangee:
                data = encode(Charge(bouton.action, card.id, card.etape, bouton.valeur))
                assert decode(data) is not None
        self.fil(card.chat_id).textes.append(net("\n".join((*ecran.avant, ecran.texte))))

    async def message_de(self, qui: Personne, fiche: Fiche, sujet: int) -> int:
        """Le numéro du message qui montre cette fiche, pour y répondre."""
        assert qui.telegram_id is not None
        async with self.base.read() as unit:
            card = next(c for c in await unit.cards.showing(fiche, sujet) if c.chat_id == qui.telegram_id)
        assert card.message_id is not None
        return card.message_id

    async def dossiers(self) -> list[Dossier]:
        """Tous les dossiers, du plus ancien au plus récent."""
        from storage.tables import dossiers

        async with self.base.read() as unit:
            return await unit.dossiers.where(dossiers.c.id > 0)

    async def dossier(self, numero: int) -> Dossier:
        """Un dossier."""
        async with self.base.read() as unit:
            dossier = await unit.dossiers.get(numero)
        assert dossier is not None
        return dossier

    async def signalement(self, numero: int) -> Signalement:
        """Un signalement."""
        async with self.base.read() as unit:
            signalement = await unit.signalements.get(numero)
        assert signalement is not None
        return signalement

    async def tentatives(self, dossier: Dossier) -> list[Tentative]:
        """Les tentatives du dossier."""
        async with self.base.read() as unit:
            return await unit.dossiers.tentatives(dossier.id)

    async def prevues(self, *sortes: Sorte) -> list[tuple[str, str]]:
        """Les échéances à venir, avec leur heure de Paris, dans l'ordre."""
        async with self.base.read() as unit:
            rows = await unit.connection.execute(
                select(echeances.c.sorte, echeances.c.prevue_le)
                .where(echeances.c.etat == "prevue")
                .order_by(echeances.c.prevue_le)
            )
            return [
                (row.sorte, f"{row.prevue_le.astimezone(PARIS):%Y-%m-%d %H:%M}")
                for row in rows
                if not sortes or Sorte(row.sorte) in sortes
            ]

    async def journal(self, acte: str) -> list[tuple[str, str | None]]:
        """Les actes de ce nom : qui, et le détail."""
        async with self.base.read() as unit:
            rows = await unit.connection.execute(select(journal).where(journal.c.acte == acte).order_by(journal.c.id))
            return [(row.acteur, row.detail) for row in rows]

    async def corrections(self) -> list[tuple[str, str | None, str | None]]:
        """Les corrections gardées comme exemples."""
        async with self.base.read() as unit:
            rows = await unit.connection.execute(select(corrections).order_by(corrections.c.id))
            return [(row.champ, row.avant, row.apres) for row in rows]


def _chat(chat: int | Personne) -> int:
    if isinstance(chat, int):
        return chat
    assert chat.telegram_id is not None
    return chat.telegram_id


def _nom(texte: str) -> str:
    """Le nom d'un bouton, sans ce qui le précède de décoratif."""
    return net(texte).lstrip("✅✓ ")


@dataclass
class Equipe:
    """L'équipe ordinaire des essais."""

    atelier: Atelier
    mirabelles: Residence
    acacias: Residence
    fatiha: Personne
    """Gardienne des Mirabelles seules."""
    luis: Personne
    """Gardien des Mirabelles et des Acacias."""
    nadia: Personne
    """Chargée, sur le secteur Est (les Mirabelles)."""
    karim: Personne
    """Chargé, sur tout le bailleur."""
    claire: Personne
    """Responsable, sur tout le bailleur."""
    hugo: Personne
    """Cellule de veille, compétence psychique."""
    agnes: Personne
    """Administratrice."""


async def monter_equipe(atelier: Atelier, bailleur: str = BAILLEUR, *, groupes: bool = True) -> Equipe:
    """Deux résidences, deux gardiens, deux chargés, une responsable, la cellule, l'administratrice, deux groupes."""
    async with atelier.en_bloc():
        return await _peupler(atelier, bailleur, groupes)


async def _peupler(atelier: Atelier, bailleur: str, groupes: bool) -> Equipe:
    mirabelles = await atelier.residence("Les Mirabelles", bailleur, secteur="Est")
    acacias = await atelier.residence("Les Acacias", bailleur, secteur="Ouest")
    ici, la, tout = Perimetre(residence_id=mirabelles.id), Perimetre(residence_id=acacias.id), Perimetre(bailleur)
    org = {"organisation": bailleur}
    claire = await atelier.personne("Claire Roux", Role.RESPONSABLE, perimetres=[tout], **org)
    fatiha = await atelier.personne("Fatiha Amrani", Role.GARDIEN, perimetres=[ici], responsable=claire, **org)
    luis = await atelier.personne("Luis Teixeira", Role.GARDIEN, perimetres=[ici, la], responsable=claire, **org)
    nadia = await atelier.personne(
        "Nadia Benali",
        Role.CHARGE,
        perimetres=[Perimetre(bailleur, "Est")],
        equipe=EQUIPE,
        responsable=claire,
        **org,
    )
    karim = await atelier.personne(
        "Karim Diallo", Role.CHARGE, perimetres=[tout], equipe=EQUIPE, responsable=claire, **org
    )
    hugo = await atelier.personne("Hugo Petit", Role.CELLULE, competences=[Competence.PSYCHIQUE], **org)
    agnes = await atelier.personne("Agnès Rollin", Role.ADMIN, **org)
    if groupes:
        await atelier.lier()
        await atelier.lier(GROUPE_CELLULE, cellule=True)
    return Equipe(atelier, mirabelles, acacias, fatiha, luis, nadia, karim, claire, hugo, agnes)
