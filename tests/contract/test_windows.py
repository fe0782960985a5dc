"""Stretches are (start, end], in every zone's days too."""

from __future__ import annotations

from datetime import date

import pytest

from contract.days import day_bounds, last_ended_day, local_day
from contract.windows import INTERVAL_MS, end, ends, index


def test_an_instant_at_an_end_belongs_to_what_it_ends() -> None:
    assert index(INTERVAL_MS, INTERVAL_MS) == 0
    assert index(INTERVAL_MS + 1, INTERVAL_MS) == 1
    assert end(INTERVAL_MS, INTERVAL_MS) == INTERVAL_MS
    assert list(ends(0, 3 * INTERVAL_MS)) == [INTERVAL_MS, 2 * INTERVAL_MS, 3 * INTERVAL_MS]


@pytest.mark.parametrize(
    ("zone", "day", "intervals"),
    [
        ("Europe/London", date(2023, 3, 26), 92),
        ("Europe/London", date(2023, 10, 29), 100),
        ("America/New_York", date(2026, 7, 1), 96),
        ("Australia/Lord_Howe", date(2023, 4, 2), 98),
        ("Asia/Kathmandu", date(2023, 4, 2), 96),
    ],
)
def test_a_local_day_is_whole_intervals(zone: str, day: date, intervals: int) -> None:
    start, stop = day_bounds(day, zone)
    assert (stop - start) / INTERVAL_MS == intervals
    assert start % INTERVAL_MS == 0
    assert local_day(stop, zone) == day
    assert local_day(start + 1, zone) == day
    assert last_ended_day(stop, zone) == day
    assert last_ended_day(stop - 1, zone) < day
