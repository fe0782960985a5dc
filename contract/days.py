"""Local civil days: what bills and batch runs count in. 15-min intervals make every day of every zone whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def midnight(day: date, zone: str) -> int:
    """First instant of local `day` in the IANA `zone`, in UTC ms (the first of two, if midnight repeats)."""
    return round(datetime.combine(day, time(), ZoneInfo(zone)).timestamp()) * 1000


def day_bounds(day: date, zone: str) -> tuple[int, int]:
    """Start and end of local `day`, in UTC ms; 92, 96 or 100 intervals apart (or what the zone makes of it)."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def local_day(at: int, zone: str) -> date:
    """The local day whose (start, end] holds the instant `at` (UTC ms)."""
    return datetime.fromtimestamp((at - 1) / 1000, UTC).astimezone(ZoneInfo(zone)).date()


def last_ended_day(at: int, zone: str) -> date:
    """The latest local day that has ended by `at`."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
