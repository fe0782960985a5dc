"""From where service points are settled again: of each a midnight at which its level was known on its own.

Who need as many days, more or less, go into a run together, so that one reading from long ago lets no other service
point be settled from there, and there are not as many runs as days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

from batch_job.nightly.inputs.freeze import Point
from batch_job.nightly.inputs.published import published
from contract.windows import INTERVAL_MS

ONE_DAY = timedelta(days=1)
DAYS = (2, 8, 32, 128)
"""Those of a run need more days than one of these, and no more than the next one."""

Start = tuple[date, frozenset[Point]]


def sure_midnights(connection: Connection, touched: Mapping[Point, date]) -> dict[Point, date]:
    """Of each point, the last day at whose beginning it was read, or had never been, so that its touched day is mended.

    That is the day before at the latest: a reading shortly after midnight may end a gap of the day before.
    """
    found, left = dict[Point, date](), dict[date, set[Point]]()
    for day, points in _by_day(touched).items():
        there = _known(connection, points, day - ONE_DAY).keys()
        found |= dict.fromkeys(points - there, day)
        left[day - ONE_DAY] = set(there)
    while left:
        day = max(left)
        points = left.pop(day)
        unsure = {point for point, known in _known(connection, points, day - ONE_DAY).items() if not known}
        found |= dict.fromkeys(points - unsure, day)
        if unsure:
            left[day - ONE_DAY] = left.get(day - ONE_DAY, set()) | unsure
    return found


def starts(connection: Connection, first: Mapping[Point, date], last: date) -> list[list[Start]]:
    """First days of runs up to `last` and the points of each, by how many days they need; no day twice in one list.

    `first` are sure midnights; a point begins with its own, or with an earlier one at which it was known as well.
    """
    ages: dict[int, dict[Point, date]] = {}
    for point, day in first.items():
        count = (last - day).days + 1
        ages.setdefault(sum(count > most for most in DAYS), {})[point] = day
    return [list(_together(connection, ages.get(age, {}))) for age in range(len(DAYS) + 1)]


def _together(connection: Connection, first: dict[Point, date]) -> Iterator[Start]:
    """From the earliest day on, with whoever can begin there too."""
    left = dict(first)
    while left:
        start = min(left.values())
        known = _known(connection, left, start - ONE_DAY)
        points = frozenset(point for point, day in left.items() if day == start or known.get(point))
        yield start, points
        left = {point: day for point, day in left.items() if point not in points}


def _by_day(touched: Mapping[Point, date]) -> dict[date, set[Point]]:
    found: dict[date, set[Point]] = {}
    for point, day in touched.items():
        found.setdefault(day, set()).add(point)
    return found


def _known(connection: Connection, points: Iterable[Point], day: date) -> dict[Point, bool]:
    """Of each point that has the day published, whether it was read at the day's end, or never before."""
    return {
        (utility, row.user_id): row.known_at in (None, row.start + row.intervals * INTERVAL_MS)
        for utility, own in groupby(sorted(points), itemgetter(0))
        for row in published(connection, utility, [user for _, user in own], day, day)
    }
