"""Published days of a service point out of MySQL, as one snapshot: horizon, days and the state at the horizon."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select

from api.dials import dials_of
from api.merge import BatchSide, DayRow
from api.times import Range
from contract.days import local_day
from contract.segments import Segment
from contract.tables.batch_view import horizons, runs, usage_days
from contract.usage import Basis, Carry, Known

Days = usage_days.c


class DayRows:
    """Reads of the batch view."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, utility: str, user_id: int, zone: str, start: int, stop: int) -> BatchSide:
        """What is published for (start, stop], UTC ms, in one transaction that no publishing run can split."""
        with self._engine.connect() as connection:
            horizon, dials = horizon_of(connection, zone), dials_of(connection, utility, [user_id]).get(user_id, {})
            if horizon is None:
                return BatchSide(dials=dials)
            carry = self.carry_at(connection, utility, user_id, local_day(horizon, zone))
            days = _of_days(_published(utility, user_id), zone, start, stop)
            rows = [_day(row) for row in connection.execute(days)] if start < horizon else []
        return BatchSide(horizon, carry, [row for row in rows if row.end <= horizon], dials)

    def read_as_of(self, utility: str, user_id: int, zone: str, wanted: Range, as_of: int) -> BatchSide:
        """What runs had published of a range by an instant (UTC ms): the horizon and the days, without a state."""
        known = (runs.c.zone == zone, runs.c.state == "published", runs.c.published_at <= as_of)
        days = _of_days(_published(utility, user_id), zone, wanted.start, wanted.stop).where(*known)
        with self._engine.connect() as connection:
            horizon = connection.execute(select(func.max(runs.c.horizon)).where(*known)).scalar()
            rows = [_day(row) for row in connection.execute(days)]
        return BatchSide(horizon, days=[row for row in rows if horizon is not None and row.end <= horizon])

    def carry_at(self, connection: Connection, utility: str, user_id: int, last_day: date) -> Carry | None:
        """The state at the end of a local day, from the last row up to it."""
        found = _published(utility, user_id).where(Days.day <= last_day)
        row = connection.execute(found.order_by(Days.day.desc(), Days.run_id.desc()).limit(1)).first()
        return carry_of(row) if row else None


def horizon_of(connection: Connection, zone: str) -> int | None:
    """Up to where a zone is settled, UTC ms; None before its first run."""
    found: int | None = connection.execute(select(horizons.c.horizon).where(horizons.c.zone == zone)).scalar()
    return found


def _published(utility: str, user_id: int) -> Select[Any]:
    joined = select(usage_days).join(runs, runs.c.run_id == Days.run_id).where(runs.c.state == "published")
    return joined.where(Days.utility == utility, Days.user_id == user_id)


def _of_days(query: Select[Any], zone: str, start: int, stop: int) -> Select[Any]:
    return query.where(Days.day.between(local_day(start + 1, zone), local_day(stop, zone)))


def _day(row: Row[Any]) -> DayRow:
    return DayRow(row.run_id, row.start, row.intervals, row.usage_values, row.basis, row.total, row.known)


def carry_of(row: Row[Any]) -> Carry | None:
    """The state that a row of usage_days ends with; None if there was no reading until then."""
    if row.closing_at is None:
        return None
    segment = Segment(row.closing_at, row.closing_register, row.mark, row.meter_id, row.level, row.left_mark)
    known = _known(row.known_at, row.known_level, row.known_basis)
    return Carry(segment, known, _known(row.served_at, row.served_level, row.served_basis))


def _known(at: int | None, level: int | None, basis: int | None) -> Known | None:
    return None if at is None or level is None else Known(at, level, Basis(basis or 0))
