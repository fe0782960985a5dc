"""What a run's forecasts are made from: the runs of its zone up to it, and the days that it settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, exists, select

from batch_job.baselines.samples import Homes, Scope, usage_hours
from batch_job.forecasts.loads import ONE_DAY, Loads
from contract.days import local_day
from contract.forecast_view import SLOTS
from contract.tables.batch_view import runs, usage_days
from contract.tables.forecasts import forecast_runs
from contract.tables.registry import users

WINDOW_DAYS = 42  # read at once; forecasts of homes rest on the newest
LEAD_DAYS = 7  # before them, for what was used a week before


@dataclass(frozen=True)
class Made:
    """A published run whose forecasts are to be made; `last` is its last local day."""

    run_id: int
    zone: str
    last: date

    @property
    def coming(self) -> date:
        """The day that is foretold."""
        return self.last + ONE_DAY


def runs_without_forecasts(connection: Connection) -> list[Made]:
    """Published runs in order, so that each one's forecasts are there when a later one scores them."""
    there = exists().where(forecast_runs.c.run_id == runs.c.run_id)
    query = select(runs.c.run_id, runs.c.zone, runs.c.day_to).where(runs.c.state == "published", ~there)
    return [Made(*row) for row in connection.execute(query.order_by(runs.c.run_id))]


def settled_days(connection: Connection, made: Made) -> list[date]:
    """Days of which the run published anything; of those before its first one, only homes that had a gap."""
    query = select(usage_days.c.day).distinct().where(usage_days.c.run_id == made.run_id)
    return sorted(connection.execute(query).scalars())


def members(connection: Connection, zone: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Users of the zone in order, and the county of each; 0 for heads of feeders, which count their customers again."""
    query = select(users.c.user_id, users.c.county, users.c.kind).where(users.c.zone == zone)
    rows = connection.execute(query.order_by(users.c.user_id)).all()
    county = [0 if kind == "head" else number for _, number, kind in rows]
    return np.array([row[0] for row in rows], np.int64), np.array(county, np.int64)


def windows(made: Made, days: list[date]) -> Iterator[tuple[date, date]]:
    """First and last day of spans that hold the settled days, the newest first: it is there even if none is in it."""
    last = made.last
    while True:
        first = last - (WINDOW_DAYS - 1) * ONE_DAY
        yield first, last
        before = [day for day in days if day < first]
        if not before:
            return
        last = before[-1]


def home_loads(connection: Connection, made: Made, span: tuple[date, date], utility: str, homes: Homes) -> Loads:
    """Usage of homes by slot as published up to the run, of the days of a span and a week before it."""
    first, last = span[0] - LEAD_DAYS * ONE_DAY, span[1]
    usage, days = usage_hours(connection, Scope(made.run_id, made.zone, first, last), utility, homes)
    shape = ((last - first).days + 1, SLOTS)
    total = np.zeros((shape[0] * SLOTS, len(homes.users)))
    count = np.zeros_like(total)
    own = [hours for hours in days if len(hours.start)]
    begins = [(local_day(int(hours.start[0]) + 1, made.zone) - first).days for hours in own]
    place = [day * SLOTS + hours.hour % SLOTS for day, hours in zip(begins, own, strict=True)]
    columns = np.concatenate([np.empty(0, np.int64), *place])
    # an hour that the clocks repeat is there twice
    np.add.at(total, columns, np.nan_to_num(usage.T))
    np.add.at(count, columns, ~np.isnan(usage.T))
    values = np.where(count > 0, total / np.maximum(count, 1), np.nan).T
    return Loads(first, np.ascontiguousarray(values).reshape(-1, *shape))
