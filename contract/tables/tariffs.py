"""Tables of prices: tariffs by version, who has which since when, billing days, calorific values of gas.

Nothing here is changed in place: a newer version with the same `valid_from` takes the place of an older one, one with a
later `valid_from` ends it. Days are local days of the service point's zone.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Numeric, SmallInteger, String, Table, Text, text

from contract.tables import metadata

tariffs = Table(
    "tariffs",
    metadata,
    Column("tariff_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("utility", String(12), nullable=False),
    Column("name", String(64), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("document", Text, nullable=False, comment="JSON, as batch_job/billing/document.py has it"),
    Column("sha256", String(64), nullable=False, comment="of the JSON with sorted keys and no spaces"),
    Column("recorded_at", BigInteger, nullable=False, comment="UTC ms"),
)

tariff_assignments = Table(
    "tariff_assignments",
    metadata,
    Column("utility", String(12), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column("valid_from", Date, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("tariff_id", String(40), nullable=False),
    Column("valid_to", Date, nullable=True, comment="last day, included; null: until another begins"),
)

billing_cycles = Table(
    "billing_cycles",
    metadata,
    Column("utility", String(12), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column("valid_from", Date, primary_key=True, server_default=text("'1970-01-01'")),
    Column("version", Integer, primary_key=True, autoincrement=False, server_default="1"),
    Column("billing_day", SmallInteger, nullable=False, comment="1 to 31; in shorter months their last day"),
)

calorific_values = Table(
    "calorific_values",
    metadata,
    Column("zone", String(40), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("mj_per_m3", Numeric(8, 4), nullable=False),
)
