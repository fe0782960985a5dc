"""Baselines: what is usual for a home at each hour of the week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "baselines",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False, comment="registry.block_of"),
        sa.Column("effective", sa.BigInteger(), nullable=False, comment="UTC ms; for instants after this midnight"),
        sa.Column("hours", sa.SmallInteger(), nullable=False, comment="168, 24 or 1 rows of entries"),
        sa.Column(
            "entries",
            sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql"),
            nullable=False,
            comment="as contract.baseline_view says",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("run_id", "utility", "block"),
    )


def downgrade() -> None:
    op.drop_table("baselines")
