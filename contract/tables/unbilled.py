"""Ended periods that have no bill, or could not be priced again; with held bills, what staff have to look at."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Select, String, Table, func, literal, select
from sqlalchemy import cast as as_type

from contract.tables import metadata
from contract.tables.bills import bills

REASON_LENGTH = 255
PERIOD = ("utility", "user_id", "first_day", "last_day")

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


def waiting(limit: int) -> Select[Any]:
    """The oldest of held bills and periods without one: utility, user, days, state, reason; `of` counts all."""
    found = _held().union_all(_unbilled()).subquery()
    order = (found.c.first_day, found.c.utility, found.c.user_id)
    return select(found, func.count().over().label("of")).order_by(*order).limit(limit)


def _held() -> Select[Any]:
    """In their newest version."""
    newer, own = bills.alias("newer"), bills.c
    same = (newer.c.utility == own.utility, newer.c.user_id == own.user_id, newer.c.first_day == own.first_day)
    is_newest = ~select(newer.c.bill_id).where(*same, newer.c.version > own.version).exists()
    words = func.concat(as_type(own.missing, String), " intervals are missing")
    query = select(*(own[name] for name in PERIOD), own.state, words.label("reason"))
    return query.where(own.state == "held", is_newest)


def _unbilled() -> Select[Any]:
    own = unbilled_periods.c
    return select(*(own[name] for name in PERIOD), literal("unbilled").label("state"), own.reason)
