"""Hours, days and months as a home's own clock has them, with the days of 23 and 25 hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from contract.days import day_bounds, midnight
from contract.windows import HOUR_MS, INTERVAL_MS


class Grain(StrEnum):
    """How long a value is."""

    INTERVAL = "interval"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


def periods(start: int, stop: int, grain: Grain, zone: str) -> Iterator[tuple[int, int]]:
    """The periods that (start, stop] lies in, in order and cut to it; UTC ms."""
    reached = start
    while reached < stop:
        until = min(_end(reached, grain, zone), stop)
        yield reached, until
        reached = until


def _end(at: int, grain: Grain, zone: str) -> int:
    """End of the period that goes on after the instant `at`."""
    if grain is Grain.INTERVAL:
        return at + INTERVAL_MS
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    if grain is Grain.HOUR:
        return at - local.minute * 60_000 + HOUR_MS
    if grain is Grain.DAY:
        return day_bounds(local.date(), zone)[1]
    following = local.date().replace(day=1) + timedelta(days=31)
    return midnight(following.replace(day=1), zone)
