"""Bills out of MySQL, as they are or as they were known at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, select

from contract.bill_rows import line_of
from contract.bills import Line
from contract.tables.bills import bill_lines, bills

BILL = bills.c


@dataclass(frozen=True)
class Found:
    """A row of `bills` with its lines, the lines of the version before, and all versions so far, newest first."""

    bill: Any
    lines: list[Line]
    before: list[Line]
    versions: Sequence[Any]


class BillReads:
    """Every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self, user_id: int, as_of: int | None = None) -> list[Row[Any]]:
        """The version that counts of each period and utility, newest period first; as of an instant, UTC ms."""
        query = _known(select(bills).where(BILL.user_id == user_id), as_of).order_by(BILL.version)
        with self._engine.connect() as connection:
            latest = {(row.utility, row.first_day): row for row in connection.execute(query)}
        return sorted(latest.values(), key=lambda row: (-row.first_day.toordinal(), row.utility))

    def find(self, user_id: int, utility: str, first_day: date, as_of: int | None = None) -> Found | None:
        """The bill of the period that begins on a day."""
        own = select(bills).where(BILL.user_id == user_id, BILL.utility == utility, BILL.first_day == first_day)
        with self._engine.connect() as connection:
            versions = connection.execute(_known(own, as_of).order_by(BILL.version.desc())).all()
            if not versions:
                return None
            newest = versions[0]
            return Found(newest, _lines(connection, newest.bill_id), _lines(connection, newest.replaces), versions)


def _known(query: Select[Any], as_of: int | None) -> Select[Any]:
    return query if as_of is None else query.where(BILL.priced_at <= as_of)


def _lines(connection: Connection, bill_id: int | None) -> list[Line]:
    query = select(bill_lines).where(bill_lines.c.bill_id == bill_id).order_by(bill_lines.c.line)
    return [line_of(row) for row in connection.execute(query)] if bill_id is not None else []
