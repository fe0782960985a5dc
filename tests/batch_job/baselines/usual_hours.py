"""Baselines in plain Python: whole local hours of settled days, and what is usual of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from contract.baseline_view import HOURS, Level
from contract.settlement import DayUsage
from contract.usage import Basis

Array = np.ndarray[Any, np.dtype[Any]]
Hour = tuple[int, int]
"""Hour of the week, and its usage (mWh, mL)."""


def known_hours(days: Iterable[DayUsage], zone: str) -> list[Hour]:
    """Those whose four intervals are measured or on a short line."""
    found: dict[tuple[object, ...], list[int | None]] = {}
    for value in (value for day in days for value in day.values):
        local = datetime.fromtimestamp((value.end - 1) / 1000, UTC).astimezone(ZoneInfo(zone))
        hour = (local.date(), local.weekday() * 24 + local.hour, local.utcoffset())
        found.setdefault(hour, []).append(value.usage if value.basis <= Basis.LINEAR else None)
    return [
        (int(str(hour[1])), sum(each for each in usage if each is not None))
        for hour, usage in found.items()
        if len(usage) == 4 and None not in usage
    ]


def compare(row: Array, known: list[Hour], hour: int, least: int) -> None:
    """The baseline is that of these hours at the hour of the week; demands were all 100."""
    level, usage = _finest(known, hour, least)
    centre = statistics.median(usage)
    spread = statistics.median(abs(each - centre) for each in usage)
    assert [int(row["level"]), int(row["samples"])] == [level, len(usage)]
    assert row["usage_median"] == pytest.approx(centre, rel=2**-8)
    assert row["usage_mad"] == pytest.approx(spread, rel=2**-8)
    assert [float(row["peak_median"]), float(row["peak_mad"])] == [100, 0]


def _finest(known: list[Hour], hour: int, least: int) -> tuple[Level, list[int]]:
    for level, length in ((Level.HOUR_OF_WEEK, HOURS), (Level.HOUR_OF_DAY, 24)):
        usage = [each for its_hour, each in known if its_hour % length == hour % length]
        if len(usage) >= least:
            return level, usage
    return Level.ALL_HOURS, [each for _, each in known]
