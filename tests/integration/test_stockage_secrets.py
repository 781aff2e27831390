"""Ce qui est écrit au repos ne se lit pas sans les clefs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from domain.dossier import EtatSignalement
from domain.personne import Role
from domain.signalement import Analyse, Lieu, Motif
from domain.vues import Avis
from storage.crypto import Keyring, SecretKeyError, create_key_file
from storage.database import Database
from storage.inbox import Received
from storage.tables import metadata

from .donnees import LE, creer_personne, ouvrir_dossier

SECRETS = ("Zoubida", "Kowalczyk", "Escalier-du-Secret", "quatrevingtdix", "Marraine", "Parapluie", "lien-secret")


async def _tout_dire(base: Database) -> None:
    """Écrit chaque secret par chaque chemin qui mène à une colonne chiffrée."""
    auteur = await creer_personne(base, "Zoubida", Role.GARDIEN)
    lieu = Lieu("Les Mirabelles", "B", "Escalier-du-Secret", "3", "quatrevingtdix")
    dossier = await ouvrir_dossier(base, auteur, lieu=lieu, locataire="Mme Kowalczyk")
    async with base.write() as unit:
        await unit.inbox.add(1, [Received(1, 7, "Parapluie chez Kowalczyk")], LE)
        await unit.outbox.say(7, Avis.INVITATION, LE, nom="Kowalczyk")
        signalement = await unit.signalements.ajouter(
            auteur_id=auteur,
            chat_id=7,
            message_id=1,
            texte="Mme Kowalczyk, Parapluie",
            analyse=Analyse(motifs=(Motif.IMPAYES,), lieu=lieu, locataire="Mme Kowalczyk"),
            residence_id=None,
            rapproche_id=None,
            etat=EtatSignalement.BROUILLON,
            piece="Marraine",
            album=None,
            cree_le=LE,
        )
        await unit.signalements.garder_correction(signalement.id, "locataire", "Kowalczyk", "Marraine", LE)
        await unit.complements.ajouter(dossier.id, auteur, "Marraine partie", "Parapluie", 7, 2, LE)
        await unit.dossiers.proposer(dossier.id, auteur, None, "Marraine de Kowalczyk", LE)
        await unit.personnes.inviter(auteur, "lien-secret", LE)


async def _contenu_brut(base: Database) -> bytes:
    """Toutes les valeurs de toutes les tables, telles que la base les garde."""
    morceaux: list[bytes] = []
    async with base.engine.connect() as connection:
        for table in metadata.tables:
            for row in await connection.execute(text(f"SELECT * FROM {table}")):
                morceaux += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return b"\n".join(morceaux)


async def test_aucune_colonne_ne_laisse_lire_un_nom_un_texte_ou_un_logement(base: Database) -> None:
    await _tout_dire(base)
    brut = await _contenu_brut(base)
    assert brut.count(b"gAAAA") >= 16
    assert [secret for secret in SECRETS if secret.encode().lower() in brut.lower()] == []


async def test_le_fichier_sqlite_et_son_journal_ne_laissent_rien_lire(base_sqlite: Database) -> None:
    await _tout_dire(base_sqlite)
    assert base_sqlite.path is not None
    fichiers = [chemin.read_bytes() for chemin in base_sqlite.path.parent.glob("vigie.db*")]
    assert len(fichiers) >= 2
    assert [s for s in SECRETS for octets in fichiers if s.encode() in octets] == []


async def test_une_autre_clef_n_ouvre_rien(base: Database) -> None:
    await _tout_dire(base)
    voleur = Database(base.url.render_as_string(hide_password=False), Keyring([Fernet.generate_key().decode()]))
    async with voleur.read() as unit:
        with pytest.raises(SecretKeyError):
            await unit.personnes.get(1)
    async with voleur.read() as unit:
        assert await unit.personnes.par_nom("Zoubida") == []
    await voleur.close()


async def test_l_ancienne_clef_ouvre_encore_et_retrouve(base: Database, keyring: Keyring) -> None:
    """Une clef neuve en tête chiffre ; celle d'avant déchiffre et ses empreintes se cherchent encore."""
    ancienne = Fernet.generate_key().decode()
    url = base.url.render_as_string(hide_password=False)
    avant = Database(url, Keyring([ancienne]))
    numero = await creer_personne(avant, "Zoubida Kowalczyk")
    await avant.close()
    apres = Database(url, Keyring([Fernet.generate_key().decode(), ancienne]))
    async with apres.read() as unit:
        assert [p.id for p in await unit.personnes.par_nom("zoubida  KOWALCZYK")] == [numero]
    await apres.close()


def test_des_clefs_absentes_ou_mal_formees_sont_refusees() -> None:
    for clefs in ([], ["trop court"], [Fernet.generate_key().decode(), "é" * 44]):
        with pytest.raises(SecretKeyError):
            Keyring(clefs)


def test_le_fichier_de_clefs_n_est_lisible_que_de_son_proprietaire_et_ne_s_ecrase_pas(tmp_path: Path) -> None:
    chemin = tmp_path / "data" / "secret.keys"
    clef = create_key_file(chemin)
    assert Keyring([clef]).decrypt(Keyring([clef]).encrypt("été")) == "été"
    assert os.stat(chemin).st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create_key_file(chemin)
