"""What a run wrote, what it cost, and what it changed of what was published before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("day_rows", sa.BigInteger(), nullable=True))
    op.add_column("runs", sa.Column("cpu_s", sa.Double(), nullable=True, comment="its share of its settlement's"))
    op.add_column(
        "runs",
        sa.Column(
            "delta",
            sa.Text(),
            nullable=True,
            comment="JSON, as the batch has it in delta.py; null: none",
        ),
    )


def downgrade() -> None:
    for name in ("delta", "cpu_s", "day_rows"):
        op.drop_column("runs", name)
