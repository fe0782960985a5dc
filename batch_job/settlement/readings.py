"""Readings of many service points in columns, and what is left of them after deduplication: closing readings."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from contract.windows import INTERVAL_MS

Numbers = NDArray[np.int64]

AT_BITS = 36  # instants of more than two years fit beside a point's number into one key
POINT_BITS = 63 - AT_BITS


@dataclass(frozen=True)
class Readings:
    """Usable readings in any order, shape (m,); `point` is the row of the service point, `rest` see `pack_rest`."""

    point: Numbers
    meter_id: Numbers
    at: Numbers
    register: Numbers
    rest: Numbers

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Readings:
        return Readings(*(getattr(self, field.name)[chosen] for field in fields(self)))


def pack_rest(demand: NDArray[np.int32], status: NDArray[np.int32]) -> Numbers:
    """Demand and status (as the wire's 32 bits) as one number that sorts like the pair."""
    return demand.astype(np.int64) << 32 | status.astype(np.int64) & 0xFFFFFFFF


@dataclass(frozen=True)
class Closings:
    """Closing readings by point and instant; `fresh` instants are those of all readings without their repetitions."""

    point: Numbers
    at: Numbers
    register: Numbers
    meter_id: Numbers
    fresh_point: Numbers
    fresh_at: Numbers
    duplicates: int
    conflicts: int

    def count(self, point: int, after: int, stop: int) -> int:
        """Readings of one point in (after, stop], without repetitions."""
        begin, end = np.searchsorted(self.fresh_point, (point, point + 1))
        first, last = np.searchsorted(self.fresh_at[begin:end], (after, stop), side="right")
        return int(last - first)


def close(readings: Readings) -> Closings:
    """The closing reading of each point's intervals, as contract.closing has them."""
    ordered, again, conflicts = _ordered(readings)
    interval = (ordered.at - 1) // INTERVAL_MS
    last = np.ones(len(interval), bool)
    last[:-1] = (interval[1:] != interval[:-1]) | (ordered.point[1:] != ordered.point[:-1])
    kept = ordered.take(last)
    fresh = ~again
    counts = {"duplicates": int(again.sum()) - conflicts, "conflicts": conflicts}
    return Closings(
        kept.point, kept.at, kept.register, kept.meter_id, ordered.point[fresh], ordered.at[fresh], **counts
    )


def _ordered(readings: Readings) -> tuple[Readings, NDArray[np.bool_], int]:
    """Readings by (point, at, register, rest, meter); which of them repeat a (meter, at); how many of these differ."""
    order = _by_point_and_at(readings)
    point, at = readings.point[order], readings.at[order]
    same = np.flatnonzero((point[1:] == point[:-1]) & (at[1:] == at[:-1]))
    again = np.zeros(len(order), bool)
    if not len(same):
        return readings.take(order), again, 0
    # Only readings that share their instant with another need the costly order.
    tied = np.union1d(same, same + 1)
    few = readings.take(order[tied])
    by_meter = np.lexsort((few.rest, few.register, few.meter_id, few.at, few.point))
    repeats, conflicts = _repeats(few.take(by_meter))
    again_few = np.zeros(len(tied), bool)
    again_few[by_meter] = repeats
    by_value = np.lexsort((few.meter_id, few.rest, few.register, few.at, few.point))
    again[tied] = again_few[by_value]
    order[tied] = order[tied][by_value]
    return readings.take(order), again, conflicts


def _by_point_and_at(readings: Readings) -> NDArray[np.int64]:
    if not len(readings.at):
        return np.empty(0, np.int64)
    base = int(readings.at.min())
    fits = int(readings.at.max()) - base < 2**AT_BITS and int(readings.point.max()) < 2**POINT_BITS
    if not fits:
        return np.lexsort((readings.at, readings.point))
    return np.argsort((readings.point << AT_BITS) + (readings.at - base))


def _repeats(ordered: Readings) -> tuple[NDArray[np.bool_], int]:
    """Of readings by (point, at, meter, values): which repeat a (point, at, meter), and how many have other values."""
    same = np.zeros(len(ordered.at), bool)
    same[1:] = (
        (ordered.point[1:] == ordered.point[:-1])
        & (ordered.at[1:] == ordered.at[:-1])
        & (ordered.meter_id[1:] == ordered.meter_id[:-1])
    )
    differs = np.zeros(len(same), bool)
    differs[1:] = (ordered.register[1:] != ordered.register[:-1]) | (ordered.rest[1:] != ordered.rest[:-1])
    return same, int((same & differs).sum())
