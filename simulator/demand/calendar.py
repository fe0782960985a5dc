"""Local time of an interval in every county: quarter of the day, and whether people work."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from contract.windows import INTERVAL_MS, MINUTE_MS
from simulator.country.counties import County
from simulator.country.population import Numbers


def local_quarters(counties: tuple[County, ...], interval: int) -> tuple[Numbers, Numbers]:
    """Per county: quarter hour of the local day (0 .. 95), and 1 at weekends else 0."""
    middle = (interval * INTERVAL_MS + 7 * MINUTE_MS) / 1000
    by_zone = {zone: _quarter(middle, zone) for zone in {county.zone for county in counties}}
    quarters, weekends = zip(*(by_zone[county.zone] for county in counties), strict=True)
    return np.array(quarters, np.int64), np.array(weekends, np.int64)


def _quarter(second: float, zone: str) -> tuple[int, int]:
    local = datetime.fromtimestamp(second, _loaded(zone))
    return local.hour * 4 + local.minute // 15, int(local.weekday() >= 5)


@cache
def _loaded(zone: str) -> ZoneInfo:
    """ZoneInfo itself keeps only eight zones, fewer than the country has."""
    return ZoneInfo(zone)
