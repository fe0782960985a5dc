"""Batch view: runs, horizons, settled days, reconciliation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("day_from", sa.Date(), nullable=False),
        sa.Column("day_to", sa.Date(), nullable=False, comment="last day settled, included"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="started, settled, published or failed"),
        sa.Column("horizon", sa.BigInteger(), nullable=False, comment="UTC ms; the zone's horizon once published"),
        sa.Column("cutoff", sa.BigInteger(), nullable=False, comment="UTC ms; broker time up to which input was taken"),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("readings", sa.BigInteger(), nullable=True),
        sa.Column("duplicates", sa.BigInteger(), nullable=True),
        sa.Column("conflicts", sa.BigInteger(), nullable=True),
        sa.Column("service_points", sa.Integer(), nullable=True),
        sa.Column(
            "checksum", sa.String(length=64), nullable=True, comment="SHA-256 over the published rows in key order"
        ),
        sa.Column(
            "inputs",
            sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql"),
            nullable=False,
            comment="JSON: frozen before the start",
        ),
        sa.Column("commit_id", sa.String(length=40), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_index(op.f("ix_runs_zone"), "runs", ["zone"])
    op.create_table(
        "horizons",
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("horizon", sa.BigInteger(), nullable=False, comment="UTC ms; up to here the batch answers"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("zone"),
    )
    op.create_table(
        "usage_days",
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="local day of the zone"),
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.Column("intervals", sa.SmallInteger(), nullable=False, comment="92, 96 or 100, as the zone has it"),
        sa.Column("usage_values", sa.LargeBinary(), nullable=False, comment="batch_view.write_values"),
        sa.Column("basis", sa.LargeBinary(), nullable=False, comment="batch_view.write_basis"),
        sa.Column("total", sa.BigInteger(), nullable=True, comment="mWh or mL; null if no interval is known"),
        sa.Column("known", sa.SmallInteger(), nullable=False, comment="intervals with a value"),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("closing_at", sa.BigInteger(), nullable=True),
        sa.Column("closing_register", sa.BigInteger(), nullable=True),
        sa.Column("mark", sa.BigInteger(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.BigInteger(), nullable=True),
        sa.Column("known_at", sa.BigInteger(), nullable=True),
        sa.Column("known_level", sa.BigInteger(), nullable=True),
        sa.Column("known_basis", sa.SmallInteger(), nullable=True),
        sa.Column("served_at", sa.BigInteger(), nullable=True),
        sa.Column("served_level", sa.BigInteger(), nullable=True),
        sa.Column("served_basis", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("utility", "user_id", "day", "run_id"),
    )
    op.create_table(
        "reconciliations",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("county", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False, comment="closing readings that both or either layer had"),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column(
            "late", sa.Integer(), nullable=False, comment="explained: the batch had read what came after the cut"
        ),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("run_id", "utility", "county", "day"),
    )
    op.create_table(
        "reconciled_homes",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("run_id", "user_id", "day"),
    )


def downgrade() -> None:
    for table in ("reconciled_homes", "reconciliations", "usage_days", "horizons", "runs"):
        op.drop_table(table)
