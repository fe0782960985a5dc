"""Ended periods that have no bill, or could not be priced again; with held bills, what staff have to look at."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, CompoundSelect, Date, ForeignKey, Integer, String, Table, literal, select
from sqlalchemy import cast as as_type
from sqlalchemy.sql import func

from contract.tables import metadata
from contract.tables.bills import bills

REASON_LENGTH = 255

unbilled_periods = Table(
    "unbilled_periods",
    metadata,
    Column("utility", String(12), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column("first_day", Date, primary_key=True, comment="of the billing period"),
    Column("last_day", Date, nullable=False),
    Column("reason", String(REASON_LENGTH), nullable=False, comment="a sentence with the next step, if there is one"),
    Column("priced_at", BigInteger, nullable=False, comment="UTC ms; of the pricing that could not"),
)


def waiting() -> CompoundSelect[Any]:
    """Held bills in their newest version, and periods without one: utility, user, days, state and reason."""
    newer, own = bills.alias("newer"), bills.c
    same = (newer.c.utility == own.utility, newer.c.user_id == own.user_id, newer.c.first_day == own.first_day)
    is_newest = ~select(newer.c.bill_id).where(*same, newer.c.version > own.version).exists()
    words = func.concat(as_type(own.missing, String), " intervals are missing")
    names = ("utility", "user_id", "first_day", "last_day")
    held = select(*(own[name] for name in names), own.state, words.label("reason"))
    without = unbilled_periods.c
    unbilled = select(*(without[name] for name in names), literal("unbilled").label("state"), without.reason)
    return held.where(own.state == "held", is_newest).union_all(unbilled)
