"""Registry: counties, feeders, users, service points, meters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counties",
        sa.Column("county", sa.Integer(), autoincrement=False, nullable=False, comment="FIPS number"),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False, comment="IANA time zone, the settlement zone"),
        sa.PrimaryKeyConstraint("county"),
    )
    op.create_table(
        "feeders",
        sa.Column("feeder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("county", sa.Integer(), nullable=False),
        sa.Column("rating_w", sa.Integer(), nullable=False),
        sa.Column("head_user_id", sa.Integer(), nullable=False, comment="its electricity meter is the head meter"),
        sa.ForeignKeyConstraint(["county"], ["counties.county"]),
        sa.PrimaryKeyConstraint("feeder_id"),
    )
    op.create_table(
        "users",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="home, business or head"),
        sa.Column("county", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("feeder_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["county"], ["counties.county"]),
        sa.ForeignKeyConstraint(["feeder_id"], ["feeders.feeder_id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_index(op.f("ix_users_county"), "users", ["county"])
    op.create_index(op.f("ix_users_feeder_id"), "users", ["feeder_id"])
    op.create_index(op.f("ix_users_zone"), "users", ["zone"])
    op.create_table(
        "service_points",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("supply_from", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("user_id", "utility"),
    )
    op.create_table(
        "meters",
        sa.Column("meter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("register_digits", sa.SmallInteger(), nullable=False),
        sa.Column("fitted_from", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.Column("fitted_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("meter_id"),
    )
    op.create_index(op.f("ix_meters_user_id"), "meters", ["user_id"])


def downgrade() -> None:
    for table in ("meters", "service_points", "users", "feeders", "counties"):
        op.drop_table(table)
