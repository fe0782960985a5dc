"""Local days of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from contract.days import day_bounds
from contract.windows import INTERVAL_MS


@dataclass(frozen=True)
class Day:
    """A local day of a zone, (start, stop] in UTC ms."""

    day: date
    start: int
    stop: int

    @property
    def intervals(self) -> int:
        return (self.stop - self.start) // INTERVAL_MS


def days_between(first: date, last: date, zone: str) -> list[Day]:
    """The local days from `first` to `last`, both included."""
    count = (last - first).days + 1
    return [Day(day, *day_bounds(day, zone)) for day in (first + timedelta(number) for number in range(count))]
