"""What is published of a county's homes, out of MySQL as one snapshot: sums of whole days, cut days, states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from api.day_rows import DayRows, carry_of, horizon_of
from api.dials import Dials, dials_of
from api.homes import County
from api.merge import DayRow
from contract.days import day_bounds, local_day
from contract.tables.batch_view import runs, usage_days
from contract.tables.registry import service_points, users
from contract.usage import Carry

Days = usage_days.c


@dataclass(frozen=True)
class Settled:
    """The batch's part of one home: mWh or mL (None if nothing is known), and the intervals that it knows."""

    usage: int | None = None
    known: int = 0


@dataclass(frozen=True)
class RegionSide:
    """A county's homes, their odd dials, its zone's horizon (UTC ms), each home's state there and settled part."""

    user_ids: list[int]
    dials: dict[int, Dials] = field(default_factory=dict)
    horizon: int | None = None
    carries: dict[int, Carry | None] = field(default_factory=dict)
    whole: dict[int, Settled] = field(default_factory=dict)
    cut: list[tuple[int, DayRow]] = field(default_factory=list)


class RegionRows:
    """Reads of the batch view by county."""

    def __init__(self, engine: Engine, rows: DayRows) -> None:
        self._engine, self._rows = engine, rows

    def read(self, utility: str, county: County, start: int, stop: int) -> RegionSide:
        """What is published for (start, stop], UTC ms, in one transaction."""
        with self._engine.connect() as connection:
            user_ids = list(connection.execute(_members(utility, county.county)).scalars())
            horizon, dials = horizon_of(connection, county.zone), dials_of(connection, utility, user_ids)
            if horizon is None or not user_ids:
                return RegionSide(user_ids, dials, horizon)
            days = _Days(connection, utility, user_ids, county.zone)
            carries = self._carries(connection, days, local_day(horizon, county.zone))
            if start >= horizon:
                return RegionSide(user_ids, dials, horizon, carries)
            first, last, cut = _cut(start, min(stop, horizon), county.zone)
            return RegionSide(user_ids, dials, horizon, carries, days.sums(first, last, cut), days.rows(cut))

    def _carries(self, connection: Connection, days: _Days, last_day: date) -> dict[int, Carry | None]:
        """States at the horizon: mostly of its own day, one by one for homes that have no row for it."""
        found = days.carries(last_day)
        for user_id in set(days.user_ids) - set(found):
            found[user_id] = self._rows.carry_at(connection, days.utility, user_id, last_day)
        return found


class _Days:
    """Reads of some homes' published days within a transaction; of each day the newest run counts."""

    def __init__(self, connection: Connection, utility: str, user_ids: list[int], zone: str) -> None:
        self._connection, self._zone = connection, zone
        self.utility, self.user_ids = utility, user_ids

    def sums(self, first: date, last: date, without: set[date]) -> dict[int, Settled]:
        newest = self._newest(Days.total, Days.known).where(Days.day.between(first, last), Days.day.not_in(without))
        ranked = newest.subquery()
        amounts = (func.sum(ranked.c.total), func.sum(ranked.c.known))
        wanted = select(ranked.c.user_id, *amounts).where(ranked.c.age == 1).group_by(ranked.c.user_id)
        rows = self._connection.execute(wanted)
        return {user_id: Settled(None if usage is None else int(usage), int(known)) for user_id, usage, known in rows}

    def rows(self, days: set[date]) -> list[tuple[int, DayRow]]:
        columns = (Days.run_id, Days.start, Days.intervals, Days.usage_values, Days.basis, Days.total, Days.known)
        found = self._newest(*columns).where(Days.day.in_(days))
        return [(row.user_id, DayRow(*row[3:])) for row in self._connection.execute(found) if row.age == 1]

    def carries(self, day: date) -> dict[int, Carry | None]:
        found = self._newest(usage_days).where(Days.day == day)
        return {row.user_id: carry_of(row) for row in self._connection.execute(found) if row.age == 1}

    def _newest(self, *columns: Any) -> Select[Any]:
        age = func.row_number().over(partition_by=(Days.user_id, Days.day), order_by=Days.run_id.desc())
        joined = select(Days.user_id, Days.day, age.label("age"), *columns).join(runs, runs.c.run_id == Days.run_id)
        return joined.where(runs.c.state == "published", Days.utility == self.utility, Days.user_id.in_(self.user_ids))


def _members(utility: str, county: int) -> Select[Any]:
    """Customers with the utility, in order of number; a feeder's head would count its customers again."""
    joined = select(users.c.user_id).join(service_points, service_points.c.user_id == users.c.user_id)
    wanted = joined.where(users.c.county == county, users.c.kind != "head", service_points.c.utility == utility)
    return wanted.order_by(users.c.user_id)


def _cut(start: int, stop: int, zone: str) -> tuple[date, date, set[date]]:
    """First and last local day of (start, stop], and those of the two that lie only partly in it."""
    first, last = local_day(start + 1, zone), local_day(stop, zone)
    inside = {day for day in (first, last) if start <= day_bounds(day, zone)[0] and day_bounds(day, zone)[1] <= stop}
    return first, last, {first, last} - inside
