"""The mark that a register left at a reset or jump, for its next closing reading to return to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MEANING = "segments.Segment.left; null but after a reset or jump"


def upgrade() -> None:
    op.add_column("usage_days", sa.Column("left_mark", sa.BigInteger(), nullable=True, comment=MEANING))


def downgrade() -> None:
    op.drop_column("usage_days", "left_mark")
