"""When the nightly run is due: once the day has ended in the last of the zones, and its grace is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from contract.days import local_day, midnight


def moment_after(instant: int, zones: Sequence[str], grace_ms: int) -> int:
    """The first such moment later than `instant` (both UTC ms). `zones` must not be empty."""
    day = min(local_day(instant, zone) for zone in zones) - timedelta(days=1)
    while True:
        day += timedelta(days=1)
        found = max(midnight(day, zone) for zone in zones) + grace_ms
        if found > instant:
            return found


def last_zone(instant: int, zones: Sequence[str]) -> str:
    """The zone whose day ends last, by its clock after `instant`."""
    day = min(local_day(instant, zone) for zone in zones) + timedelta(days=1)
    return max(zones, key=lambda zone: (midnight(day, zone), zone))
