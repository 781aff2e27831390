"""verdict des personnes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Avance."""
    with op.batch_alter_table("signalements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verdict", sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Recule."""
    with op.batch_alter_table("signalements", schema=None) as batch_op:
        batch_op.drop_column("verdict")
