"""Ce que la lecture des messages a proposé, et ce que les personnes en ont retenu.

La colonne `lecture` d'un signalement ne contient que des codes de motifs. Elle reste quand le contenu du dossier
s'efface, comme les autres chiffres du relevé ; elle est vide pour une photo ou un vocal seuls, où il n'y a rien à lire.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier import Cloture, EtatDossier, EtatSignalement, Verdict
from domain.justesse import Lecture
from domain.signalement import Analyse, Motif
from storage.tables import NOM_JOINT, corrections, dossiers, signalements

_ENVOYE = signalements.c.etat == EtatSignalement.ENVOYE.value


def lecture_json(texte: str, analyse: Analyse) -> str | None:
    """Les motifs proposés et ceux à vérifier, pour une colonne chiffrée ; rien si le message n'a pas de texte."""
    return _ecrire(list(analyse.motifs), list(analyse.a_verifier)) if texte.strip() else None


class Lectures:
    """Les lectures des signalements, dans la transaction donnée."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Travaille dans la transaction donnée."""
        self._connection = connection

    async def decidees(self, debut: datetime | None = None, fin: datetime | None = None) -> list[Lecture]:
        """Les lectures sur lesquelles une personne a décidé, reçues entre ces instants, fin exclue.

        Un signalement envoyé, ou un message dont elle a dit que ce n'était pas une alerte ; la plus ancienne d'abord.
        Un danger parti seul n'est décidé qu'une fois son dossier pris ou clos.
        """
        statement = (
            select(
                signalements.c.dossier_id,
                signalements.c.cree_le,
                signalements.c.lecture,
                signalements.c.motifs,
                signalements.c.etat,
                dossiers.c.cloture,
            )
            .outerjoin(dossiers, dossiers.c.id == signalements.c.dossier_id)
            .where(
                or_(_ENVOYE, signalements.c.verdict == Verdict.HORS_PERIMETRE.value),
                or_(signalements.c.parti_seul.is_(False), dossiers.c.etat != EtatDossier.OUVERT.value),
                signalements.c.lecture.is_not(None),
            )
            .order_by(signalements.c.id)
        )
        if debut is not None:
            statement = statement.where(signalements.c.cree_le >= debut)
        if fin is not None:
            statement = statement.where(signalements.c.cree_le < fin)
        lues = []
        for row in await self._connection.execute(statement):
            proposes, a_verifier = _lire(row.lecture)
            garde = row.etat == EtatSignalement.ENVOYE.value and row.cloture != Cloture.ERREUR.value
            retenus = tuple(Motif(code) for code in row.motifs) if garde else ()
            lues.append(Lecture(row.dossier_id, row.cree_le, proposes, a_verifier, retenus))
        return lues

    async def reunir(self, signalement_id: int, rejoint_id: int) -> None:
        """Le brouillon qui en reçoit un autre a été lu deux fois : tout ce qui a été proposé compte."""
        statement = select(signalements.c.lecture).where(
            signalements.c.id.in_((signalement_id, rejoint_id)), signalements.c.lecture.is_not(None)
        )
        lues = [_lire(row.lecture) for row in await self._connection.execute(statement)]
        if not lues:
            return
        proposes = [m for m in Motif if any(m in motifs for motifs, _ in lues)]
        questions = [m for m in Motif if m not in proposes and any(m in a_verifier for _, a_verifier in lues)]
        await self._connection.execute(
            update(signalements).where(signalements.c.id == signalement_id).values(lecture=_ecrire(proposes, questions))
        )

    async def corrigees(self) -> list[int]:
        """Les numéros des signalements décidés où une correction a été gardée comme exemple."""
        statement = (
            select(signalements.c.id)
            .where(
                or_(_ENVOYE, signalements.c.verdict == Verdict.HORS_PERIMETRE.value),
                signalements.c.id.in_(select(corrections.c.signalement_id).where(corrections.c.champ != NOM_JOINT)),
            )
            .order_by(signalements.c.id)
        )
        return list((await self._connection.execute(statement)).scalars())


def _ecrire(motifs: list[Motif], a_verifier: list[Motif]) -> str:
    return json.dumps({"motifs": motifs, "a_verifier": a_verifier})


def _lire(texte: str) -> tuple[tuple[Motif, ...], tuple[Motif, ...]]:
    data = json.loads(texte)
    return tuple(Motif(code) for code in data["motifs"]), tuple(Motif(code) for code in data["a_verifier"])
