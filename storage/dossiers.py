"""Les dossiers, leurs tentatives et les personnes qui y sont saisies. Chaque passage est une mise à jour gardée."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier import PASSAGES, Cloture, Dossier, EtatDossier, reference
from domain.signalement import Lieu, Motif, Urgence
from domain.texte import plier
from storage.crypto import Keyring
from storage.signalements import lieu_json, lire_lieu
from storage.sql import insert_into
from storage.tables import compteurs, dossiers, saisines, tentatives


@dataclass(frozen=True, slots=True)
class Tentative:
    """Une tentative d'aller vers ; sans `resultat`, elle reste à faire."""

    id: int
    dossier_id: int
    numero: int
    prevue_le: datetime
    canal: str
    moment: str
    binome: str
    lieu: str | None
    resultat: str | None
    faite_le: datetime | None


class Dossiers:
    """Les dossiers, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection
        self._keyring = keyring

    async def ouvrir(
        self,
        *,
        annee: int,
        auteur_id: int,
        residence_id: int | None,
        lieu: Lieu,
        locataire: str | None,
        motifs: Sequence[Motif],
        urgence: Urgence,
        cree_le: datetime,
    ) -> Dossier:
        """Crée un dossier avec la référence suivante de l'année ; une référence montrée est une référence écrite."""
        compteur = insert_into(self._connection, compteurs).values(annee=annee, dernier=1)
        numero = (
            await self._connection.execute(
                compteur.on_conflict_do_update(
                    index_elements=["annee"], set_={"dernier": compteurs.c.dernier + 1}
                ).returning(compteurs.c.dernier)
            )
        ).scalar_one()
        statement = (
            insert(dossiers)
            .values(
                reference=reference(annee, numero),
                auteur_id=auteur_id,
                motifs=[m.value for m in motifs],
                urgence=urgence.value,
                etat=EtatDossier.OUVERT.value,
                cree_le=cree_le,
                **self._repere(residence_id, lieu, locataire),
            )
            .returning(dossiers)
        )
        return _dossier((await self._connection.execute(statement)).one())

    def _repere(self, residence_id: int | None, lieu: Lieu, locataire: str | None) -> dict[str, object]:
        logement, personne = self._empreintes(residence_id, lieu, locataire)
        return {
            "residence_id": residence_id,
            "lieu": lieu_json(lieu),
            "locataire": locataire,
            "logement_empreinte": logement[0] if logement else None,
            "locataire_empreinte": personne[0] if personne else None,
        }

    def _empreintes(self, residence_id: int | None, lieu: Lieu, locataire: str | None) -> tuple[list[str], list[str]]:
        site = str(residence_id)
        logement: list[str] = []
        personne: list[str] = []
        if residence_id is not None and lieu.logement:
            parts = (lieu.batiment, lieu.escalier, lieu.etage, lieu.logement)
            logement = self._keyring.digests("logement", site, *(plier(part or "") for part in parts))
        if residence_id is not None and locataire and (nom := nom_seul(locataire)):
            personne = self._keyring.digests("locataire", site, nom)
        return logement, personne

    async def situer(self, dossier_id: int, residence_id: int | None, lieu: Lieu, locataire: str | None) -> None:
        """Réécrit où et qui, et les empreintes qui servent à rapprocher."""
        await self._set(dossier_id, **self._repere(residence_id, lieu, locataire))

    async def qualifier(self, dossier_id: int, motifs: Sequence[Motif], urgence: Urgence) -> None:
        """Réécrit les motifs et l'urgence."""
        await self._set(dossier_id, motifs=[m.value for m in motifs], urgence=urgence.value)

    async def get(self, dossier_id: int | None) -> Dossier | None:
        """Un dossier par son numéro interne."""
        if dossier_id is None:
            return None
        found = await self.where(dossiers.c.id == dossier_id)
        return found[0] if found else None

    async def par_reference(self, ref: str) -> Dossier | None:
        """Un dossier par sa référence."""
        found = await self.where(dossiers.c.reference == ref.strip().upper())
        return found[0] if found else None

    async def where(self, condition: ColumnElement[bool]) -> list[Dossier]:
        """Les dossiers qui répondent à la condition, du plus ancien au plus récent."""
        rows = await self._connection.execute(select(dossiers).where(condition).order_by(dossiers.c.id))
        return [_dossier(row) for row in rows]

    async def en_cours(self) -> list[Dossier]:
        """Les dossiers qui ne sont pas clos."""
        return await self.where(dossiers.c.etat != EtatDossier.CLOS.value)

    async def de_personne(self, personne_id: int) -> list[Dossier]:
        """Les dossiers en cours suivis par cette personne, ou qui lui sont proposés."""
        return await self.where(
            (dossiers.c.etat != EtatDossier.CLOS.value)
            & or_(
                dossiers.c.charge_id == personne_id,
                and_(dossiers.c.charge_id.is_(None), dossiers.c.propose_id == personne_id),
            )
        )

    async def vus_entre(self, debut: datetime, fin: datetime) -> list[Dossier]:
        """Ce dont un relevé parle : les dossiers nés avant la fin, et encore ouverts au début ou depuis."""
        return await self.where(
            (dossiers.c.cree_le < fin) & or_(dossiers.c.clos_le.is_(None), dossiers.c.clos_le >= debut)
        )

    async def a_effacer(self, avant: datetime) -> list[Dossier]:
        """Les dossiers clos avant cet instant et dont le contenu est encore là."""
        return await self.where(
            (dossiers.c.etat == EtatDossier.CLOS.value) & (dossiers.c.clos_le < avant) & dossiers.c.efface_le.is_(None)
        )

    async def effacer(self, dossier_id: int, now: datetime) -> None:
        """Retire tout ce qui identifie le ménage ; référence, dates, motifs et résidence restent aux statistiques."""
        await self._set(
            dossier_id,
            lieu=lieu_json(Lieu()),
            locataire=None,
            logement_empreinte=None,
            locataire_empreinte=None,
            raison=None,
            efface_le=now,
        )

    async def semblables(
        self, residence_id: int | None, lieu: Lieu, locataire: str | None, *, sauf: int | None = None
    ) -> list[Dossier]:
        """Les dossiers en cours du même logement, ou du même nom dans la même résidence."""
        logement, personne = self._empreintes(residence_id, lieu, locataire)
        if not logement and not personne:
            return []
        found = await self.where(
            (dossiers.c.etat != EtatDossier.CLOS.value)
            & or_(
                dossiers.c.logement_empreinte.in_(logement),
                dossiers.c.locataire_empreinte.in_(personne),
            )
        )
        return [dossier for dossier in found if dossier.id != sauf]

    async def proposer(
        self, dossier_id: int, propose_id: int | None, equipe: str | None, raison: str, avant: datetime | None
    ) -> None:
        """Dit à qui le dossier est proposé, pourquoi, et avant quand il doit être pris."""
        await self._set(dossier_id, propose_id=propose_id, equipe=equipe, raison=raison, a_prendre_avant=avant)

    async def monter(self, dossier_id: int, palier: int, avant: datetime | None) -> None:
        """Note un palier d'escalade et le délai suivant."""
        await self._set(dossier_id, palier=palier, a_prendre_avant=avant)

    async def prendre(self, dossier_id: int, charge_id: int, equipe: str | None, now: datetime) -> bool:
        """Donne le dossier à une personne ; faux si quelqu'un l'a déjà, ou s'il est clos."""
        return await self._passer(
            dossier_id,
            EtatDossier.OUVERT,
            EtatDossier.PRIS_EN_CHARGE,
            charge_id=charge_id,
            equipe=equipe,
            pris_le=now,
            a_prendre_avant=None,
        )

    async def rendre(self, dossier_id: int, charge_id: int) -> bool:
        """Remet le dossier à prendre ; faux si la personne ne l'a plus."""
        return await self._passer(
            dossier_id,
            EtatDossier.PRIS_EN_CHARGE,
            EtatDossier.OUVERT,
            dossiers.c.charge_id == charge_id,
            charge_id=None,
            pris_le=None,
            palier=0,
        )

    async def clore(self, dossier_id: int, depuis: EtatDossier, motif: Cloture, now: datetime) -> bool:
        """Clôt le dossier ; faux s'il n'est plus dans cet état."""
        return await self._passer(dossier_id, depuis, EtatDossier.CLOS, clos_le=now, cloture=motif.value)

    async def rouvrir(self, dossier_id: int) -> bool:
        """Rouvre un dossier clos, à prendre de nouveau."""
        return await self._passer(
            dossier_id,
            EtatDossier.CLOS,
            EtatDossier.OUVERT,
            clos_le=None,
            cloture=None,
            charge_id=None,
            pris_le=None,
            palier=0,
        )

    async def _passer(
        self,
        dossier_id: int,
        depuis: EtatDossier,
        vers: EtatDossier,
        *conditions: ColumnElement[bool],
        **values: object,
    ) -> bool:
        """Fait un passage permis, si le dossier est encore dans l'état de départ."""
        if vers not in PASSAGES[depuis]:
            return False
        statement = (
            update(dossiers)
            .where(dossiers.c.id == dossier_id, dossiers.c.etat == depuis.value, *conditions)
            .values(etat=vers.value, **values)
            .returning(dossiers.c.id)
        )
        return (await self._connection.execute(statement)).first() is not None

    async def marquer(
        self, dossier_id: int, *, situation_bloquee: bool | None = None, inscrit: bool | None = None
    ) -> None:
        """Met le dossier à l'ordre du jour : situation bloquée, ou inscrit à la main."""
        if situation_bloquee is not None:
            await self._set(dossier_id, situation_bloquee=situation_bloquee)
        if inscrit is not None:
            await self._set(dossier_id, inscrit=inscrit)

    async def saisir(self, dossier_id: int, personnes: Iterable[int], titre: str, now: datetime) -> None:
        """Appelle nommément des personnes sur un dossier ; elles peuvent alors l'ouvrir."""
        for personne_id in personnes:
            await self._connection.execute(
                insert_into(self._connection, saisines)
                .values(dossier_id=dossier_id, personne_id=personne_id, titre=titre, cree_le=now)
                .on_conflict_do_nothing(index_elements=["dossier_id", "personne_id"])
            )

    async def saisis(self, dossier_id: int) -> frozenset[int]:
        """Les personnes appelées nommément sur ce dossier."""
        statement = select(saisines.c.personne_id).where(saisines.c.dossier_id == dossier_id)
        return frozenset((await self._connection.execute(statement)).scalars())

    async def prevoir(
        self, dossier_id: int, numero: int, prevue_le: datetime, canal: str, moment: str, binome: str, lieu: str | None
    ) -> int:
        """Écrit une tentative à faire et rend son numéro interne."""
        statement = (
            insert(tentatives)
            .values(
                dossier_id=dossier_id,
                numero=numero,
                prevue_le=prevue_le,
                canal=canal,
                moment=moment,
                binome=binome,
                lieu=lieu,
            )
            .returning(tentatives.c.id)
        )
        return int((await self._connection.execute(statement)).scalar_one())

    async def reporter(self, tentative_id: int, prevue_le: datetime) -> None:
        """Déplace une tentative qui reste à faire."""
        await self._connection.execute(
            update(tentatives)
            .where(tentatives.c.id == tentative_id, tentatives.c.resultat.is_(None))
            .values(prevue_le=prevue_le)
        )

    async def noter(self, tentative_id: int, resultat: str, now: datetime) -> bool:
        """Note le résultat d'une tentative ; faux si elle en a déjà un."""
        statement = (
            update(tentatives)
            .where(tentatives.c.id == tentative_id, tentatives.c.resultat.is_(None))
            .values(resultat=resultat, faite_le=now)
            .returning(tentatives.c.id)
        )
        return (await self._connection.execute(statement)).first() is not None

    async def abandonner_tentatives(self, dossier_id: int) -> list[int]:
        """Retire les tentatives qui restaient à faire et rend leurs numéros."""
        ids = [item.id for item in await self.tentatives(dossier_id) if item.resultat is None]
        if ids:
            await self._connection.execute(tentatives.delete().where(tentatives.c.id.in_(ids)))
        return ids

    async def tentative(self, tentative_id: int) -> Tentative | None:
        """Une tentative par son numéro interne."""
        row = (await self._connection.execute(select(tentatives).where(tentatives.c.id == tentative_id))).first()
        return None if row is None else _tentative(row)

    async def tentatives(self, *dossier_ids: int) -> list[Tentative]:
        """Les tentatives de ces dossiers, dans l'ordre."""
        statement = (
            select(tentatives)
            .where(tentatives.c.dossier_id.in_(dossier_ids))
            .order_by(tentatives.c.dossier_id, tentatives.c.numero)
        )
        return [_tentative(row) for row in await self._connection.execute(statement)]

    async def _set(self, dossier_id: int, **values: object) -> None:
        await self._connection.execute(update(dossiers).where(dossiers.c.id == dossier_id).values(values))


CIVILITES = frozenset({"m", "mr", "monsieur", "mme", "madame", "mlle", "mademoiselle", "me", "famille", "les", "la"})


def nom_seul(locataire: str) -> str:
    """Le nom sans civilité, pour rapprocher « mr Dupont » de « M. Dupont »."""
    return " ".join(mot for mot in plier(locataire).replace(".", " ").split() if mot not in CIVILITES)


def _tentative(row: Row[tuple[object, ...]]) -> Tentative:
    return Tentative(
        row.id,
        row.dossier_id,
        row.numero,
        row.prevue_le,
        row.canal,
        row.moment,
        row.binome,
        row.lieu,
        row.resultat,
        row.faite_le,
    )


def _dossier(row: Row[tuple[object, ...]]) -> Dossier:
    return Dossier(
        id=row.id,
        reference=row.reference,
        auteur_id=row.auteur_id,
        residence_id=row.residence_id,
        lieu=lire_lieu(row.lieu),
        locataire=row.locataire,
        motifs=tuple(Motif(value) for value in row.motifs),
        urgence=Urgence(row.urgence),
        etat=EtatDossier(row.etat),
        propose_id=row.propose_id,
        charge_id=row.charge_id,
        equipe=row.equipe,
        raison=row.raison,
        palier=row.palier,
        a_prendre_avant=row.a_prendre_avant,
        cree_le=row.cree_le,
        pris_le=row.pris_le,
        clos_le=row.clos_le,
        cloture=Cloture(row.cloture) if row.cloture else None,
        situation_bloquee=row.situation_bloquee,
        inscrit=row.inscrit,
    )
