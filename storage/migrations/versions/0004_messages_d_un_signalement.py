"""messages d'un signalement"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Avance ; un signalement déjà là est fait d'une seule partie, son texte."""
    op.create_table(
        "parties",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signalement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("texte", storage.types.EncryptedText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signalement_id"],
            ["signalements.id"],
            name=op.f("fk_parties_signalement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_parties")),
    )
    op.create_index(op.f("ix_parties_signalement_id"), "parties", ["signalement_id"])
    op.execute(
        "INSERT INTO parties (chat_id, message_id, signalement_id, texte) "
        "SELECT chat_id, message_id, id, texte FROM signalements"
    )


def downgrade() -> None:
    """Recule."""
    op.drop_table("parties")
