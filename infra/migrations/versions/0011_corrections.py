"""What operators corrected, and which corrections a run took; runs that settle only some service points again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

CORRECTIONS_TO = "first offset of corrections not taken; null: none are"
ONLY_POINTS = "settles so many service points again; null: the whole zone"


def upgrade() -> None:
    op.add_column("runs", sa.Column("corrections_to", sa.BigInteger(), nullable=True, comment=CORRECTIONS_TO))
    op.add_column("runs", sa.Column("only_points", sa.Integer(), nullable=True, comment=ONLY_POINTS))
    op.create_table(
        "corrections",
        sa.Column("meter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "at", sa.BigInteger(), autoincrement=False, nullable=False, comment="UTC ms; the instant of the read"
        ),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("utility", sa.String(12), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.user_id"), nullable=False),
        sa.Column("register", sa.BigInteger(), nullable=False, comment="mWh or mL"),
        sa.Column("demand", sa.Integer(), nullable=False, comment="W or L/h"),
        sa.Column("reason", sa.String(255), nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False, comment="login"),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.Column("message_offset", sa.BigInteger(), nullable=False, comment="in topic corrections"),
        sa.PrimaryKeyConstraint("meter_id", "at", "revision"),
    )
    op.create_index("ix_corrections_user_id", "corrections", ["user_id"])


def downgrade() -> None:
    op.drop_table("corrections")
    for name in ("only_points", "corrections_to"):
        op.drop_column("runs", name)
