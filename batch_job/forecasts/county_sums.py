"""Counties by day and hour: sums of their homes, kept with the run that settled the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from batch_job.forecasts.loads import Loads, Numbers
from batch_job.forecasts.scope import Made
from contract.encoding.forecasts import write_hours

LEAST_KNOWN = 0.9  # of a county's points, or the hour is unknown


class CountySums:
    """Grows home by home. `county` holds the numbers of the counties in order, `days` the days that are summed."""

    def __init__(self, county: NDArray[np.int64], days: list[date], slots: int) -> None:
        self._county, self._days = county, days
        shape = (len(county), len(days), slots)
        self._usage, self._known = np.zeros(shape), np.zeros(shape, np.int64)
        self._points = np.zeros(shape[:2], np.int64)

    def add(self, loads: Loads, county: NDArray[np.int64]) -> None:
        """Homes with the county of each, 0 for none."""
        own = county > 0
        place = np.searchsorted(self._county, county[own])
        values = loads.values[own][:, [loads.number(day) for day in self._days]]
        known = ~np.isnan(values)
        np.add.at(self._usage, place, np.where(known, values, 0))
        np.add.at(self._known, place, known)
        np.add.at(self._points, place, known.any(axis=-1))

    def rows(self, made: Made, utility: str, temperature: dict[tuple[int, date], int]) -> list[dict[str, Any]]:
        """Rows of `county_days`, of counties and days with anything known."""
        usage = self._whole()
        found = []
        for place, number in np.argwhere(self._points > 0).tolist():
            county, day = int(self._county[place]), self._days[number]
            found.append(
                {
                    "run_id": made.run_id,
                    "utility": utility,
                    "county": county,
                    "day": day,
                    "points": int(self._points[place, number]),
                    "usage_hours": write_hours(usage[place, number]),
                    "temperature_mc": temperature.get((county, day)),
                }
            )
        return found

    def _whole(self) -> Numbers:
        """Usage of all points: the few that are unknown count as the mean of the others."""
        enough = self._known >= np.maximum(LEAST_KNOWN * self._points[..., None], 1)
        found: Numbers = np.where(enough, self._usage / np.maximum(self._known, 1) * self._points[..., None], np.nan)
        return found
