"""What validation found in a settled day, and what is usual for its service point from then on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    findings = sa.Column("findings", sa.LargeBinary(), nullable=True, comment="rules.write_findings; null: not looked")
    op.add_column("usage_days", findings)
    op.add_column("usage_days", sa.Column("usual", sa.BigInteger(), nullable=True, comment="mWh or mL a day"))


def downgrade() -> None:
    for name in ("usual", "findings"):
        op.drop_column("usage_days", name)
