"""How high the sun stands over every county: what panels make, whatever the day's weather."""

from __future__ import annotations

import numpy as np

from contract.windows import DAY_MS, HOUR_MS, INTERVAL_MS
from simulator.country.counties import County
from simulator.country.population import Numbers
from simulator.demand.weather import YEAR_DAYS

OVERHEAD = 1000
TILT = 23.44  # degrees of the Earth's axis
SHORTEST_DAY = -10  # of the year
NOON = 12


def sunshine(counties: tuple[County, ...], interval: int) -> Numbers:
    """By county, of OVERHEAD: the sine of the sun's height in the middle of an interval, 0 at night."""
    middle = interval * INTERVAL_MS + INTERVAL_MS // 2
    lat = np.radians([county.lat for county in counties])
    lon = np.array([county.lon for county in counties])
    season = np.radians(-TILT * np.cos(2 * np.pi * (middle / DAY_MS - SHORTEST_DAY) / YEAR_DAYS))
    solar_hour = middle % DAY_MS / HOUR_MS + lon / 15
    across = np.cos(2 * np.pi * (solar_hour - NOON) / 24)
    height = np.sin(lat) * np.sin(season) + np.cos(lat) * np.cos(season) * across
    shines: Numbers = np.rint(np.maximum(height, 0) * OVERHEAD).astype(np.int64)
    return shines
