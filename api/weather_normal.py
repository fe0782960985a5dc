"""Usage as if the weather had always been the same, pure: what a home's own doing leaves of its months.

A home answers to the weather as its county does, in proportion to its usage. Each day is moved by what its temperature
made of it beyond the mean of all days, so that the sum over all days stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

LEAST_DAYS = 60


class Response(Protocol):
    """Usage of an average service point: base, and more for each degree (Celsius) beyond."""

    @property
    def base(self) -> float: ...
    @property
    def heating(self) -> float: ...
    @property
    def heating_below(self) -> float: ...
    @property
    def cooling(self) -> float: ...
    @property
    def cooling_above(self) -> float: ...


@dataclass(frozen=True)
class Month:
    """Of a calendar month the days that are known: their usage as it was and in the mean weather, mWh or mL."""

    month: str  # 2026-01
    days: int
    usage: int
    normalised: int
    temperature: float  # mean, Celsius


def months(usage: Mapping[date, int], temperature: Mapping[date, float], response: Response) -> list[Month]:
    """In order; none with fewer than LEAST_DAYS of which both are known, or where nothing is expected."""
    days = sorted(usage.keys() & temperature.keys())
    expected = {day: _expected(response, temperature[day]) for day in days}
    total = sum(expected.values())
    if len(days) < LEAST_DAYS or total <= 0:
        return []
    scale, mean = sum(usage[day] for day in days) / total, total / len(days)
    by_month: defaultdict[str, list[date]] = defaultdict(list)
    for day in days:
        by_month[f"{day:%Y-%m}"].append(day)
    return [
        Month(
            month,
            len(own),
            sum(usage[day] for day in own),
            round(sum(usage[day] - scale * (expected[day] - mean) for day in own)),
            round(sum(temperature[day] for day in own) / len(own), 1),
        )
        for month, own in by_month.items()
    ]


def _expected(response: Response, temperature: float) -> float:
    cold = max(response.heating_below - temperature, 0.0)
    warm = max(temperature - response.cooling_above, 0.0)
    return response.base + response.heating * cold + response.cooling * warm
