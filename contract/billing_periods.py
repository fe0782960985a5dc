"""Billing periods: from a day of the month to the day before it in the next, in local civil days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Local days from `first` to `last`, both included; `uncut` is how many it had before another cycle cut it."""

    first: date
    last: date
    uncut: int = 0

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def whole(self) -> int:
        """The days that prices of a period are for."""
        return self.uncut or self.length

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @property
    def days(self) -> list[date]:
        return [self.first + number * ONE_DAY for number in range(self.length)]


@dataclass(frozen=True, order=True)
class Cycle:
    """The day of the month on which periods begin, from the first such day on that is not before `valid_from`."""

    valid_from: date
    version: int
    billing_day: int

    @property
    def begins(self) -> date:
        period = period_of(self.valid_from, self.billing_day)
        return period.first if period.first == self.valid_from else period.last + ONE_DAY


Cycles = tuple[Cycle, ...]
EVER = date(1970, 1, 1)
MONTHLY = Cycle(EVER, 0, 1)


def cycles_of(entries: Iterable[Cycle]) -> Cycles:
    """In order, of several from the same day the newest; before all of them periods begin on the first."""
    return tuple({entry.valid_from: entry for entry in sorted((MONTHLY, *entries))}.values())


def period_at(day: date, cycles: Cycles) -> Period:
    """The period that holds `day`; it ends early where another cycle begins."""
    current = max(cycle for cycle in cycles if cycle.begins <= day)
    own = period_of(day, current.billing_day)
    cut = min((cycle.begins for cycle in cycles if cycle > current), default=date.max)
    return own if cut > own.last else Period(own.first, cut - ONE_DAY, own.length)


def period_of(day: date, billing_day: int) -> Period:
    """The period that holds `day`; periods begin on `billing_day` (1 to 31), in shorter months on the last day."""
    first = _start(day.year, day.month, billing_day)
    if day < first:
        year, month = _shift(day.year, day.month, -1)
        return Period(_start(year, month, billing_day), first - ONE_DAY)
    return Period(first, _start(*_shift(day.year, day.month, 1), billing_day) - ONE_DAY)


def month_of(day: date) -> int:
    """A month as 12 * year + month - 1."""
    return 12 * day.year + day.month - 1


@cache
def period_from(month: int, billing_day: int) -> Period:
    """The period that begins in a month, as month_of gives it."""
    return period_of(_start(month // 12, month % 12 + 1, billing_day), billing_day)


def periods_ended(first: date, last: date, billing_day: int) -> Iterator[Period]:
    """The periods that hold `first`, or begin after it, and have ended by the end of `last`, in order."""
    period = period_of(first, billing_day)
    while period.last <= last:
        yield period
        period = period_of(period.last + ONE_DAY, billing_day)


def _start(year: int, month: int, billing_day: int) -> date:
    return date(year, month, min(billing_day, monthrange(year, month)[1]))


def _shift(year: int, month: int, by: int) -> tuple[int, int]:
    number = 12 * year + month - 1 + by
    return number // 12, number % 12 + 1
