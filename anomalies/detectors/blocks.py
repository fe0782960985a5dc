"""Six hours of the local day at a time: what a home used, and the least it used in any quarter hour of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.history import QUARTERS, Array, History
from anomalies.local_time import local_time

BLOCK_HOURS = 6
A_DAY = 24 // BLOCK_HOURS
LEAST_KNOWN = 4  # hours of a block
PART = 2000  # service points that are summed together: what is in between takes ten times the room of the blocks


@dataclass(frozen=True)
class Blocks:
    """`mean` Wh or L an hour, `least` Wh or L an hour at the rate of the least quarter: (points, blocks), NaN unknown.

    `lead`: hours of each row's first block that lie before the history. A row's blocks begin at local 0, 6, 12, 18.
    """

    mean: Array
    least: Array
    lead: Array
    hours: int

    @property
    def count(self) -> int:
        return int(self.mean.shape[1])

    def to_hours(self, values: Array) -> Array:
        """Each hour's value of its block: (points, blocks) to (points, hours)."""
        column = (np.arange(self.hours)[None, :] + self.lead[:, None]) // BLOCK_HOURS
        hourly: Array = np.take_along_axis(values, column, axis=1)
        return hourly

    def by_day(self, values: Array) -> Array:
        """(points, A_DAY, days): blocks of the same part of the day side by side."""
        shaped: Array = values.reshape(len(values), -1, A_DAY).swapaxes(1, 2)
        return shaped

    def in_order(self, values: Array) -> Array:
        """The way back."""
        flat: Array = values.swapaxes(1, 2).reshape(len(values), -1)
        return flat


def blocks_of(history: History, hourly: Array | None = None) -> Blocks:
    """`hourly` (Wh or L, as History.hourly) is another thing to be summed in the same blocks."""
    local = local_time(history)
    lead = (local.quarter[:, 0] // QUARTERS)[local.of]
    hours = history.hourly.shape[1]
    summed = history.hourly if hourly is None else hourly
    parts = [slice(begin, begin + PART) for begin in range(0, history.points, PART)] or [slice(0)]
    found = [_summed(summed[part], history.usage[part, : hours * QUARTERS], lead[part]) for part in parts]
    mean, least = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return Blocks(mean, least, lead, hours)


def _summed(hourly: Array, usage: Array, lead: Array) -> tuple[Array, Array]:
    """`mean` and `least` of some rows."""
    points, hours = hourly.shape
    days = -(-(hours + 23) // 24)
    shape = (points, days * A_DAY, BLOCK_HOURS)
    mean, least = np.full((2, points, days * 24), np.nan)
    quarters = usage.reshape(points, hours, QUARTERS)
    column = np.arange(hours)[None, :] + lead[:, None]
    np.put_along_axis(mean, column, hourly / 1000, axis=1)
    np.put_along_axis(least, column, quarters.min(axis=2) * (QUARTERS / 1000), axis=1)
    mean, least = mean.reshape(shape), least.reshape(shape)
    known = np.count_nonzero(~np.isnan(mean), axis=2)
    enough = known >= LEAST_KNOWN
    total = np.nansum(mean, axis=2) / np.maximum(known, 1)
    lowest = np.where(np.isnan(least), np.inf, least).min(axis=2)
    return np.where(enough, total, np.nan), np.where(enough & np.isfinite(lowest), lowest, np.nan)
