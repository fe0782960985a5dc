"""What is usual at each hour of the week for service points with a long gap: from the days published before it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE
from batch_job.settlement.lazy import Lazy
from batch_job.settlement.reopened import StoredDay
from contract.baseline_view import HOURS, hour_of_week
from contract.days import local_day
from contract.estimates import EVEN, Shape, like_day
from contract.usage import Basis
from contract.windows import INTERVAL_MS

DAYS = timedelta(days=7)  # of history before a gap
DAY_HOURS, SATURDAY, WEEKEND_DAYS = 24, 5, 2
SHAPES = 4_096  # kept: a bucket asks for those of its service points again and again

ByPoint = Mapping[int, Sequence[StoredDay]]


def parted(
    stored: ByPoint, since: NDArray[np.int64], night: date, zone: str
) -> tuple[Lazy[list[StoredDay]], Lazy[Shape]]:
    """Of points whose gap is open when `night` begins, the days from its first on; and the shape of long gaps.

    `since`: see open_since. A shape is for its service point, and for no other.
    """
    points = np.array(sorted(stored), np.int64)

    def later(point: int) -> list[StoredDay]:
        return [day for day in stored[point] if day.day.stop > since[point]]

    @lru_cache(SHAPES)
    def shape(point: int) -> Shape:
        stop = gap_begins(int(since[point]), night, zone)
        before = (day for day in stored[point] if stop - DAYS <= day.day.day < stop)
        return shape_of(before, zone)

    return Lazy(points[since[points] != NONE], later), Lazy(points, shape)


def gap_begins(since: int, night: date, zone: str) -> date:
    """The day before which a gap's like days lie: where it is not open since an earlier one, the night's own."""
    return night if since == NONE else local_day(since + 1, zone)


def shape_of(days: Iterable[StoredDay], zone: str) -> Shape:
    """What these days are like, by days of a kind; a kind that is not known at every hour is like the other one.

    Where neither is, nothing is: a meter that is read at night alone does not use everything at night.
    """
    usual = usual_hours(days, zone)
    working, weekend = (
        None if any(map(math.isnan, kind)) else kind
        for kind in (usual[:DAY_HOURS], usual[SATURDAY * DAY_HOURS : (SATURDAY + 1) * DAY_HOURS])
    )
    known = working or weekend
    if known is None:
        return EVEN
    return like_day((working or known) * SATURDAY + (weekend or known) * WEEKEND_DAYS, zone)


def usual_hours(days: Iterable[StoredDay], zone: str) -> list[float]:
    """Mean usage of a quarter hour (mWh, mL) at each hour of the week, by days of its kind; NaN where nothing is known.

    Days are of two kinds: Monday to Friday, and the weekend.
    """
    sums, counts = np.zeros((2, 2, DAY_HOURS))
    for kind, hour, value in _known(days, zone):
        sums[kind, hour] += value
        counts[kind, hour] += 1
    means = [[s / c if c else math.nan for s, c in zip(*rows, strict=True)] for rows in zip(sums, counts, strict=True)]
    return [float(means[each // DAY_HOURS >= SATURDAY][each % DAY_HOURS]) for each in range(HOURS)]


def _known(days: Iterable[StoredDay], zone: str) -> Iterator[tuple[int, int, int]]:
    for day in days:
        hours = _hours(day.day.start, day.day.intervals, zone)
        for hour, value, basis in zip(hours, day.values, day.basis, strict=True):
            if value is not None and basis <= Basis.LINEAR:
                yield int(hour // DAY_HOURS >= SATURDAY), hour % DAY_HOURS, value


@lru_cache(maxsize=64)
def _hours(start: int, intervals: int, zone: str) -> tuple[int, ...]:
    return tuple(hour_of_week(start + (place + 1) * INTERVAL_MS, zone) for place in range(intervals))
