"""The weather that a run estimates by: hourly temperatures of its zone's counties, out of the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from batch_job import told_weather
from batch_job.nightly.inputs.small_topics import messages
from batch_job.store import Store
from contract.estimates import Shape, by_temperature
from contract.master_data import arrival_hour
from contract.tables.registry import users
from contract.topics import WEATHER
from contract.windows import DAY_MS, HOUR_MS

SCHEMA = pa.schema({"county": pa.int32(), "hour": pa.int64(), "milli_celsius": pa.int32()})
LONGEST_MS = 35 * DAY_MS  # of a gap whose weather is looked up


def of_zone(connection: Connection, told: pa.Table, zone: str) -> pa.Table:
    """The rows of a zone's counties."""
    own = connection.execute(select(users.c.county).distinct().where(users.c.zone == zone)).scalars().all()
    return told.filter(pc.is_in(told["county"], pa.array(own, pa.int32())))


def told(store: Store, stop: int, first: int, last: int) -> pa.Table:
    """SCHEMA of the hours that touch [first, last] (UTC ms), of the topic's messages before offset `stop`.

    Of an hour that was told twice the last counts. Raises HoleError and StoreAwayError.
    """
    rows = dict(_hours(store, stop, first // HOUR_MS, last // HOUR_MS))
    places = sorted(rows)
    columns = [
        [county for county, _ in places],
        [hour for _, hour in places],
        [rows[place] for place in places],
    ]
    return pa.table(columns, schema=SCHEMA)


def between(told: pa.Table, first: int, last: int) -> pa.Table:
    """Of these hours those that touch [first, last] (UTC ms)."""
    hour = told["hour"]
    return told.filter(pc.and_(pc.greater_equal(hour, first // HOUR_MS), pc.less_equal(hour, last // HOUR_MS)))


def _hours(store: Store, stop: int, first: int, last: int) -> Iterator[tuple[tuple[int, int], int]]:
    # an object lies under the hour of its first message, and goes on to the end of that day at most
    since = arrival_hour((first * HOUR_MS - DAY_MS) // DAY_MS * DAY_MS)
    for row in told_weather.told(value for _, value in messages(store, WEATHER, stop, since)):
        hour = row.at // HOUR_MS
        if first <= hour <= last:
            yield (row.county, hour), row.milli_celsius


class ByWeather(Mapping[int, Shape]):
    """The shape of each service point: by its county's weather where that is known, else its own if it has one."""

    def __init__(self, own: Mapping[int, Shape], counties: NDArray[np.int64], weather: pa.Table) -> None:
        self._own, self._counties, self._weather = own, counties, weather
        self._of_county = cache(self._made)

    def __getitem__(self, point: int) -> Shape:
        shape = self._of_county(int(self._counties[point]))
        return self._own[point] if shape is None else shape

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[int]:
        return (point for point in range(len(self._counties)) if point in self)

    def _made(self, county: int) -> Shape | None:
        own = self._weather.filter(pc.equal(self._weather["county"], county))
        hours = dict(zip(own["hour"].to_pylist(), own["milli_celsius"].to_pylist(), strict=True))
        return by_temperature(hours) if hours else None
