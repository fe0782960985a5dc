"""Forecasts of counties: by the learned model where history is long enough, else from hours alike; their scores."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, select

from batch_job.forecasts.ahead import Quantiles, day_ahead, enough
from batch_job.forecasts.alike import alike
from batch_job.forecasts.calendar import holidays_of
from batch_job.forecasts.county_history import Counties
from batch_job.forecasts.degree_days import fit
from batch_job.forecasts.homes import Rows, score_rows, summed
from batch_job.forecasts.model import Effort
from batch_job.forecasts.scope import Made
from batch_job.problem import Problem
from contract.encoding.forecasts import read_county, write_county
from contract.forecast_view import ALIKE, LEARNED
from contract.tables.batch_view import runs
from contract.tables.forecasts import county_forecasts

log = structlog.get_logger()


def county_rows(made: Made, utility: str, known: Counties, effort: Effort) -> Rows:
    """Rows of `county_forecasts` for the coming day, of the counties of which anything can be foretold."""
    found, learned = _foretold(made, known, effort)
    named = {"run_id": made.run_id, "utility": utility, "day": made.coming}
    points = known.now
    return [
        {
            **named,
            "county": int(known.county[place]),
            "points": int(points[place]),
            "method": LEARNED if learned[place] else ALIKE,
            "entries": write_county(found[:, place] * points[place]),
        }
        for place in np.flatnonzero(np.isfinite(found[1]).any(axis=-1)).tolist()
    ]


def _foretold(made: Made, known: Counties, effort: Effort) -> tuple[np.ndarray, np.ndarray]:
    """Of an average point, shape (3, counties, slots), and which counties' are by the learned model."""
    plain = _stacked(alike(known.loads))
    if not enough(known.loads.days):
        return plain, np.zeros(len(known.county), bool)
    try:
        own = _stacked(day_ahead(known.loads, holidays_of(made.zone, made.coming), effort))
    except Problem as problem:
        log.error("counties are foretold without the learned model", reason=str(problem))
        return plain, np.zeros(len(known.county), bool)
    learned = np.isfinite(own).all(axis=(0, 2))
    return np.where(learned[:, None], own, plain), learned


def _stacked(found: Quantiles) -> np.ndarray:
    return np.stack([found.low, found.middle, found.high])


def county_scores(connection: Connection, made: Made, utility: str, known: Counties, days: list[date]) -> Rows:
    """Rows of `county_scores` for the forecasts of the settled days."""
    query = (
        select(county_forecasts)
        .join(runs, runs.c.run_id == county_forecasts.c.run_id)
        .where(runs.c.zone == made.zone, county_forecasts.c.utility == utility)
        .where(county_forecasts.c.run_id < made.run_id, county_forecasts.c.day.in_(days))
    )
    place = {number: index for index, number in enumerate(known.county.tolist())}
    rows = []
    for row in connection.execute(query):
        at, day = place.get(row.county), known.loads.number(row.day)
        if at is None or day < 0:
            continue
        nothing = np.full(known.loads.slots, np.nan)
        came, before = (known.loads.values[at, each] * known.points[at, each] if each >= 0 else nothing
                        for each in (day, day - 7))  # fmt: skip
        own = Quantiles(*read_county(row.entries)[:, None])
        score = summed(score_rows(own, came[None], before[None]))
        if score.pop("points"):
            key = {"run_id": row.run_id, "utility": utility, "county": row.county, "day": row.day}
            rows.append({**key, "actual_run": made.run_id, **score})
    return rows


def weather_rows(made: Made, utility: str, known: Counties) -> Rows:
    """Rows of `weather_fits`: usage a day of an average point in its weather, where there is weather enough."""
    usage = known.loads.values.sum(axis=-1) if known.loads.days else np.empty((0, 0))
    rows = []
    for place, county in enumerate(known.county.tolist()):
        found = fit(known.temperature[place], usage[place])
        if found is not None:
            own: dict[str, Any] = {"run_id": made.run_id, "utility": utility, "county": county}
            rows.append({**own, **{name: getattr(found, name) for name in found.__dataclass_fields__}})
    return rows
