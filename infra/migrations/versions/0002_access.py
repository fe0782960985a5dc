"""Access: logins, their homes, and why an operator looked at one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False, comment="roles.Role"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "occupancies",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("occupied_from", sa.BigInteger(), autoincrement=False, nullable=False, comment="UTC ms"),
        sa.Column("occupied_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("account", "user_id", "occupied_from"),
    )
    op.create_table(
        "home_accesses",
        sa.Column("access_id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("access_id"),
    )


def downgrade() -> None:
    for table in ("home_accesses", "occupancies", "accounts"):
        op.drop_table(table)
