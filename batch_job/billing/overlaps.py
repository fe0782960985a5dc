"""Which new periods have days that a bill on file has too, as when beginnings were moved under bills that were made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol

from batch_job.billing.cycles_on_file import Point
from contract.billing_periods import Period


class _Billed(Protocol):
    @property
    def last_day(self) -> date: ...


Billed = Mapping[tuple[Point, date], _Billed]
"""By service point and first day."""


def overlaps(new: Iterable[tuple[Point, Period]], billed: Billed) -> Iterator[tuple[Point, Period, Period]]:
    """Each that does, with a billed period of another first day; most begin behind all that is billed."""
    ends: dict[Point, date] = {}
    for (point, _), bill in billed.items():
        ends[point] = max(ends.get(point, bill.last_day), bill.last_day)
    among = [(point, period) for point, period in new if period.first <= ends.get(point, date.min)]
    periods = _periods_of({point for point, _ in among}, billed)
    for point, period in among:
        for other in periods[point]:
            if other.first != period.first and other.first <= period.last and period.first <= other.last:
                yield point, period, other
                break


def _periods_of(points: set[Point], billed: Billed) -> dict[Point, list[Period]]:
    found: dict[Point, list[Period]] = defaultdict(list)
    for (point, first), bill in billed.items():
        if point in points:
            found[point].append(Period(first, bill.last_day))
    return found
