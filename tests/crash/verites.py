"""Ce qui doit être vrai après n'importe quels arrêts : rien de perdu, rien montré deux fois sans le dire."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator

from sqlalchemy import text

from domain.dossier import EtatDossier
from simulator import Message
from storage.unit_of_work import UnitOfWork
from tests.crash.scene import Scene

RENVOYE = "(message renvoyé)"

SIGNALEMENTS, REFERENCES = 4, 3
"""Ce que le parcours laisse : quatre messages reçus, dont une panne, et trois dossiers."""


async def verifier(scene: Scene) -> None:
    """Regarde la base et tous les écrans ; le robot est arrêté."""
    async with scene.base.read() as unit:
        await _rien_en_suspens(unit)
        await _chaque_message_a_son_signalement(scene, unit)
        await _les_references_se_suivent(unit)
        await _chaque_geste_a_compte_une_fois(unit)
        await _chaque_dossier_ouvert_a_une_suite(unit)
        await _chaque_fiche_est_la(scene, unit)
        await _rien_en_double(scene, unit)
    if scene.base.path is not None:
        connexion = sqlite3.connect(scene.base.path)
        assert connexion.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connexion.execute("PRAGMA foreign_key_check").fetchall() == []
        connexion.close()


async def _lignes(unit: UnitOfWork, sql: str) -> list[tuple[object, ...]]:
    return [tuple(ligne) for ligne in await unit.connection.execute(text(sql))]


async def _rien_en_suspens(unit: UnitOfWork) -> None:
    assert dict(await _lignes(unit, "SELECT etat, count(*) FROM inbox GROUP BY etat")).keys() == {"traite"}
    assert dict(await _lignes(unit, "SELECT etat, count(*) FROM outbox GROUP BY etat")).keys() == {"envoye"}


async def _chaque_message_a_son_signalement(scene: Scene, unit: UnitOfWork) -> None:
    """Un et un seul par message de gardien ou de partenaire, commandes exceptées."""
    ecrits = {
        (message.chat.id, message.id)
        for personne in scene.personnes.values()
        for message in scene.sim.messages(personne)
        if message.sender is personne and not message.text.startswith("/")
    }
    recus = await _lignes(unit, "SELECT chat_id, message_id FROM signalements")
    assert sorted(recus) == sorted(ecrits)
    assert len(recus) == SIGNALEMENTS


async def _les_references_se_suivent(unit: UnitOfWork) -> None:
    references = [ligne[0] for ligne in await _lignes(unit, "SELECT reference FROM dossiers ORDER BY id")]
    assert references == [f"V-26-{numero:04}" for numero in range(1, REFERENCES + 1)]


async def _chaque_geste_a_compte_une_fois(unit: UnitOfWork) -> None:
    actes = Counter(str(ligne[0]) for ligne in await _lignes(unit, "SELECT acte FROM journal"))
    assert actes["signalement"] == REFERENCES
    assert actes["prise_en_charge"] == 1
    tentatives = await _lignes(unit, "SELECT numero, resultat FROM tentatives ORDER BY numero")
    assert tentatives == [(1, "absent"), (2, None)]


async def _chaque_dossier_ouvert_a_une_suite(unit: UnitOfWork) -> None:
    """Une échéance à venir ; la boîte de départ est vide ici."""
    for dossier in await unit.dossiers.en_cours():
        sujets = [("escalade", dossier.id)]
        if dossier.etat is EtatDossier.PRIS_EN_CHARGE:
            sujets = [("suivi", dossier.id)]
            sujets += [("tentative", tentative.id) for tentative in await unit.dossiers.tentatives(dossier.id)]
        prevues = await _lignes(unit, "SELECT sorte, sujet_id FROM echeances WHERE etat = 'prevue'")
        assert set(sujets) & set(prevues), f"{dossier.reference} n'a pas de suite"


async def _chaque_fiche_est_la(scene: Scene, unit: UnitOfWork) -> None:
    """Le message que la base croit montrer existe, à l'écran, avec ses boutons du moment."""
    fiches = await _lignes(unit, "SELECT id, chat_id, message_id, etape FROM cards WHERE message_id IS NOT NULL")
    for numero, chat_id, message_id, etape in fiches:
        present = {message.id: message for message in scene.sim.bot_messages(int(str(chat_id)))}
        assert message_id in present, f"fiche {numero} perdue"
        for bouton in present[message_id].buttons:
            assert (bouton.data or "").split("|")[2:4] == [str(numero), str(etape)]


async def _rien_en_double(scene: Scene, unit: UnitOfWork) -> None:
    """Une seconde copie n'existe que marquée, et un arrêt n'en fait pas deux dans une même conversation."""
    suivies = {
        (chat, message): numero
        for numero, chat, message in await _lignes(unit, "SELECT id, chat_id, message_id FROM cards")
    }
    for ou in (*scene.personnes.values(), scene.groupe):
        copies: dict[Hashable, list[Message]] = defaultdict(list)
        for message in scene.sim.bot_messages(ou):
            copies[_quoi(message, suivies)].append(message)
        for quoi, messages in copies.items():
            muets = [message.id for message in messages[1:] if RENVOYE not in message.text]
            assert not muets, f"{quoi} montré deux fois sans le dire ({muets})\n{scene.sim.transcript(ou)}"
        marques = [message for message in scene.sim.bot_messages(ou) if RENVOYE in message.text]
        assert len(marques) <= scene.tuees, f"{len(marques)} renvois pour {scene.tuees} arrêts"


def _quoi(message: Message, suivies: dict[tuple[object, object], object]) -> Hashable:
    """La fiche, le document ou la phrase que ce message montre."""
    for donnees in _boutons(message):
        return "fiche", donnees.split("|")[2]
    if (message.chat.id, message.id) in suivies:
        return "fiche", str(suivies[message.chat.id, message.id])
    if message.file is not None:
        return "fichier", message.file.name
    return "phrase", message.text.replace(RENVOYE, "").strip()


def _boutons(message: Message) -> Iterator[str]:
    for bouton in message.buttons:
        yield bouton.data or ""
    for version in message.history:
        rangees = (version.markup or {}).get("inline_keyboard", [])
        assert isinstance(rangees, list)
        for rangee in rangees:
            for bouton in rangee:
                yield str(bouton["callback_data"])
