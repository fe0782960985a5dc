"""One batch of live rows, gathered per service point: what can be known of them without what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import places_of, users_of
from stream_job.closing_slots import Array, interval_of

READING = np.dtype([("last_at", "i8"), ("last_register", "i8"), ("last_demand", "i4"), ("meter_id", "i8")])
WINDOW = np.dtype([("closes", "i8"), ("n", "i8"), ("least", "i4"), ("most", "i4"), ("total", "i8"), ("squares", "i8")])
KEY = np.dtype([("letter", "u1"), ("user_id", ">u4")])


@dataclass(frozen=True)
class LiveBatch:
    """Service points in order of their places; `closing` and `windows` of each follow those of the one before.

    Many rows of one service point make one entry: on a backlog that is what keeps the store from being the wall.
    """

    keys: Array  # KEY, in order of letters and of places in pages
    last: Array  # READING, the last one; last_at is 0 where there are only windows
    closing: Array  # READING, those that close their interval, in order, without `last`
    closing_point: Array  # the place in `keys` of each
    windows: Array  # WINDOW, in order of `closes`
    window_point: Array

    def split(self, size: int) -> Iterator[LiveBatch]:
        """The same in batches of at most `size` service points."""
        for start in range(0, len(self.keys), size):
            points = slice(start, start + size)
            closing, windows = _within(self.closing_point, points), _within(self.window_point, points)
            yield LiveBatch(
                self.keys[points],
                self.last[points],
                self.closing[closing],
                self.closing_point[closing] - start,
                self.windows[windows],
                self.window_point[windows] - start,
            )


def gather(rows: Mapping[str, Array] | Array) -> LiveBatch:
    """LIVE_ROW, or its columns, in any order; a row may be a reading, a window or both.

    Of several windows of one service point that close together the row order is kept.
    """
    key = rows["letter"].astype(np.int64) << 32 | places_of(rows["user_id"])
    closing = _closing(key, rows)
    windows = np.flatnonzero(rows["n"])
    windows = windows[np.lexsort((rows["closes"][windows], key[windows]))]
    newest = _ends(key[closing])
    keys = np.union1d(key[closing[newest]], key[windows])
    last = np.zeros(len(keys), READING)
    last[np.searchsorted(keys, key[closing[newest]])] = _take(rows, closing[newest], READING)
    closing = closing[~newest]
    return LiveBatch(
        _names(keys),
        last,
        _take(rows, closing, READING),
        np.searchsorted(keys, key[closing]),
        _take(rows, windows, WINDOW),
        np.searchsorted(keys, key[windows]),
    )


def _closing(key: Array, rows: Mapping[str, Array] | Array) -> Array:
    """Row numbers of the readings that close their interval, as far as this batch knows, by key and time."""
    found = np.flatnonzero(rows["last_at"])
    found = found[np.argsort(key[found], kind="stable")]
    if _ends(key[found]).all():  # nearly always, and a fifth of the work
        return found
    found = found[np.lexsort((rows["last_register"][found], rows["last_at"][found], key[found]))]
    closes: Array = found[_ends(key[found]) | _ends(interval_of(rows["last_at"][found]))]
    return closes


def _ends(sorted_values: Array) -> Array:
    """True where the next value is another one."""
    ends = np.ones(len(sorted_values), bool)
    ends[:-1] = sorted_values[1:] != sorted_values[:-1]
    return ends


def _take(rows: Mapping[str, Array] | Array, which: Array, kind: np.dtype[np.void]) -> Array:
    taken = np.empty(len(which), kind)
    for name in kind.names or ():
        taken[name] = rows[name][which]
    return taken


def _names(keys: Array) -> Array:
    names = np.empty(len(keys), KEY)
    names["letter"], names["user_id"] = keys >> 32, users_of(keys & 0xFFFFFFFF)
    return names


def _within(points: Array, span: slice) -> slice:
    return slice(*np.searchsorted(points, [span.start, span.stop]).tolist())
