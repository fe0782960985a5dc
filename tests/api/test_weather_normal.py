"""Usage in the mean weather: what the cold did is taken out, what the home did stays, and no sum changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from api.weather_normal import months

FIRST = date(2025, 11, 1)
DAYS = [FIRST + timedelta(number) for number in range(365)]
COLD = {day: 11 - 12 * math.cos((day.timetuple().tm_yday - 20) / 58.1) for day in DAYS}


@dataclass(frozen=True)
class Heated:
    base: float = 10_000.0
    heating: float = 2_000.0
    heating_below: float = 16.0
    cooling: float = 0.0
    cooling_above: float = 28.0


def used(day: date, times: float = 1.0) -> int:
    return round(times * (10_000 + 2_000 * max(16 - COLD[day], 0)))


def test_a_home_that_does_the_same_all_year_is_level() -> None:
    found = months({day: used(day, 0.7) for day in DAYS}, COLD, Heated())
    daily = [month.normalised / month.days for month in found]
    assert len(found) == 12
    assert max(month.usage / month.days for month in found) > 2 * min(month.usage / month.days for month in found)
    assert max(daily) - min(daily) < 1
    assert abs(sum(month.normalised for month in found) - sum(month.usage for month in found)) <= 12


def test_what_a_home_did_itself_stays() -> None:
    usage = {day: used(day) + (5_000 if day.month == 3 else 0) for day in DAYS}
    daily = {month.month: month.normalised / month.days for month in months(usage, COLD, Heated())}
    assert max(daily, key=daily.__getitem__) == "2026-03"
    assert 4_000 < daily["2026-03"] - daily["2026-09"] < 6_000


def test_too_few_days_say_nothing() -> None:
    assert months({day: used(day) for day in DAYS[:59]}, COLD, Heated()) == []
    assert months({}, {}, Heated()) == []
    assert months({day: used(day) for day in DAYS}, COLD, Heated(base=0, heating=0)) == []
