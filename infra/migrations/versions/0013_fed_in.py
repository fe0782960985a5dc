"""What the customers of a feeder fed in, by interval."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

HEAD = "what the head meter counted"
REACHED = "what reached the customers, fed_values included"


def upgrade() -> None:
    op.add_column("feeder_days", sa.Column("fed_values", sa.LargeBinary(), comment="what they fed in; null: nothing"))
    _say(HEAD, REACHED)


def downgrade() -> None:
    _say(REACHED, HEAD)
    op.drop_column("feeder_days", "fed_values")


def _say(before: str, after: str) -> None:
    op.alter_column(
        "feeder_days",
        "head_values",
        comment=after,
        existing_comment=before,
        existing_type=sa.LargeBinary(),
        existing_nullable=False,
    )
