"""Tables of bills. The version that counts is the greatest of a period; older ones stay, and answer `as_of`.

As of an instant t, a period's bill is the greatest version with priced_at <= t. Amounts are in the bill's currency.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from contract.tables import metadata

MONEY = Numeric(16, 4)

bills = Table(
    "bills",
    metadata,
    Column("bill_id", BigInteger, primary_key=True, autoincrement=False),
    Column("utility", String(12), nullable=False),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False),
    Column("first_day", Date, nullable=False, comment="of the billing period, local"),
    Column("last_day", Date, nullable=False, comment="included"),
    Column("version", Integer, nullable=False),
    Column("state", String(8), nullable=False, comment="issued, or held while intervals are missing"),
    Column("currency", String(3), nullable=False),
    Column("total", MONEY, nullable=False, comment="the sum of the lines"),
    Column("intervals", Integer, nullable=False, comment="priced; of them `estimated`; `missing` besides, not priced"),
    Column("estimated", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("day_rows", Integer, nullable=False, comment="published rows of usage_days in the period, all runs"),
    Column("last_run", Integer, nullable=False, comment="the greatest run among them"),
    Column("terms_hash", String(64), nullable=False, comment="SHA-256 of the prices"),
    Column("inputs_hash", String(64), nullable=False, comment="SHA-256 of prices and of what was used"),
    Column("inputs", Text, nullable=False, comment="JSON: tariff versions, holidays, calorific values, runs, missing"),
    Column("priced_at", BigInteger, nullable=False, comment="UTC ms"),
    Column("reason", String(24), nullable=False, comment="first, usage, prices, or usage and prices"),
    Column("replaces", BigInteger, nullable=True, comment="bill_id of the version before"),
    Column("difference", MONEY, nullable=True, comment="total less that of the version before"),
    UniqueConstraint("utility", "user_id", "first_day", "version", name="one_bill"),
)

bill_lines = Table(
    "bill_lines",
    metadata,
    Column("bill_id", BigInteger, ForeignKey("bills.bill_id"), primary_key=True, autoincrement=False),
    Column("line", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False, comment="bills.Kind"),
    Column("name", String(64), nullable=False),
    Column("tariff_id", String(40), nullable=False),
    Column("tariff_version", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    # amount = quantity * price * factors / divisor, rounded: contract/bills.py
    Column("quantity", BigInteger, nullable=False),
    Column("unit", String(16), nullable=False, comment="of quantity: mWh, mL, days, periods, or money"),
    Column("price", Numeric(20, 10), nullable=False),
    Column("factors", Text, nullable=False, comment='JSON: [["correction", "1.02264"], ...]'),
    Column("divisor", BigInteger, nullable=False),
    Column("rounding_to", Numeric(8, 4), nullable=False),
    Column("rounding_mode", String(12), nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("estimated", BigInteger, nullable=False, comment="of quantity, what rests on estimated intervals"),
    Column("intervals", Integer, nullable=False),
    Column("estimated_intervals", Integer, nullable=False),
    Column("note", String(160), nullable=False),
    Column("spans", Text, nullable=False, comment="JSON: [first day, last day, run_id, intervals, quantity] each"),
)

bill_outlooks = Table(
    "bill_outlooks",
    metadata,
    Column("utility", String(12), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column("first_day", Date, primary_key=True, comment="of the billing period"),
    Column("known_to", Date, primary_key=True, comment="last settled day that was looked at"),
    Column("last_day", Date, nullable=False, comment="of the billing period"),
    Column("currency", String(3), nullable=False),
    Column("so_far", MONEY, nullable=False, comment="cost of the period's settled days, to the cent"),
    Column("peak", BigInteger, nullable=True, comment="mWh of the highest interval so far that sets the peak"),
    Column("p10", MONEY, nullable=True, comment="total at the period's end; null with too little history"),
    Column("p50", MONEY, nullable=True),
    Column("p90", MONEY, nullable=True),
    Column("actual", MONEY, nullable=True, comment="what it came to, once known"),
    Column(
        "back_test",
        Boolean,
        nullable=False,
        comment="made afterwards, from earlier days and prices as they are on file by then",
    ),
)

tariff_costs = Table(
    "tariff_costs",
    metadata,
    Column("utility", String(12), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column("tariff_id", String(40), primary_key=True),
    Column("tariff_version", Integer, nullable=False, comment="today's version, taken for all the time"),
    Column("first_day", Date, nullable=False, comment="of the first of up to 12 ended billing periods"),
    Column("last_day", Date, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("cost", MONEY, nullable=False),
    Column("missing", Integer, nullable=False, comment="intervals that nobody knows, in no tariff's cost"),
    Column("assigned", Boolean, nullable=False, comment="the tariff that the service point has"),
)
