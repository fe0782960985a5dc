"""The days of a run in order of time: what it settled again is found without looking at all it settled."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAME = "ix_usage_days_run_id_start"


def upgrade() -> None:
    op.create_index(NAME, "usage_days", ["run_id", "start"])


def downgrade() -> None:
    op.create_index("run_id", "usage_days", ["run_id"])  # the foreign key needs one
    op.drop_index(NAME, "usage_days")
