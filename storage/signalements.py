"""Les signalements, les messages dont ils sont faits et les corrections qu'un humain y a faites."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier import EtatSignalement, Signalement, Verdict
from domain.signalement import Analyse, Indice, Lieu, Motif, Statut, Urgence
from storage.lectures import lecture_json
from storage.sql import insert_into, per_dialect
from storage.tables import NOM_JOINT, complements, corrections, parties, signalements


def lieu_json(lieu: Lieu) -> str:
    """Un lieu, pour une colonne chiffrée."""
    return json.dumps(asdict(lieu), ensure_ascii=False)


def lire_lieu(texte: str) -> Lieu:
    """Le lieu d'une colonne chiffrée."""
    return Lieu(**json.loads(texte))


_GET = select(signalements).where(signalements.c.id == bindparam("signalement_id"))


_ADD = per_dialect(
    lambda insert: (
        insert(signalements).on_conflict_do_nothing(index_elements=["chat_id", "message_id"]).returning(signalements)
    )
)

_BROUILLON = EtatSignalement.BROUILLON.value

_PREVIOUS = select(func.max(signalements.c.id)).where(
    signalements.c.auteur_id == bindparam("auteur"),
    signalements.c.id < bindparam("avant"),
    signalements.c.etat == bindparam("brouillon"),
)


class Signalements:
    """Les signalements, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def ajouter(
        self,
        *,
        auteur_id: int,
        chat_id: int,
        message_id: int,
        texte: str,
        analyse: Analyse,
        residence_id: int | None,
        rapproche_id: int | None,
        etat: EtatSignalement,
        piece: str | None,
        album: str | None,
        cree_le: datetime,
    ) -> Signalement | None:
        """Écrit un brouillon tel qu'il vient d'être compris ; rien si ce message en a déjà donné un."""
        values = {
            "auteur_id": auteur_id,
            "chat_id": chat_id,
            "message_id": message_id,
            "texte": texte,
            "analyse": _analyse_json(analyse),
            "lecture": lecture_json(texte, analyse),
            "motifs": [m.value for m in analyse.motifs],
            "urgence": analyse.urgence,
            "lieu": lieu_json(analyse.lieu),
            "locataire": analyse.locataire,
            "residence_id": residence_id,
            "rapproche_id": rapproche_id,
            "etat": etat.value,
            "piece": piece,
            "album": album,
            "cree_le": cree_le,
        }
        row = (await self._connection.execute(_ADD(self._connection), values)).first()
        if row is None:
            return None
        await self.garder_partie(row.id, chat_id, message_id, texte)
        return _signalement(row)

    async def get(self, signalement_id: int) -> Signalement | None:
        """Un signalement par son numéro."""
        row = (await self._connection.execute(_GET, {"signalement_id": signalement_id})).first()
        return None if row is None else _signalement(row)

    async def par_message(self, chat_id: int, message_id: int) -> Signalement | None:
        """Le signalement dont ce message est une partie : né de lui, ou qu'il a rejoint."""
        statement = (
            select(signalements)
            .join(parties, parties.c.signalement_id == signalements.c.id)
            .where(parties.c.chat_id == chat_id, parties.c.message_id == message_id)
        )
        row = (await self._connection.execute(statement)).first()
        return None if row is None else _signalement(row)

    async def garder_partie(self, signalement_id: int, chat_id: int, message_id: int, texte: str) -> None:
        """Ce message est une partie de ce signalement ; modifié, son nouveau texte remplace l'ancien."""
        statement = insert_into(self._connection, parties).values(
            signalement_id=signalement_id, chat_id=chat_id, message_id=message_id, texte=texte
        )
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["chat_id", "message_id"], set_={"texte": statement.excluded.texte}
            )
        )

    async def texte_avec(self, signalement_id: int, message_id: int, texte: str) -> str:
        """Le texte de ce signalement, ce message ajouté ou modifié : toutes ses parties, dans l'ordre des messages."""
        statement = select(parties.c.message_id, parties.c.texte).where(parties.c.signalement_id == signalement_id)
        textes = {row.message_id: row.texte for row in await self._connection.execute(statement)}
        textes[message_id] = texte
        return "\n".join(textes[numero] for numero in sorted(textes) if textes[numero]).strip()

    async def reuni(self, signalement_id: int) -> Signalement | None:
        """Ce signalement ; s'il a rejoint un autre brouillon, celui-ci."""
        signalement = await self.get(signalement_id)
        if signalement is None or signalement.etat is not EtatSignalement.JOINT:
            return signalement
        return await self.par_message(signalement.chat_id, signalement.message_id)

    async def par_album(self, chat_id: int, album: str) -> Signalement | None:
        """Le signalement né de la première photo de cet album, ou celui que cette photo a rejoint."""
        statement = (
            select(signalements.c.id)
            .where(signalements.c.chat_id == chat_id, signalements.c.album == album)
            .order_by(signalements.c.id)
            .limit(1)
        )
        numero = (await self._connection.execute(statement)).scalar_one_or_none()
        return None if numero is None else await self.reuni(numero)

    async def precedent(self, signalement: Signalement) -> int | None:
        """Le brouillon encore ouvert que la même personne a commencé juste avant celui-ci."""
        found: int | None = (
            await self._connection.execute(
                _PREVIOUS, {"auteur": signalement.auteur_id, "avant": signalement.id, "brouillon": _BROUILLON}
            )
        ).scalar_one()
        return found

    async def de_dossier(self, dossier_id: int) -> list[Signalement]:
        """Les signalements réunis dans un dossier, du plus ancien au plus récent."""
        statement = select(signalements).where(signalements.c.dossier_id == dossier_id).order_by(signalements.c.id)
        return [_signalement(row) for row in await self._connection.execute(statement)]

    async def envoyes_par(self, auteur_id: int, limit: int) -> list[Signalement]:
        """Les derniers signalements de cette personne, effacés et annulés exceptés."""
        statement = (
            select(signalements)
            .where(
                signalements.c.auteur_id == auteur_id,
                signalements.c.etat.in_(
                    [
                        EtatSignalement.BROUILLON.value,
                        EtatSignalement.A_QUALIFIER.value,
                        EtatSignalement.ENVOYE.value,
                    ]
                ),
            )
            .order_by(signalements.c.id.desc())
            .limit(limit)
        )
        return [_signalement(row) for row in await self._connection.execute(statement)]

    async def corriger(
        self,
        signalement_id: int,
        *,
        motifs: Sequence[Motif] | None = None,
        urgence: Urgence | None = None,
        lieu: Lieu | None = None,
        locataire: str | None = None,
        nouveau: bool | None = None,
        dossier_id: int | None = None,
        etat: EtatSignalement | None = None,
        verdict: Verdict | None = None,
        piece: str | None = None,
        parti_seul: bool | None = None,
    ) -> None:
        """Réécrit les champs donnés et eux seuls."""
        given: dict[str, object | None] = {
            "motifs": None if motifs is None else [m.value for m in motifs],
            "urgence": urgence,
            "lieu": None if lieu is None else lieu_json(lieu),
            "locataire": locataire,
            "nouveau": nouveau,
            "dossier_id": dossier_id,
            "etat": None if etat is None else etat.value,
            "verdict": None if verdict is None else verdict.value,
            "piece": piece,
            "parti_seul": parti_seul,
        }
        values = {key: value for key, value in given.items() if value is not None}
        await self._set(signalement_id, values)

    async def situer(self, signalement_id: int, residence_id: int | None) -> None:
        """Dit la résidence, ou qu'elle n'est pas connue."""
        await self._set(signalement_id, {"residence_id": residence_id, "residence_ignoree": residence_id is None})

    async def rapprocher(self, signalement_id: int, dossier_id: int | None) -> None:
        """Dit quel dossier du même auteur ce brouillon semble concerner, ou aucun."""
        await self._set(signalement_id, {"rapproche_id": dossier_id})

    async def relire(
        self,
        signalement_id: int,
        texte: str,
        analyse: Analyse,
        *,
        motifs: Sequence[Motif],
        urgence: Urgence | None,
        lieu: Lieu,
        locataire: str | None,
        residence_id: int | None,
        etat: EtatSignalement,
        verdict: Verdict | None,
    ) -> None:
        """Réécrit un brouillon dont le texte a changé : ce qu'on y lit, et ce qu'on en retient."""
        await self._set(
            signalement_id,
            {
                "texte": texte,
                "analyse": _analyse_json(analyse),
                "lecture": lecture_json(texte, analyse),
                "motifs": [m.value for m in motifs],
                "urgence": urgence,
                "lieu": lieu_json(lieu),
                "locataire": locataire,
                "residence_id": residence_id,
                "etat": etat.value,
                "verdict": None if verdict is None else verdict.value,
            },
        )

    async def joindre(
        self,
        signalement_id: int,
        rejoint_id: int,
        texte: str,
        analyse: Analyse,
        motifs: Sequence[Motif],
        urgence: Urgence | None,
        piece: str | None,
    ) -> None:
        """Réunit dans un brouillon ce que disait un autre ; `analyse` est celle du premier, pour les mots montrés.

        Les messages et les corrections de l'autre le suivent.
        """
        for table in (parties, corrections):
            await self._connection.execute(
                update(table).where(table.c.signalement_id == rejoint_id).values(signalement_id=signalement_id)
            )
        await self._set(
            signalement_id,
            {
                "texte": texte,
                "analyse": _analyse_json(analyse),
                "motifs": [m.value for m in motifs],
                "urgence": urgence,
                "piece": piece,
            },
        )

    async def effacer(
        self, signalement_id: int, etat: EtatSignalement = EtatSignalement.ANNULE, *, garder_lecture: bool = False
    ) -> None:
        """Retire un brouillon : son contenu et ses corrections disparaissent, ses numéros de message restent.

        `garder_lecture` : les codes de ce qu'on y avait lu restent aux statistiques.
        """
        await self._connection.execute(delete(corrections).where(corrections.c.signalement_id == signalement_id))
        await self._connection.execute(
            update(parties).where(parties.c.signalement_id == signalement_id).values(texte="")
        )
        await self._set(
            signalement_id,
            {
                "texte": "",
                "analyse": _analyse_json(Analyse()),
                "motifs": [],
                "urgence": None,
                "lieu": lieu_json(Lieu()),
                "locataire": None,
                "residence_id": None,
                "rapproche_id": None,
                "piece": None,
                "etat": etat.value,
                **({} if garder_lecture else {"lecture": None}),
            },
        )

    async def effacer_dossier(self, dossier_id: int) -> None:
        """Retire les textes, repères, pièces, compléments et corrections d'un dossier ; la lecture reste en codes."""
        siens = select(signalements.c.id).where(signalements.c.dossier_id == dossier_id)
        await self._connection.execute(delete(corrections).where(corrections.c.signalement_id.in_(siens)))
        await self._connection.execute(delete(complements).where(complements.c.dossier_id == dossier_id))
        await self._connection.execute(update(parties).where(parties.c.signalement_id.in_(siens)).values(texte=""))
        await self._connection.execute(
            update(signalements)
            .where(signalements.c.dossier_id == dossier_id)
            .values(texte="", analyse=_analyse_json(Analyse()), lieu=lieu_json(Lieu()), locataire=None, piece=None)
        )

    async def garder_correction(
        self, signalement_id: int, champ: str, avant: str | None, apres: str | None, now: datetime
    ) -> None:
        """Garde une correction comme exemple d'apprentissage."""
        await self._connection.execute(
            insert(corrections).values(
                signalement_id=signalement_id, champ=champ, avant=avant, apres=apres, cree_le=now
            )
        )

    async def garder_nom_joint(self, signalement_id: int, nom: str, now: datetime) -> None:
        """Garde le nom qu'un message joint portait en plus : ce n'est pas une correction, mais il faudra le masquer."""
        await self.garder_correction(signalement_id, NOM_JOINT, nom, None, now)

    async def noms_corriges(self, signalement_id: int) -> list[str]:
        """Les noms de locataire qu'une correction a remplacés ou écrits, ou qu'un message joint portait."""
        statement = select(corrections.c.avant, corrections.c.apres).where(
            corrections.c.signalement_id == signalement_id, corrections.c.champ.in_(("locataire", NOM_JOINT))
        )
        return [nom for row in await self._connection.execute(statement) for nom in row if nom]

    async def _set(self, signalement_id: int, values: Mapping[str, object]) -> None:
        if values:
            await self._connection.execute(
                update(signalements).where(signalements.c.id == signalement_id).values(dict(values))
            )


def _analyse_json(analyse: Analyse) -> str:
    return json.dumps(asdict(analyse), ensure_ascii=False)


def _lire_analyse(texte: str) -> Analyse:
    data = json.loads(texte)
    return Analyse(
        motifs=_motifs(data["motifs"]),
        a_verifier=_motifs(data["a_verifier"]),
        scores={Motif(key): float(value) for key, value in data["scores"].items()},
        indices=tuple(
            Indice(Motif(item["motif"]), item["debut"], item["fin"], Statut(item["statut"])) for item in data["indices"]
        ),
        urgence=Urgence(data["urgence"]) if data["urgence"] else None,
        lieu=Lieu(**data["lieu"]),
        locataire=data["locataire"],
        incertain=data.get("incertain", False),
        langue_etrangere=data.get("langue_etrangere", False),
    )


def _motifs(values: Iterable[str]) -> tuple[Motif, ...]:
    return tuple(Motif(value) for value in values)


def _signalement(row: Row[tuple[object, ...]]) -> Signalement:
    return Signalement(
        id=row.id,
        auteur_id=row.auteur_id,
        chat_id=row.chat_id,
        message_id=row.message_id,
        texte=row.texte,
        analyse=_lire_analyse(row.analyse),
        motifs=_motifs(row.motifs),
        urgence=Urgence(row.urgence) if row.urgence else None,
        lieu=lire_lieu(row.lieu),
        locataire=row.locataire,
        residence_id=row.residence_id,
        etat=EtatSignalement(row.etat),
        piece=row.piece,
        cree_le=row.cree_le,
        dossier_id=row.dossier_id,
        rapproche_id=row.rapproche_id,
        nouveau=row.nouveau,
        residence_ignoree=row.residence_ignoree,
        parti_seul=row.parti_seul,
        verdict=Verdict(row.verdict) if row.verdict else None,
    )
