"""The grid: who is on which feeder since when, feeders' days, suspects of theft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SUPPLY_FROM = 1_577_836_800_000  # 2020-01-01 UTC, where the registry's supplies begin


def upgrade() -> None:
    _connections()
    _nights()
    _days()
    _suspects()


def downgrade() -> None:
    for table in ("theft_suspects", "feeder_days", "feeder_nights", "feeder_connections"):
        op.drop_table(table)


def _connections() -> None:
    """Whoever is on a feeder was there from the beginning; heads are on none, they are before it."""
    op.create_table(
        "feeder_connections",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "connected_from",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="UTC ms, an interval's end; until the user's next row",
        ),
        sa.Column("feeder_id", sa.Integer(), nullable=True, comment="null: on none"),
        sa.Column(
            "recorded_at",
            sa.BigInteger(),
            nullable=False,
            comment="UTC ms; days settled before are looked at again",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.ForeignKeyConstraint(["feeder_id"], ["feeders.feeder_id"]),
        sa.PrimaryKeyConstraint("user_id", "connected_from"),
    )
    op.execute(
        "INSERT INTO feeder_connections (user_id, connected_from, feeder_id, recorded_at) "
        f"SELECT user_id, {SUPPLY_FROM}, feeder_id, {SUPPLY_FROM} FROM users "
        "WHERE feeder_id IS NOT NULL AND kind <> 'head'"
    )


def _nights() -> None:
    op.create_table(
        "feeder_nights",
        sa.Column("night_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False, comment="the last one it looked at"),
        sa.Column("made_at", sa.BigInteger(), nullable=False, comment="UTC ms; what was recorded before is in it"),
        sa.Column("usual_loss", sa.Double(), nullable=True, comment="share of what heads count; null without any head"),
        sa.Column("spread", sa.Double(), nullable=True, comment="scaled MAD of the same between feeders' days"),
        sa.Column("feeder_days", sa.Integer(), nullable=False, comment="rows of feeder_days that it wrote"),
        sa.Column("suspects", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("night_id"),
    )
    op.create_index(op.f("ix_feeder_nights_zone"), "feeder_nights", ["zone"])


def _days() -> None:
    op.create_table(
        "feeder_days",
        sa.Column("feeder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="local day of the zone"),
        sa.Column("night_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.Column("intervals", sa.SmallInteger(), nullable=False, comment="92, 96 or 100, as the zone has it"),
        sa.Column("rating_w", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False, comment="service points on it, the most of any interval"),
        sa.Column("head_values", sa.LargeBinary(), nullable=False, comment="what the head meter counted"),
        sa.Column(
            "supplied_values", sa.LargeBinary(), nullable=False, comment="sum of the service points that are known"
        ),
        sa.Column(
            "estimated_values",
            sa.LargeBinary(),
            nullable=False,
            comment="for those that are not, by their usual share",
        ),
        sa.Column("coverage", sa.Double(), nullable=False, comment="share of point intervals that are known"),
        sa.Column("peak", sa.BigInteger(), nullable=True, comment="mWh of the interval with the highest load"),
        sa.Column("peak_at", sa.BigInteger(), nullable=True, comment="UTC ms, its end"),
        sa.Column("over", sa.SmallInteger(), nullable=False, comment="intervals whose mean load is above the rating"),
        sa.Column("compared", sa.SmallInteger(), nullable=False, comment="how many these are"),
        sa.Column("head_total", sa.BigInteger(), nullable=False),
        sa.Column("supplied_total", sa.BigInteger(), nullable=False),
        sa.Column("estimated_total", sa.BigInteger(), nullable=False),
        sa.Column(
            "checksum",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the columns above; no new row without a change",
        ),
        sa.ForeignKeyConstraint(["feeder_id"], ["feeders.feeder_id"]),
        sa.ForeignKeyConstraint(["night_id"], ["feeder_nights.night_id"]),
        sa.PrimaryKeyConstraint("feeder_id", "day", "night_id"),
    )


def _suspects() -> None:
    op.create_table(
        "theft_suspects",
        sa.Column("night_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False, comment="1 is the first to be visited"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("feeder_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False, comment="0 to 1"),
        sa.Column("reason", sa.String(length=12), nullable=False, comment="grid_view.Reason"),
        sa.Column(
            "since",
            sa.Date(),
            nullable=False,
            comment="the first local day looked at on which the feeder missed energy",
        ),
        sa.Column("missing", sa.BigInteger(), nullable=False, comment="mWh that its feeder missed on such days"),
        sa.Column("explained", sa.BigInteger(), nullable=False, comment="mWh of them that this one would explain"),
        sa.Column("evidence", sa.Text(), nullable=False, comment="JSON: grid_view.Evidence"),
        sa.ForeignKeyConstraint(["night_id"], ["feeder_nights.night_id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.ForeignKeyConstraint(["feeder_id"], ["feeders.feeder_id"]),
        sa.PrimaryKeyConstraint("night_id", "place"),
    )
