"""Loads by local day and slot: what forecasts of counties and regions are made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Loads:
    """Consecutive local days from `first`; `values` by series, day and slot (an hour, or half of one), NaN if unknown.

    A slot that the clocks repeat holds the mean of both; one that they skip is unknown.
    """

    first: date
    values: Numbers

    @property
    def days(self) -> int:
        return int(self.values.shape[1])

    @property
    def slots(self) -> int:
        return int(self.values.shape[2])

    def day(self, number: int) -> date:
        return self.first + number * ONE_DAY

    def number(self, day: date) -> int:
        """Of a day, which may lie outside."""
        return (day - self.first).days


@dataclass(frozen=True)
class Facts:
    """What a calendar knows of days beforehand: weekday (Monday is 0), part of the year, whether it is a holiday."""

    weekday: NDArray[np.int64]
    season: Numbers  # of the year, 0 to 1
    holiday: NDArray[np.bool_]


def facts(first: date, count: int, holidays: Collection[date]) -> Facts:
    """Of `count` days from `first`, and of one more at each side: day d is at index d + 1."""
    listed = [first + (number - 1) * ONE_DAY for number in range(count + 2)]
    return Facts(
        np.array([day.weekday() for day in listed]),
        np.array([day.timetuple().tm_yday for day in listed]) / 365.25,
        np.array([day in holidays for day in listed]),
    )


def lay(first: date, shape: tuple[int, int], day: Sequence[int], slot: Sequence[int], value: Sequence[float]) -> Loads:
    """One series out of values, each with the number of its day and its slot; `shape` is days and slots."""
    place = np.asarray(day) * shape[1] + np.asarray(slot)
    amount = np.asarray(value, np.float64)
    known = ~np.isnan(amount)
    total = np.bincount(place[known], amount[known], minlength=shape[0] * shape[1])
    count = np.bincount(place[known], minlength=shape[0] * shape[1])
    values = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return Loads(first, values.reshape(1, *shape))
