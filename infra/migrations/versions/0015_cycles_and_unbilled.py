"""Since which local day periods begin on a day of the month: another one cuts the running period, and no older one.

And ended periods without a bill; and in words what an outlook of a past period is made from.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NEWER = (
    "DELETE b FROM billing_cycles b JOIN billing_cycles n USING (utility, user_id) "
    "WHERE (n.valid_from, n.version) > (b.valid_from, b.version)"
)
CLAIMED = "made afterwards, from what was known then alone"
MADE_FROM = "made afterwards, from earlier days and prices as they are on file by then"


def upgrade() -> None:
    op.add_column("billing_cycles", sa.Column("valid_from", sa.Date(), server_default="1970-01-01", nullable=False))
    op.add_column("billing_cycles", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    _key("utility, user_id, valid_from, version")
    _say(CLAIMED, MADE_FROM)
    op.create_table(
        "unbilled_periods",
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False, comment="of the billing period"),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "reason", sa.String(length=255), nullable=False, comment="a sentence with the next step, if there is one"
        ),
        sa.Column("priced_at", sa.BigInteger(), nullable=False, comment="UTC ms; of the pricing that could not"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("utility", "user_id", "first_day"),
    )


def downgrade() -> None:
    op.drop_table("unbilled_periods")
    _say(MADE_FROM, CLAIMED)
    op.execute(NEWER)
    _key("utility, user_id")
    op.drop_column("billing_cycles", "version")
    op.drop_column("billing_cycles", "valid_from")


def _key(columns: str) -> None:
    op.execute(f"ALTER TABLE billing_cycles DROP PRIMARY KEY, ADD PRIMARY KEY ({columns})")


def _say(before: str, after: str) -> None:
    op.alter_column(
        "bill_outlooks",
        "back_test",
        comment=after,
        existing_comment=before,
        existing_type=sa.Boolean(),
        existing_nullable=False,
    )
