"""Whoever reads the archived weather takes what tells some, and passes over whatever else lies on the topic."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from batch_job.archive import text
from batch_job.archive.arrivals import Arrivals
from batch_job.archive.objects import by_hour, name_of, to_parquet
from batch_job.forecasts.weather import temperatures
from batch_job.nightly.inputs import weather
from batch_job.store import Store, open_store
from batch_job.told_weather import Told, told
from contract.days import day_bounds
from contract.settings import Settings
from contract.topics import WEATHER
from contract.windows import HOUR_MS

ZONE, DAY, COUNTY = "America/New_York", date(2026, 3, 10), 36_061
BEGIN, STOP = day_bounds(DAY, ZONE)


def _row(**other: object) -> bytes:
    return json.dumps({"at": BEGIN, "county": COUNTY, "temperature_mc": 1_000} | other).encode()


GOOD = [_row(at=BEGIN + hour * HOUR_MS, temperature_mc=1_000 * hour) for hour in range(24)]
POISON = (
    b"",
    b"\xff\xfe",
    b"warm",
    b"{}",
    b"[1, 2, 3]",
    b"[" * 100_000,
    _row(at="2026-03-10"),
    _row(at=BEGIN + 0.5),
    _row(at=2**63),
    _row(at=-1),
    _row(county=2**31),
    _row(county=None),
    _row(temperature_mc=-(2**31)),
    _row(temperature_mc=True),
)


@pytest.mark.parametrize("poison", POISON)
def test_what_tells_no_weather_is_passed_over(poison: bytes) -> None:
    assert list(told([GOOD[0], poison, GOOD[1]])) == [Told(BEGIN, COUNTY, 0), Told(BEGIN + HOUR_MS, COUNTY, 1_000)]


def test_neither_the_night_nor_the_forecast_stops_at_it(namespace: Settings) -> None:
    store = open_store(namespace)
    values = [*POISON, *GOOD, *POISON]
    _put(store, values)

    taken = weather.told(store, len(values), BEGIN, STOP - 1)
    assert taken["milli_celsius"].to_pylist() == [1_000 * hour for hour in range(24)]
    assert temperatures(store, ZONE, [DAY], [COUNTY]) == {(COUNTY, DAY): 11_500}


def _put(store: Store, values: list[bytes]) -> None:
    arrivals = Arrivals(WEATHER.name, 0, np.arange(len(values)), np.full(len(values), BEGIN), values)
    for block in by_hour(text.decode(arrivals).rows, arrivals.offsets, arrivals.stamps, 0):
        store.put_new(name_of(WEATHER.name, 0, block).key(""), to_parquet(block))
