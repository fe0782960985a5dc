"""One batch of live rows, gathered per service point, so that the guarded script does each of its steps once.

On a backlog a batch holds many rows of every service point. What can be known without the stored header (which reading
closes its interval, which is the last, in which order windows follow) is settled here, in numpy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from contract.live_view import LAP_BITS, METER_BITS, OFFSET_BITS, SLOTS
from contract.windows import INTERVAL_MS

Array = np.ndarray[Any, np.dtype[Any]]

READING = np.dtype([("at", ">i8"), ("register", ">i8"), ("demand", ">i4"), ("meter", ">u4")])
POINT = np.dtype([("letter", "u1"), ("user_id", ">u4"), ("slots", ">u4"), ("windows", ">u4"), ("last", READING)])
INTERVAL = np.dtype(">u4")
SLOT = np.dtype([("low", "<u4"), ("high", "<u2"), ("word", "<u4")])
WINDOW = np.dtype(
    [
        ("closes", ">i8"),
        ("n", ">u4"),
        ("least", ">i4"),
        ("most", ">i4"),
        ("total", ">i8"),
        ("squares", ">i8"),
    ]
)


@dataclass(frozen=True)
class LiveBatch:
    """Service points in `points`; of each in turn its closing readings but the last, and its windows, by time."""

    points: Array  # POINT; last.at is 0 where there are only windows
    intervals: Array  # INTERVAL, the number of the interval that a slot is of
    slots: Array  # SLOT, as in contract/live_view.py
    windows: Array  # WINDOW

    def split(self, size: int) -> Iterator[LiveBatch]:
        """The same in batches of at most `size` service points."""
        slots = np.concatenate([[0], np.cumsum(self.points["slots"], dtype=np.int64)])
        windows = np.concatenate([[0], np.cumsum(self.points["windows"], dtype=np.int64)])
        for start in range(0, len(self.points), size):
            stop = min(start + size, len(self.points))
            these = slice(slots[start], slots[stop])
            points, of_windows = self.points[start:stop], slice(windows[start], windows[stop])
            yield LiveBatch(points, self.intervals[these], self.slots[these], self.windows[of_windows])


def gather(rows: Mapping[str, Array]) -> LiveBatch:
    """Columns of view `live_rows`, in any order of rows; a row may be a reading, a window or both.

    Of several windows of one service point that close together the row order is kept: the script takes the last.
    """
    key = rows["letter"].astype(np.int64) << 32 | rows["user_id"]
    closing = _closing(key, rows)
    windows = np.flatnonzero(rows["n"])
    windows = windows[np.lexsort((rows["closes"][windows], key[windows]))]
    last, others = closing[_ends(key[closing])], closing[~_ends(key[closing])]
    keys = np.union1d(key[last], key[windows])
    points = _points(keys, key[others], key[windows])
    points["last"][np.searchsorted(keys, key[last])] = _readings(rows, last)
    intervals = ((rows["last_at"][others] - 1) // INTERVAL_MS).astype(INTERVAL)
    return LiveBatch(points, intervals, _slots(rows, others), _windows(rows, windows))


def _closing(key: Array, rows: Mapping[str, Array]) -> Array:
    """Row numbers of the readings that close their interval, as far as this batch knows, by key and time."""
    found = np.flatnonzero(rows["last_at"])
    found = found[np.lexsort((rows["last_register"][found], rows["last_at"][found], key[found]))]
    interval = (rows["last_at"][found] - 1) // INTERVAL_MS
    closes: Array = found[_ends(key[found]) | _ends(interval)]
    return closes


def _ends(sorted_values: Array) -> Array:
    """True where the next value is another one."""
    ends = np.ones(len(sorted_values), bool)
    ends[:-1] = sorted_values[1:] != sorted_values[:-1]
    return ends


def _count(keys: Array, found: Array) -> Array:
    return np.bincount(np.searchsorted(keys, found), minlength=len(keys))


def _points(keys: Array, of_slots: Array, of_windows: Array) -> Array:
    """Service points in order, with how many slots and windows each has."""
    points = np.zeros(len(keys), POINT)
    points["letter"], points["user_id"] = keys >> 32, keys & 0xFFFFFFFF
    points["slots"], points["windows"] = _count(keys, of_slots), _count(keys, of_windows)
    return points


def _readings(rows: Mapping[str, Array], which: Array) -> Array:
    readings = np.empty(len(which), READING)
    for name, column in zip(READING.names or (), ("last_at", "last_register", "last_demand", "meter_id"), strict=True):
        readings[name] = rows[column][which]
    return readings


def _slots(rows: Mapping[str, Array], which: Array) -> Array:
    at, register = rows["last_at"][which], rows["last_register"][which]
    interval = (at - 1) // INTERVAL_MS
    lap = interval // SLOTS % 2**LAP_BITS
    meter = rows["meter_id"][which].astype(np.int64) % 2**METER_BITS
    slots = np.empty(len(which), SLOT)
    slots["low"], slots["high"] = register & 0xFFFFFFFF, register >> 32
    slots["word"] = at - interval * INTERVAL_MS | lap << OFFSET_BITS | meter << OFFSET_BITS + LAP_BITS
    return slots


def _windows(rows: Mapping[str, Array], which: Array) -> Array:
    windows = np.empty(len(which), WINDOW)
    for name in WINDOW.names or ():
        windows[name] = rows[name][which]
    return windows
