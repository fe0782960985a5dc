"""All that follows from a published run's days: sums of counties, scores of what was foretold, the coming day.

Each run in one transaction, from what was published up to it: killed anywhere, it begins that run anew, and played
again after a rebuild it gives the same forecasts and the same scores.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table, delete, insert, select

from batch_job.baselines.make import whole_blocks
from batch_job.baselines.samples import Homes
from batch_job.forecasts.counties import county_rows, county_scores, weather_rows
from batch_job.forecasts.county_history import history
from batch_job.forecasts.county_sums import CountySums
from batch_job.forecasts.homes import Rows, foretold, scored, summed
from batch_job.forecasts.model import Effort
from batch_job.forecasts.scope import Made, home_loads, members, runs_without_forecasts, settled_days, windows
from batch_job.forecasts.weather import temperatures
from batch_job.store import Store
from contract.forecast_view import SLOTS
from contract.tables.batch_view import runs
from contract.tables.forecasts import (
    county_days,
    county_forecasts,
    forecast_days,
    forecast_runs,
    forecast_scores,
    forecasts,
    weather_fits,
)
from contract.tables.forecasts import county_scores as county_scores_table
from contract.utilities import UTILITIES
from contract.windows import Clock

ROWS_AT_ONCE = 500
KEPT = timedelta(days=60)  # of homes' forecasts; their scores stay


def make(database: Engine, store: Store, now: Clock, effort: Effort | None = None) -> list[Made]:
    """Forecasts for every published run that has none; gives these runs. Raises StoreAwayError."""
    with database.connect() as connection:
        missing = runs_without_forecasts(connection)
    for made in missing:
        with database.begin() as connection:
            _Night(connection, store, made, effort or Effort()).all()
            connection.execute(insert(forecast_runs), [{"run_id": made.run_id, "made_at": now()}])
    return missing


class _Night:
    """One run's part, within a transaction."""

    def __init__(self, connection: Connection, store: Store, made: Made, effort: Effort) -> None:
        self._connection, self._made, self._effort = connection, made, effort
        self._users, self._county = members(connection, made.zone)
        self._days = settled_days(connection, made)
        self._counties = np.unique(self._county[self._county > 0])
        self._temperature = temperatures(store, made.zone, self._days, self._counties.tolist())

    def all(self) -> None:
        for utility in UTILITIES:
            for span in windows(self._made, self._days):
                self._span(utility.name, span)
            self._of_counties(utility.name)
        self._forget()

    def _span(self, utility: str, span: tuple[date, date]) -> None:
        """Homes of a span of days: sums of counties, what came of forecasts, and the day after the run's last."""
        settled = [day for day in self._days if span[0] <= day <= span[1]]
        sums = CountySums(self._counties, settled, SLOTS)
        scores: dict[tuple[int, date], list[Any]] = {}
        for some in whole_blocks(self._users):
            homes = Homes(some)
            loads = home_loads(self._connection, self._made, span, utility, homes)
            sums.add(loads, self._county[np.searchsorted(self._users, some)])
            for day in settled:
                for each in scored(self._connection, self._made, utility, homes=homes, loads=loads, day=day):
                    self._write(forecast_scores, each.rows)
                    scores.setdefault((each.run_id, day), []).append(each.scores)
            if span[1] == self._made.last:
                self._write(forecasts, foretold(self._made, utility, homes, loads))
        self._write(county_days, sums.rows(self._made, utility, self._temperature))
        self._write(forecast_days, [self._day_row(utility, *key, np.concatenate(own)) for key, own in scores.items()])

    def _day_row(self, utility: str, run_id: int, day: date, scores: np.ndarray) -> dict[str, Any]:
        key = {"run_id": run_id, "utility": utility, "actual_run": self._made.run_id, "day": day}
        return {**key, **summed(scores)}

    def _of_counties(self, utility: str) -> None:
        known = history(self._connection, self._made, utility)
        if known is None:
            return
        self._write(county_scores_table, county_scores(self._connection, self._made, utility, known, self._days))
        self._write(county_forecasts, county_rows(self._made, utility, known, self._effort))
        self._write(weather_fits, weather_rows(self._made, utility, known))

    def _write(self, table: Table, rows: Rows) -> None:
        for begin in range(0, len(rows), ROWS_AT_ONCE):
            self._connection.execute(insert(table), rows[begin : begin + ROWS_AT_ONCE])

    def _forget(self) -> None:
        own = select(runs.c.run_id).where(runs.c.zone == self._made.zone)
        old = forecasts.c.day < self._made.last - KEPT
        self._connection.execute(delete(forecasts).where(old, forecasts.c.run_id.in_(own)))
