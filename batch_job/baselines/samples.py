"""The hours of some blocks of users, as published for the days before a horizon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, or_, select

from batch_job.baselines.hours import LocalHours, hourly_usage, local_hours, peak_hours
from batch_job.baselines.peaks import NO_READING, read_peaks
from batch_job.baselines.usual import Samples
from contract.registry import BLOCK_SIZE
from contract.tables.batch_view import runs, usage_days

Numbers = NDArray[np.int64]
COLUMNS = tuple(usage_days.c[name] for name in ("user_id", "day", "start", "intervals", "usage_values", "basis"))


@dataclass(frozen=True)
class Scope:
    """The run that supplies baselines, its zone, and the days that they are made of."""

    run_id: int
    zone: str
    since: date
    last: date


@dataclass(frozen=True)
class Homes:
    """Users in ascending order, a row each."""

    users: Numbers

    def rows(self, users: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
        """The row of each user, and which of them are of these homes."""
        place = np.minimum(np.searchsorted(self.users, users), len(self.users) - 1)
        return place, self.users[place] == users

    @property
    def span(self) -> range:
        """From the first to the last; others are among them."""
        return range(int(self.users[0]), int(self.users[-1]) + 1)


def samples(connection: Connection, scope: Scope, utility: str, homes: Homes, peaks: list[bytes]) -> Samples:
    """Of each home every whole local hour; `peaks` are the objects of all runs, oldest run first."""
    usage, hours = usage_hours(connection, scope, utility, homes)
    peak = _peaks(homes, hours, peaks)
    return Samples(usage, peak, np.concatenate([np.empty(0, np.int64), *(each.hour for each in hours)]))


def usage_hours(
    connection: Connection, scope: Scope, utility: str, homes: Homes
) -> tuple[NDArray[np.float32], list[LocalHours]]:
    """Usage by home and whole local hour, NaN where unknown, and the hours of each day that has any row."""
    days = _days(_published(connection, scope, utility, homes))
    hours = [local_hours(day.start, day.intervals, scope.zone) for day in days]
    count = len(homes.users)
    usage = np.full((count, sum(len(each.start) for each in hours)), np.nan, np.float32)
    column = 0
    for day, its_hours in zip(days, hours, strict=True):
        rows, own = homes.rows(day.users)
        width = len(its_hours.start)
        usage[rows[own], column : column + width] = hourly_usage(day.values, day.basis, its_hours)[own]
        column += width
    return usage, hours


@dataclass(frozen=True)
class _Day:
    start: int
    intervals: int
    users: NDArray[np.int64]
    values: NDArray[np.int64]
    basis: NDArray[np.uint8]


def _published(connection: Connection, scope: Scope, utility: str, homes: Homes) -> list[tuple[Any, ...]]:
    """Rows by day and user, of each the last published one."""
    numbers = np.unique(homes.users // BLOCK_SIZE)
    begins = np.flatnonzero(np.append(True, np.diff(numbers) > 1))
    lasts = np.append(begins[1:] - 1, len(numbers) - 1)
    ranges = [
        usage_days.c.user_id.between(first * BLOCK_SIZE, (last + 1) * BLOCK_SIZE - 1)
        for first, last in zip(numbers[begins].tolist(), numbers[lasts].tolist(), strict=True)
    ]
    query = (
        select(*COLUMNS)
        .join(runs, runs.c.run_id == usage_days.c.run_id)
        .where(usage_days.c.utility == utility, or_(*ranges), usage_days.c.day.between(scope.since, scope.last))
        .where(runs.c.state == "published", runs.c.zone == scope.zone, runs.c.run_id <= scope.run_id)
        .order_by(usage_days.c.run_id)
    )
    newest = {(row[1], row[0]): tuple(row) for row in connection.execute(query)}
    return [newest[key] for key in sorted(newest)]


def _days(rows: list[tuple[Any, ...]]) -> list[_Day]:
    """Rows of each day in columns; values of eight bytes beside those of four."""
    by_shape: dict[tuple[int, int, int], list[tuple[Any, ...]]] = {}
    for row in rows:
        by_shape.setdefault((row[2], row[3], len(row[4])), []).append(row)
    by_day: dict[tuple[int, int], list[_Day]] = {}
    for (start, intervals, size), alike in by_shape.items():
        kind = "<i4" if size == 4 * intervals else "<i8"
        values = np.frombuffer(b"".join(row[4] for row in alike), kind).reshape(-1, intervals).astype(np.int64)
        basis = np.frombuffer(b"".join(row[5] for row in alike), np.uint8).reshape(-1, intervals) - ord("0")
        users = np.array([row[0] for row in alike], np.int64)
        by_day.setdefault((start, intervals), []).append(_Day(start, intervals, users, values, basis))
    return [_joined(by_day[key]) for key in sorted(by_day)]


def _joined(parts: list[_Day]) -> _Day:
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("users", "values", "basis")]
    return _Day(parts[0].start, parts[0].intervals, *columns)


def _peaks(homes: Homes, hours: list[LocalHours], bodies: list[bytes]) -> NDArray[np.float32]:
    wanted = np.concatenate([np.empty(0, np.int64), *(peak_hours(each) for each in hours)])
    found = np.full((len(homes.users), len(wanted)), np.nan, np.float32)
    for body in bodies:
        users, its_hours, peaks = read_peaks(body, homes.span)
        rows, own = homes.rows(users)
        columns = np.flatnonzero((wanted >= its_hours.first) & (wanted < its_hours.stop))
        if not len(columns) or not own.any():
            continue
        numbers = peaks[own][:, wanted[columns] - its_hours.first]
        place = np.ix_(rows[own], columns)
        found[place] = np.where(numbers == NO_READING, found[place], numbers)
    return found
