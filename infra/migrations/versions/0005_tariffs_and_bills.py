"""Tariffs, who has them, calorific values; bills with their lines, outlooks, and costs under other tariffs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _prices()
    _bills()
    _outlooks()


def downgrade() -> None:
    tables = ("tariff_costs", "bill_outlooks", "bill_lines", "bills")
    for table in (*tables, "calorific_values", "billing_cycles", "tariff_assignments", "tariffs"):
        op.drop_table(table)


def _prices() -> None:
    op.create_table(
        "tariffs",
        sa.Column("tariff_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="JSON, as batch_job/billing/document.py has it"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the JSON with sorted keys and no spaces"),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.PrimaryKeyConstraint("tariff_id", "version"),
    )
    op.create_table(
        "tariff_assignments",
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tariff_id", sa.String(length=40), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="last day, included; null: until another begins"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("utility", "user_id", "valid_from", "version"),
    )
    op.create_table(
        "billing_cycles",
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "billing_day", sa.SmallInteger(), nullable=False, comment="1 to 31; in shorter months their last day"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("utility", "user_id"),
    )
    op.create_table(
        "calorific_values",
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mj_per_m3", sa.Numeric(precision=8, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("zone", "valid_from", "version"),
    )


def _bills() -> None:
    op.create_table(
        "bills",
        sa.Column("bill_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False, comment="of the billing period, local"),
        sa.Column("last_day", sa.Date(), nullable=False, comment="included"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False, comment="issued, or held while intervals are missing"),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.Numeric(precision=16, scale=4), nullable=False, comment="the sum of the lines"),
        sa.Column(
            "intervals",
            sa.Integer(),
            nullable=False,
            comment="priced; of them `estimated`; `missing` besides, not priced",
        ),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column(
            "day_rows", sa.Integer(), nullable=False, comment="published rows of usage_days in the period, all runs"
        ),
        sa.Column("last_run", sa.Integer(), nullable=False, comment="the greatest run among them"),
        sa.Column("terms_hash", sa.String(length=64), nullable=False, comment="SHA-256 of the prices"),
        sa.Column(
            "inputs_hash", sa.String(length=64), nullable=False, comment="SHA-256 of prices and of what was used"
        ),
        sa.Column(
            "inputs",
            sa.Text(),
            nullable=False,
            comment="JSON: tariff versions, holidays, calorific values, runs, missing",
        ),
        sa.Column("priced_at", sa.BigInteger(), nullable=False, comment="UTC ms"),
        sa.Column("reason", sa.String(length=24), nullable=False, comment="first, usage, prices, or usage and prices"),
        sa.Column("replaces", sa.BigInteger(), nullable=True, comment="bill_id of the version before"),
        sa.Column(
            "difference",
            sa.Numeric(precision=16, scale=4),
            nullable=True,
            comment="total less that of the version before",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("bill_id"),
        sa.UniqueConstraint("utility", "user_id", "first_day", "version", name="one_bill"),
    )
    op.create_table(
        "bill_lines",
        sa.Column("bill_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="bills.Kind"),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("tariff_id", sa.String(length=40), nullable=False),
        sa.Column("tariff_version", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column(
            "unit", sa.String(length=16), nullable=False, comment="of quantity: mWh, mL, days, periods, or money"
        ),
        sa.Column("price", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("factors", sa.Text(), nullable=False, comment='JSON: [["correction", "1.02264"], ...]'),
        sa.Column("divisor", sa.BigInteger(), nullable=False),
        sa.Column("rounding_to", sa.Numeric(precision=8, scale=4), nullable=False),
        sa.Column("rounding_mode", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column(
            "estimated", sa.BigInteger(), nullable=False, comment="of quantity, what rests on estimated intervals"
        ),
        sa.Column("intervals", sa.Integer(), nullable=False),
        sa.Column("estimated_intervals", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=160), nullable=False),
        sa.Column(
            "spans", sa.Text(), nullable=False, comment="JSON: [first day, last day, run_id, intervals, quantity] each"
        ),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.bill_id"]),
        sa.PrimaryKeyConstraint("bill_id", "line"),
    )


def _outlooks() -> None:
    op.create_table(
        "bill_outlooks",
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False, comment="of the billing period"),
        sa.Column("known_to", sa.Date(), nullable=False, comment="last settled day that was looked at"),
        sa.Column("last_day", sa.Date(), nullable=False, comment="of the billing period"),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "so_far",
            sa.Numeric(precision=16, scale=4),
            nullable=False,
            comment="cost of the period's settled days, to the cent",
        ),
        sa.Column(
            "peak", sa.BigInteger(), nullable=True, comment="mWh of the highest interval so far that sets the peak"
        ),
        sa.Column(
            "p10",
            sa.Numeric(precision=16, scale=4),
            nullable=True,
            comment="total at the period's end; null with too little history",
        ),
        sa.Column("p50", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("p90", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("actual", sa.Numeric(precision=16, scale=4), nullable=True, comment="what it came to, once known"),
        sa.Column("back_test", sa.Boolean(), nullable=False, comment="made afterwards, from what was known then alone"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("utility", "user_id", "first_day", "known_to"),
    )
    op.create_table(
        "tariff_costs",
        sa.Column("utility", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tariff_id", sa.String(length=40), nullable=False),
        sa.Column("tariff_version", sa.Integer(), nullable=False, comment="today's version, taken for all the time"),
        sa.Column("first_day", sa.Date(), nullable=False, comment="of the first of up to 12 ended billing periods"),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cost", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False, comment="intervals that nobody knows, in no tariff's cost"),
        sa.Column("assigned", sa.Boolean(), nullable=False, comment="the tariff that the service point has"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"]),
        sa.PrimaryKeyConstraint("utility", "user_id", "tariff_id"),
    )
