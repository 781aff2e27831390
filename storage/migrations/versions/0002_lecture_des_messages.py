"""lecture des messages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Avance."""
    with op.batch_alter_table("signalements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lecture", storage.types.EncryptedText(), nullable=True))


def downgrade() -> None:
    """Recule."""
    with op.batch_alter_table("signalements", schema=None) as batch_op:
        batch_op.drop_column("lecture")
