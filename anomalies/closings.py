"""Closing readings of many service points, interval by interval, out of headers and rings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.history import Array
from contract.closing import Closing
from contract.live_view import LAP_BITS, METER_BITS, OFFSET_BITS, SLOTS
from contract.windows import INTERVAL_MS


@dataclass(frozen=True)
class Closings:
    """Columns are intervals from number `first`; `at` UTC ms, 0 where there is none; `meter` modulo 32."""

    first: int
    at: Array
    register: Array
    meter: Array

    def of_row(self, row: int) -> list[Closing]:
        """A service point's closing readings in order, as the contract has them."""
        known = np.flatnonzero(self.at[row])
        columns = (self.at[row, known], self.register[row, known], self.meter[row, known])
        return [Closing(*each) for each in zip(*(column.tolist() for column in columns), strict=True)]


def closings_of(headers: Array, rings: Array, last: int) -> Closings:
    """Of the intervals up to number `last`. A header's reading closes its own, unless a later one has begun."""
    first = last - SLOTS + 1
    interval = np.arange(first, last + 1)
    place = (interval[None, :] - headers["first_interval"].astype(np.int64)[:, None]) % SLOTS
    word = np.take_along_axis(rings["word"], place, axis=1).astype(np.int64)
    offset, lap = word & 2**OFFSET_BITS - 1, word >> OFFSET_BITS & 2**LAP_BITS - 1
    at = np.where((offset > 0) & (lap == interval // SLOTS % 2**LAP_BITS), interval * INTERVAL_MS + offset, 0)
    low, high = (np.take_along_axis(rings[name], place, axis=1).astype(np.int64) for name in ("low", "high"))
    register, meter = high << 32 | low, word >> OFFSET_BITS + LAP_BITS
    latest = (headers["last_at"].astype(np.int64) - 1) // INTERVAL_MS
    at[interval[None, :] >= latest[:, None]] = 0
    rows = np.flatnonzero((headers["last_at"] > 0) & (latest >= first) & (latest <= last))
    column = latest[rows] - first
    at[rows, column], register[rows, column] = headers["last_at"][rows], headers["last_register"][rows]
    meter[rows, column] = headers["meter_id"][rows].astype(np.int64) % 2**METER_BITS
    return Closings(first, at, register, meter)
