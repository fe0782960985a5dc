"""Billing periods: from a day of the month to the day before it in the next, in local civil days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Local days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @property
    def days(self) -> list[date]:
        return [self.first + number * ONE_DAY for number in range(self.length)]


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
