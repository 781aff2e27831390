"""Le schéma. Une colonne qui peut dire quelque chose d'une personne est `EncryptedText`.

Ce qui sert à chercher par égalité est une empreinte à clef (colonnes `_empreinte`).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.types import EncryptedText, Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Cle = BigInteger().with_variant(Integer, "sqlite")
"""Clef entière : SQLite n'incrémente seul que le type INTEGER."""


def _id() -> Column[int]:
    return Column("id", Cle, primary_key=True, autoincrement=True)


meta = Table(
    "meta",
    metadata,
    Column("cle", String(40), primary_key=True),
    Column("valeur", String(400), nullable=False),
)

compteurs = Table(
    "compteurs",
    metadata,
    Column("annee", Integer, primary_key=True, autoincrement=False),
    Column("dernier", Integer, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("file", BigInteger, nullable=False),
    Column("contenu", EncryptedText),
    Column("etat", String(12), nullable=False, server_default="recu"),
    Column("essais", Integer, nullable=False, server_default="0"),
    Column("recu_le", Instant, nullable=False),
    UniqueConstraint("bot_id", "update_id"),
    Index("ix_inbox_a_traiter", "id", sqlite_where=text("etat = 'recu'"), postgresql_where=text("etat = 'recu'")),
    Index("ix_inbox_recu_le", "recu_le"),
)
"""Ce que Telegram a remis. `file` est la conversation, dont l'ordre est gardé ; `contenu` s'efface une fois traité."""

cards = Table(
    "cards",
    metadata,
    _id(),
    Column("fiche", String(20), nullable=False),
    Column("sujet_id", Cle, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("empreinte", String(64)),
    Column("ecran", String(40), nullable=False, server_default=""),
    Column("etape", Integer, nullable=False, server_default="0"),
    Column("fermee", Boolean, nullable=False, server_default=text("false")),
    Column("renvoyee", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("fiche", "sujet_id", "chat_id"),
    Index("ix_cards_chat_id_message_id", "chat_id", "message_id"),
)
"""Un message tenu à jour sur place. `ecran` est le menu ouvert ; `etape` périme les boutons d'avant.

`renvoyee` : une copie dont on ignore le numéro est peut-être restée dans la conversation.
"""

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("nature", String(8), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("card_id", ForeignKey("cards.id", ondelete="CASCADE")),
    Column("nom", String(40)),
    Column("params", EncryptedText),
    Column("etat", String(12), nullable=False, server_default="a_envoyer"),
    Column("a_neuf", Boolean, nullable=False, server_default=text("false")),
    Column("doute", Boolean, nullable=False, server_default=text("false")),
    Column("essais", Integer, nullable=False, server_default="0"),
    Column("parties", Integer, nullable=False, server_default="0"),
    Column("cree_le", Instant, nullable=False),
    Column("envoye_le", Instant),
    Index(
        "uq_outbox_card_en_attente",
        "card_id",
        unique=True,
        sqlite_where=text("etat = 'a_envoyer'"),
        postgresql_where=text("etat = 'a_envoyer'"),
    ),
    Index(
        "ix_outbox_a_envoyer",
        "id",
        sqlite_where=text("etat in ('a_envoyer', 'en_envoi')"),
        postgresql_where=text("etat in ('a_envoyer', 'en_envoi')"),
    ),
)
"""Ce qui reste à montrer : une fiche (rendue à l'envoi), un avis, une pièce, un menu.

`parties` : combien de messages d'un envoi qui en demande plusieurs sont déjà arrivés.
"""

residences = Table(
    "residences",
    metadata,
    _id(),
    Column("cle", String(400), nullable=False, unique=True),
    Column("nom", String(200), nullable=False),
    Column("bailleur", String(200), nullable=False),
    Column("agence", String(200)),
    Column("secteur", String(200)),
    Column("adresse", String(200)),
    Column("code_postal", String(10)),
    Column("commune", String(200)),
    Column("logements", Integer),
)

personnes = Table(
    "personnes",
    metadata,
    _id(),
    Column("nom", EncryptedText, nullable=False),
    Column("nom_empreinte", String(64), nullable=False, index=True),
    Column("matricule", String(200), unique=True),
    Column("roles", JSON, nullable=False),
    Column("competences", JSON, nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("equipe", String(200)),
    Column("capacite", Integer),
    Column("responsable_id", ForeignKey("personnes.id")),
    Column("telegram_id", BigInteger, unique=True),
    Column("joignable", Boolean, nullable=False, server_default=text("true")),
    Column("actif", Boolean, nullable=False, server_default=text("true")),
)

perimetres = Table(
    "perimetres",
    metadata,
    _id(),
    Column("personne_id", ForeignKey("personnes.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("bailleur", String(200)),
    Column("secteur", String(200)),
    Column("residence_id", ForeignKey("residences.id"), index=True),
)

absences = Table(
    "absences",
    metadata,
    _id(),
    Column("personne_id", ForeignKey("personnes.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("du", String(10), nullable=False),
    Column("au", String(10), nullable=False),
    Column("remplacant_id", ForeignKey("personnes.id")),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    Column("personne_id", ForeignKey("personnes.id", ondelete="CASCADE"), nullable=False),
    Column("empreinte", String(64), nullable=False, unique=True),
    Column("expire_le", Instant, nullable=False),
    Column("utilisee_le", Instant),
)

groupes = Table(
    "groupes",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("equipe", String(200), nullable=False, unique=True),
    Column("cellule", Boolean, nullable=False, server_default=text("false")),
)

signalements = Table(
    "signalements",
    metadata,
    _id(),
    Column("auteur_id", ForeignKey("personnes.id"), nullable=False, index=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("texte", EncryptedText, nullable=False),
    Column("analyse", EncryptedText, nullable=False),
    Column("lecture", EncryptedText),
    Column("motifs", JSON, nullable=False),
    Column("urgence", String(12)),
    Column("lieu", EncryptedText, nullable=False),
    Column("locataire", EncryptedText),
    Column("residence_id", ForeignKey("residences.id")),
    Column("residence_ignoree", Boolean, nullable=False, server_default=text("false")),
    Column("etat", String(16), nullable=False),
    Column("verdict", String(16)),
    Column("piece", EncryptedText),
    Column("album", String(64)),
    Column("parti_seul", Boolean, nullable=False, server_default=text("false")),
    Column("dossier_id", ForeignKey("dossiers.id"), index=True),
    Column("rapproche_id", ForeignKey("dossiers.id")),
    Column("nouveau", Boolean, nullable=False, server_default=text("false")),
    Column("cree_le", Instant, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
)
"""`analyse` sert à montrer le message et s'efface avec lui ; `lecture`, de simples codes, reste aux statistiques."""

parties = Table(
    "parties",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("signalement_id", ForeignKey("signalements.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("texte", EncryptedText, nullable=False),
)
"""Les messages dont un signalement est fait, un par un : en modifier un ne touche pas aux autres."""

dossiers = Table(
    "dossiers",
    metadata,
    _id(),
    Column("reference", String(16), nullable=False, unique=True),
    Column("auteur_id", ForeignKey("personnes.id"), nullable=False, index=True),
    Column("residence_id", ForeignKey("residences.id"), index=True),
    Column("lieu", EncryptedText, nullable=False),
    Column("locataire", EncryptedText),
    Column("locataire_empreinte", String(64), index=True),
    Column("logement_empreinte", String(64), index=True),
    Column("motifs", JSON, nullable=False),
    Column("urgence", String(12), nullable=False),
    Column("etat", String(16), nullable=False, index=True),
    Column("propose_id", ForeignKey("personnes.id"), index=True),
    Column("charge_id", ForeignKey("personnes.id"), index=True),
    Column("equipe", String(200)),
    Column("raison", EncryptedText),
    Column("palier", Integer, nullable=False, server_default="0"),
    Column("a_prendre_avant", Instant),
    Column("cree_le", Instant, nullable=False, index=True),
    Column("pris_le", Instant),
    Column("clos_le", Instant),
    Column("cloture", String(20)),
    Column("efface_le", Instant),
    Column("situation_bloquee", Boolean, nullable=False, server_default=text("false")),
    Column("inscrit", Boolean, nullable=False, server_default=text("false")),
)

complements = Table(
    "complements",
    metadata,
    _id(),
    Column("dossier_id", ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("auteur_id", ForeignKey("personnes.id"), nullable=False),
    Column("texte", EncryptedText, nullable=False),
    Column("piece", EncryptedText),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("cree_le", Instant, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
)

corrections = Table(
    "corrections",
    metadata,
    _id(),
    Column("signalement_id", ForeignKey("signalements.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("champ", String(20), nullable=False),
    Column("avant", EncryptedText),
    Column("apres", EncryptedText),
    Column("cree_le", Instant, nullable=False),
)
"""Chaque correction humaine, gardée comme exemple d'apprentissage quand le dispositif le permet."""
NOM_JOINT = "nom_joint"
"""Le `champ` qui n'est pas une correction : le nom qu'un message joint portait en plus, à masquer dans un exemple."""

saisines = Table(
    "saisines",
    metadata,
    _id(),
    Column("dossier_id", ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    Column("personne_id", ForeignKey("personnes.id"), nullable=False, index=True),
    Column("titre", String(20), nullable=False),
    Column("cree_le", Instant, nullable=False),
    UniqueConstraint("dossier_id", "personne_id"),
)

tentatives = Table(
    "tentatives",
    metadata,
    _id(),
    Column("dossier_id", ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    Column("numero", Integer, nullable=False),
    Column("prevue_le", Instant, nullable=False),
    Column("canal", String(20), nullable=False),
    Column("moment", String(20), nullable=False),
    Column("binome", String(20), nullable=False),
    Column("lieu", String(20)),
    Column("resultat", String(20)),
    Column("faite_le", Instant),
    UniqueConstraint("dossier_id", "numero"),
    sqlite_autoincrement=True,
)
"""Une tentative abandonnée est retirée ; son numéro interne, que des fiches ont montré, ne resservira pas."""

echeances = Table(
    "echeances",
    metadata,
    _id(),
    Column("sorte", String(20), nullable=False),
    Column("sujet_id", Cle, nullable=False),
    Column("rang", Integer, nullable=False, server_default="0"),
    Column("prevue_le", Instant, nullable=False),
    Column("heure_locale", String(32), nullable=False),
    Column("etat", String(12), nullable=False, server_default="prevue"),
    UniqueConstraint("sorte", "sujet_id", "rang"),
    Index(
        "ix_echeances_prevues",
        "prevue_le",
        sqlite_where=text("etat = 'prevue'"),
        postgresql_where=text("etat = 'prevue'"),
    ),
)

journal = Table(
    "journal",
    metadata,
    _id(),
    Column("le", Instant, nullable=False, index=True),
    Column("acteur", String(24), nullable=False),
    Column("acte", String(24), nullable=False),
    Column("dossier_id", Cle, index=True),
    Column("detail", String(200)),
)
"""Qui a fait ou lu quoi. `acteur` est un numéro de personne, `operateur` ou `vigie` ; jamais de nom ni de texte."""
