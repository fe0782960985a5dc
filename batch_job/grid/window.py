"""Settled days in a row of some users, taken or fed in: a row each, a column for each interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.days import Day
from contract.batch_view import UNKNOWN
from contract.windows import INTERVAL_MS

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Span:
    """Local days of one zone, each beginning where the one before ends."""

    days: list[Day]

    @property
    def start(self) -> int:
        """UTC ms."""
        return self.days[0].start

    @property
    def stop(self) -> int:
        return self.days[-1].stop

    @property
    def columns(self) -> int:
        return (self.stop - self.start) // INTERVAL_MS

    @cached_property
    def bounds(self) -> Numbers:
        """The first column of each day, and one past the last."""
        return np.array([(at - self.start) // INTERVAL_MS for at in [*(day.start for day in self.days), self.stop]])

    @cached_property
    def day_of(self) -> Numbers:
        """The number of each column's day."""
        return np.repeat(np.arange(len(self.days)), np.diff(self.bounds))

    def column(self, at: Numbers) -> Numbers:
        """How many of the intervals have ended by an instant (UTC ms), within the span."""
        ended: Numbers = np.clip((at - self.start) // INTERVAL_MS, 0, self.columns)
        return ended

    def by_day(self, amounts: Numbers) -> Numbers:
        """Sums of rows of columns over each day."""
        summed: Numbers = np.add.reduceat(amounts, self.bounds[:-1], axis=-1)
        return summed


@dataclass(frozen=True)
class Window:
    """`users` ascending; `values` (users, columns) in mWh, UNKNOWN where nobody knows."""

    span: Span
    users: Numbers
    values: Numbers

    @staticmethod
    def empty(span: Span, users: Numbers) -> Window:
        """Nothing is known yet."""
        return Window(span, users, np.full((len(users), span.columns), UNKNOWN, np.int64))

    def rows(self, users: Numbers) -> Numbers:
        """The row of each user, -1 where it is not here."""
        if not len(self.users):
            return np.full(len(users), -1, np.int64)
        place = np.minimum(np.searchsorted(self.users, users), len(self.users) - 1)
        return np.where(self.users[place] == users, place, -1)
