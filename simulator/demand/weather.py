"""Outdoor temperature per county and hour: season, hour of the day, and slow waves that travel east."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contract.windows import DAY_MS, HOUR_MS
from simulator.country.counties import County
from simulator.country.population import Numbers
from simulator.country.randomness import Purpose, draws

COLDEST_DAY = 20  # of the year
YEAR_DAYS = 365.2425
WARMEST_HOUR = 15
WAVES = ((3.1, 1.6), (5.3, 2.3), (8.7, 2.6), (17.0, 2.2))  # days, °C
EASTWARD_DEGREES_A_DAY = 12.0


@dataclass(frozen=True)
class Weather:
    """The weather of all counties, in closed form: any hour of any year at once."""

    counties: tuple[County, ...]
    phases: NDArray[np.float64]

    def temperature_mc(self, hour: int) -> Numbers:
        """Milli-degrees Celsius in the hour that begins `hour` hours after 1970-01-01 00:00 UTC, per county."""
        lat = np.array([county.lat for county in self.counties])
        lon = np.array([county.lon for county in self.counties])
        mean = np.array([county.mean_c for county in self.counties])
        day = hour * HOUR_MS / DAY_MS
        season = -(2.0 + 0.27 * (lat - 18)) * np.cos(2 * np.pi * (day - COLDEST_DAY) / YEAR_DAYS)
        solar_hour = (hour % 24) + lon / 15
        daily = 4.5 * np.cos(2 * np.pi * (solar_hour - WARMEST_HOUR) / 24)
        celsius = mean + season + daily + self._waves(day, lat, lon)
        rounded: Numbers = np.rint(celsius * 1000).astype(np.int64)
        return rounded

    def _waves(self, day: float, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
        travelled = day - lon / EASTWARD_DEGREES_A_DAY
        total = np.zeros(len(self.counties))
        for (days, celsius), phase in zip(WAVES, self.phases, strict=True):
            total += celsius * np.sin(2 * np.pi * (travelled / days + phase) + lat / 8)
        return total


def weather(counties: tuple[County, ...], seed: int) -> Weather:
    """The weather that belongs to a seed."""
    words = draws(seed, Purpose.WEATHER, 0, 1, 4)[0]
    return Weather(counties, words / 65_536)
