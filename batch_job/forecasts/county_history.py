"""Days of counties as they were known when a run was published, as loads of an average service point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from batch_job.forecasts.loads import ONE_DAY, Loads, Numbers
from batch_job.forecasts.scope import Made
from contract.encoding.forecasts import read_hours
from contract.forecast_view import SLOTS
from contract.tables.batch_view import runs
from contract.tables.forecasts import county_days

MOST_DAYS = 400
LEAST_SHARE = 0.5  # of its present points, below which a day tells too little of a county


@dataclass(frozen=True)
class Counties:
    """`county` in order; `loads` by county, up to the run's last day, of an average point; `points` by county and day.

    `temperature` is by county and day, Celsius, NaN where unknown.
    """

    county: NDArray[np.int64]
    loads: Loads
    points: NDArray[np.int64]
    temperature: Numbers

    @property
    def now(self) -> NDArray[np.int64]:
        """Points of each county on its last day that has any."""
        last = self.points.shape[1] - 1 - np.argmax(self.points[:, ::-1] > 0, axis=1)
        found: NDArray[np.int64] = np.take_along_axis(self.points, last[:, None], axis=1)[:, 0]
        return found


def history(connection: Connection, made: Made, utility: str) -> Counties | None:
    """None where nothing is known."""
    since = made.last - (MOST_DAYS - 1) * ONE_DAY
    query = (
        select(county_days.c.county, county_days.c.day, county_days.c.points, county_days.c.usage_hours)
        .add_columns(county_days.c.temperature_mc)
        .join(runs, runs.c.run_id == county_days.c.run_id)
        .where(runs.c.zone == made.zone, county_days.c.utility == utility, county_days.c.run_id <= made.run_id)
        .where(county_days.c.day.between(since, made.last))
        .order_by(county_days.c.run_id)
    )
    newest = {(row.county, row.day): row for row in connection.execute(query)}
    return _laid(newest, min(day for _, day in newest), made.last) if newest else None


def _laid(rows: dict[tuple[int, date], Any], first: date, last: date) -> Counties:
    county = np.array(sorted({number for number, _ in rows}), np.int64)
    place = {number: index for index, number in enumerate(county.tolist())}
    days = (last - first).days + 1
    values, points = np.full((len(county), days, SLOTS), np.nan), np.zeros((len(county), days), np.int64)
    temperature = np.full((len(county), days), np.nan)
    for (number, day), row in rows.items():
        at = place[number], (day - first).days
        values[at], points[at] = read_hours(row.usage_hours) / row.points, row.points
        temperature[at] = np.nan if row.temperature_mc is None else row.temperature_mc / 1000
    found = Counties(county, Loads(first, values), points, temperature)
    values[points < LEAST_SHARE * found.now[:, None]] = np.nan
    return found
