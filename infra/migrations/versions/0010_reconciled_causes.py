"""Why live and settled closing readings differed, and how far, by night, utility and county."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reconciled_causes",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("county", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False, comment="reconciliation.Cause"),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("sizes", sa.Text(), nullable=False, comment="of those that have one: reconciliation.write_sizes"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("run_id", "utility", "county", "day", "cause"),
    )


def downgrade() -> None:
    op.drop_table("reconciled_causes")
