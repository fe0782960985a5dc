"""Which rate each interval of a local day has: by the wall clock of its start, through every change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from contract.days import day_bounds
from contract.prices.document import Document, calendar_of
from contract.prices.rates import When
from contract.windows import INTERVAL_MS

REMEMBERED = 4096


@lru_cache(REMEMBERED)
def quarters(day: date, zone: str) -> tuple[int, ...]:
    """The quarter hour of the wall clock, 0 to 95, at which each interval of the day starts; an hour may repeat."""
    start, stop = day_bounds(day, zone)
    place = ZoneInfo(zone)
    local = (datetime.fromtimestamp(at // 1000, UTC).astimezone(place) for at in range(start, stop, INTERVAL_MS))
    return tuple(4 * at.hour + at.minute // 15 for at in local)


@lru_cache(REMEMBERED)
def is_holiday(day: date, calendar: str | None) -> bool:
    """Whether the calendar (`US`, `GB-ENG`) has the day."""
    return calendar is not None and day in calendar_of(calendar, day.year)


def rate_of_intervals(document: Document, day: date, zone: str) -> NDArray[np.int8]:
    """The number of the rate of each interval."""
    clock = np.array(quarters(day, zone))
    rates = np.full(len(clock), len(document.rates) - 1, np.int8)
    for number in reversed(range(len(document.rates) - 1)):
        rates[hours_of(document.rates[number].when, document, day)[clock]] = number
    return rates


def peak_intervals(document: Document, day: date, zone: str) -> NDArray[np.bool_]:
    """The intervals that may set the period's peak."""
    clock = np.array(quarters(day, zone))
    if document.peak is None:
        return np.zeros(len(clock), bool)
    if not document.peak.when:
        return np.ones(len(clock), bool)
    allowed: NDArray[np.bool_] = hours_of(document.peak.when, document, day)[clock]
    return allowed


def hours_of(whens: tuple[When, ...], document: Document, day: date) -> NDArray[np.bool_]:
    """The quarter hours of the wall clock, of 96, that any of `whens` covers on that day."""
    free = is_holiday(day, document.holidays)
    covering = tuple(when for when in whens if when.covers_day(day.month, day.weekday(), free))
    return _covered(covering)


@lru_cache(REMEMBERED)
def _covered(whens: tuple[When, ...]) -> NDArray[np.bool_]:
    return np.array([any(when.covers_quarter(quarter) for when in whens) for quarter in range(96)])
