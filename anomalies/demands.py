"""What demand was seen in each of the last intervals; kept in memory, for the live view has but the newest window."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from anomalies.history import Array
from contract.windows import INTERVAL_MS

KEPT = 96  # intervals: a day
Number = TypeVar("Number", int, Array)


class Demands:
    """Least and greatest demand (W, L/h) of the service points of one utility, in their order."""

    def __init__(self, user_id: Array) -> None:
        self.user_id = user_id
        # of the epoch, the first is 1, and 0 is none: an interval's number would take four times the room
        self._day = np.zeros((len(user_id), KEPT), np.uint16)
        self._least, self._most = np.zeros((2, len(user_id), KEPT), np.int32)

    def see(self, headers: Array) -> None:
        """Takes in what headers (HEADER) show: their window, and their last reading."""
        window = headers["n"] > 0
        self._add(window, headers["window_end"], headers["min"], headers["max"])
        self._add(headers["last_at"] > 0, headers["last_at"], headers["last_demand"], headers["last_demand"])

    def of(self, first: int, count: int) -> tuple[Array, Array]:
        """Least and greatest of `count` intervals from number `first`, at most KEPT; NaN where none was seen."""
        least, most = np.full((2, len(self.user_id), count), np.nan, np.float32)
        for number in range(first, first + count):
            seen = self._day[:, number % KEPT] == _day_of(number)
            least[seen, number - first] = self._least[seen, number % KEPT]
            most[seen, number - first] = self._most[seen, number % KEPT]
        return least, most

    def _add(self, mask: Array, at: Array, least: Array, most: Array) -> None:
        row = np.flatnonzero(mask)
        number = (at[row].astype(np.int64) - 1) // INTERVAL_MS
        newer = _day_of(number) >= self._day[row, number % KEPT]
        row, number = row[newer], number[newer]
        place, day = number % KEPT, _day_of(number)
        fresh = self._day[row, place] < day
        low, high = least[row].astype(np.int32), most[row].astype(np.int32)
        self._least[row, place] = np.where(fresh, low, np.minimum(self._least[row, place], low))
        self._most[row, place] = np.where(fresh, high, np.maximum(self._most[row, place], high))
        self._day[row, place] = day


def _day_of(number: Number) -> Number:
    return number // KEPT + 1
