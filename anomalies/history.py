"""What detectors look at: the levels of many service points of one utility, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from anomalies.rests import Rests, rests_of
from anomalies.runs import Array
from contract.utilities import Utility
from contract.windows import HOUR_MS, INTERVAL_MS

__all__ = ["NOWHERE", "QUARTERS", "Array", "History", "by_hour", "of_usage"]

QUARTERS = HOUR_MS // INTERVAL_MS
NOWHERE = -1


@dataclass(frozen=True)
class History:
    """Rows are service points, columns 15-min intervals from `start` (UTC ms, a whole hour); hours are the whole ones.

    `level`: mWh or mL at interval ends, one column more than intervals; NaN where the usage rule knows none.
    `zone`: IANA names. `place`: latitude and longitude, degrees, (points, 2). `feeder`: NOWHERE if of none. `heads`: a
    mask of the meters at the heads of feeders, of electricity alone; they count their customers again. Optional:
    `least` and `most`: demand seen in each of the newest intervals, all or fewer, W or L/h, NaN where none was.
    `fallen`: how far a register fell in each interval that was no noise, rollover, swap nor reset; mWh or mL.
    `fed`: beside electricity, what the same meter fed in, mWh of each interval, NaN unknown, 0 where nobody feeds in.
    """

    utility: Utility
    start: int
    user_id: Array
    zone: Array
    level: Array
    place: Array
    feeder: Array
    heads: Array
    least: Array | None = None
    most: Array | None = None
    fallen: Array | None = None
    fed: Array | None = None

    @property
    def points(self) -> int:
        return len(self.user_id)

    @property
    def intervals(self) -> int:
        return int(self.level.shape[1]) - 1

    @property
    def end(self) -> int:
        """UTC ms."""
        return self.start + self.intervals * INTERVAL_MS

    @cached_property
    def usage(self) -> Array:
        """mWh or mL of each interval, NaN where unknown."""
        return np.diff(self.level, axis=1)

    @cached_property
    def hourly(self) -> Array:
        """mWh or mL of each hour (points, hours), NaN where unknown."""
        return np.diff(self.level[:, ::QUARTERS], axis=1)

    @cached_property
    def fed_hourly(self) -> Array:
        """mWh fed in in each hour (points, hours), NaN where unknown."""
        fed = np.zeros_like(self.usage) if self.fed is None else self.fed
        hours = self.intervals // QUARTERS
        summed: Array = fed[:, : hours * QUARTERS].reshape(self.points, hours, QUARTERS).sum(axis=2)
        return summed

    @cached_property
    def rested(self) -> Array:
        """Intervals without use (a mask), also inside a gap over which the level stayed; who feeds in lives on that."""
        resting = self._nothing_taken()
        return resting if self.fed is None else resting & np.equal(self.fed, 0)

    def _nothing_taken(self) -> Array:
        resting = np.equal(self.usage, 0)
        gaps = np.isnan(self.usage).any(axis=1)
        level = self.level[gaps]
        resting[gaps] = np.equal(_filled(level)[:, :-1], _filled(level[:, ::-1])[:, ::-1][:, 1:])
        return resting

    @cached_property
    def rests(self) -> Rests:
        return rests_of(self.rested)

    def in_all(self, newest: Array, rows: Array) -> Array:
        """`least` or `most` of some rows, a column for each interval; NaN in those before the newest."""
        return np.pad(newest[rows], ((0, 0), (self.intervals - newest.shape[1], 0)), constant_values=np.nan)

    def at(self, column: int) -> int:
        """The instant between interval `column` - 1 and `column`, UTC ms."""
        return self.start + int(column) * INTERVAL_MS


def _filled(level: Array) -> Array:
    """Each unknown as the last one known before it."""
    column = np.where(np.isnan(level), 0, np.arange(level.shape[1]))
    filled: Array = np.take_along_axis(level, np.maximum.accumulate(column, axis=1), axis=1)
    return filled


def by_hour(columns: Array) -> Array:
    """The greatest of each whole hour's four intervals: (points, intervals) to (points, hours)."""
    stop = columns.shape[1] // QUARTERS * QUARTERS
    first, second, third, fourth = (columns[:, quarter:stop:QUARTERS] for quarter in range(QUARTERS))
    greatest: Array = np.maximum(np.maximum(first, second), np.maximum(third, fourth))
    return greatest


def of_usage(
    utility: Utility,
    start: int,
    usage: Array,
    *,
    user_id: Array,
    zone: Array,
    place: Array,
    feeder: Array | None = None,
    heads: Array | None = None,
    least: Array | None = None,
    most: Array | None = None,
) -> History:
    """The history of meters of which all usage is known: mWh or mL of each interval, (points, intervals)."""
    points = len(user_id)
    level = np.pad(np.cumsum(usage.astype(np.float64), axis=1), ((0, 0), (1, 0)))
    nowhere = np.full(points, NOWHERE)
    nobody = np.zeros(points, bool)
    feeder, heads = nowhere if feeder is None else feeder, nobody if heads is None else heads
    return History(utility, start, user_id, zone, level, place, feeder, heads, least, most)
