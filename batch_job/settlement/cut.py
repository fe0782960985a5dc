"""Cutting a run's grids into local days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.days import Day
from batch_job.settlement.ends import Ends, previous
from batch_job.settlement.levels import Levels
from batch_job.settlement.readings import Closings, Numbers
from batch_job.settlement.rows import DayRows
from batch_job.settlement.validate import Validation
from contract.batch_view import UNKNOWN
from contract.usage import Basis
from contract.windows import INTERVAL_MS

SEGMENT = {
    "closing_at": "at",
    "closing_register": "register",
    "mark": "mark",
    "meter_id": "meter_id",
    "level": "level",
    "left_mark": "left",
}


def cut(
    days: list[Day], validation: Validation, closings: Closings, carries: Carries, usual: Numbers
) -> Iterator[DayRows]:
    """The rows of each day for every service point; `ends` begin at the first day's start, and rule 3 was applied."""
    ends, rows = validation.ends, validation.rows
    states = _States(ends, rows, carries)
    readings = _readings(closings, len(carries.level), days)
    for number, day in enumerate(days):
        first, last = ((instant - ends.start) // INTERVAL_MS for instant in (day.start, day.stop))
        basis = np.maximum(ends.basis[:, first:last], ends.basis[:, first + 1 : last + 1])
        values = np.where(basis == Basis.UNKNOWN, UNKNOWN, np.diff(ends.level[:, first : last + 1], axis=1))
        masks, usual = validation.day(first, values, basis, usual)
        closing = _closing(ends, rows, first, last)
        points = np.arange(len(values))
        yield DayRows(day, points, values, basis, *closing, readings[number], states.at(last), masks, usual)


def _readings(closings: Closings, points: int, days: list[Day]) -> Numbers:
    """By day and point; one pass over the readings, however many days there are."""
    edges = np.array([days[0].start, *(day.stop for day in days)])
    number = np.searchsorted(edges, closings.fresh_at)  # 0 is before the first day, the last one after all
    counted = np.bincount(number * points + closings.fresh_point, minlength=(len(edges) + 1) * points)
    return counted.reshape(-1, points)[1:-1]


def _closing(ends: Ends, rows: Levels, first: int, last: int) -> tuple[Numbers, Numbers]:
    """Instants and registers of the closing readings of the intervals between the two columns."""
    latest = ends.latest[:, first + 1 : last + 1]
    there = latest != ends.latest[:, first:last]
    if not len(rows.at):
        return np.full(latest.shape, NONE), np.full(latest.shape, NONE)
    return np.where(there, rows.at[latest], NONE), np.where(there, rows.register[latest], NONE)


class _States:
    """Carries at any end of a run."""

    def __init__(self, ends: Ends, rows: Levels, carries: Carries) -> None:
        self._ends, self._rows, self._carries = ends, rows, carries
        self._known = previous(ends, Basis.LINEAR)
        self._served = previous(ends, Basis.PROFILE)

    def at(self, column: int) -> Carries:
        """The state at the end of this column."""
        latest = self._ends.latest[:, column]
        there = latest >= 0
        segment = {
            name: np.where(there, getattr(self._rows, source)[latest] if len(self._rows.at) else NONE, NONE)
            for name, source in SEGMENT.items()
        }
        known = self._end("known", self._known[:, column])
        served = self._end("served", self._served[:, column])
        return Carries(**segment, **known, **served)

    def _end(self, name: str, column: NDArray[np.int64]) -> dict[str, Numbers]:
        """The end in this run's `column`, or the one carried into it where the column is -1."""
        here, points = column >= 0, np.arange(len(column))
        found = {
            "at": self._ends.start + INTERVAL_MS * column,
            "level": self._ends.level[points, column],
            "basis": self._ends.basis[points, column].astype(np.int64),
        }
        return {
            f"{name}_{part}": np.where(here, values, getattr(self._carries, f"{name}_{part}"))
            for part, values in found.items()
        }
