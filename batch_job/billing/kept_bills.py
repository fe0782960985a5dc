"""Reading bills as they are kept: the version that counts, or counted at an instant, its lines, and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from batch_job.billing.cycles_on_file import Point
from contract.bill_rows import line_of
from contract.bills import Change, Line, difference
from contract.tables.bills import bill_lines, bills


@dataclass(frozen=True)
class KeptBill:
    """A row of `bills` with its lines, and the lines that differ from those of the version before."""

    bill: Any
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]


def kept_bill(connection: Connection, point: Point, first_day: date, as_of: int | None = None) -> KeptBill | None:
    """The newest version of a period's bill, or the one that was the newest at `as_of` (UTC ms)."""
    utility, user_id = point
    query = select(bills).where(bills.c.utility == utility, bills.c.user_id == user_id, bills.c.first_day == first_day)
    if as_of is not None:
        query = query.where(bills.c.priced_at <= as_of)
    row = connection.execute(query.order_by(bills.c.version.desc()).limit(1)).first()
    if row is None:
        return None
    lines = read_lines(connection, row.bill_id)
    before = read_lines(connection, row.replaces) if row.replaces else ()
    return KeptBill(row, lines, tuple(difference(before, lines)) if row.replaces else ())


def first_days(connection: Connection, point: Point) -> list[date]:
    """The beginnings of the periods that a service point has bills for, in order."""
    query = select(bills.c.first_day).where(bills.c.utility == point[0], bills.c.user_id == point[1]).distinct()
    return list(connection.execute(query.order_by(bills.c.first_day)).scalars())


def read_lines(connection: Connection, bill_id: int) -> tuple[Line, ...]:
    """The lines of a bill, in order."""
    query = select(bill_lines).where(bill_lines.c.bill_id == bill_id).order_by(bill_lines.c.line)
    return tuple(line_of(row) for row in connection.execute(query))
