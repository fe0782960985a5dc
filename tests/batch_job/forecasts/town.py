"""A small town in a schema: homes in two counties, their published days, and the weather in the archive."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine, insert

from batch_job.archive.objects import Block, name_of, to_parquet
from batch_job.archive.text import SCHEMA
from batch_job.store import Store
from contract.batch_view import write_basis, write_values
from contract.days import day_bounds
from contract.tables.batch_view import horizons, runs, usage_days
from contract.tables.registry import counties, service_points, users
from contract.usage import Basis
from contract.windows import HOUR_MS, INTERVAL_MS

ZONE = "America/New_York"
COUNTY = {64: 1, 65: 1, 66: 1, 128: 2, 129: 2}
HEAD = 130  # of a feeder: what it counts is what its homes count
BEGIN = date(2026, 1, 20)  # the eighth of March has 23 hours
Usage = Callable[[int, date, int], int | None]
"""mWh of an interval, by user, day and number in it."""


def usage(user: int, day: date, number: int) -> int | None:
    """Mornings and evenings, more at weekends and in the cold, and luck; what a home's number makes larger."""
    hour = number // 4
    shape = 40_000 + 160_000 * (hour in (7, 18, 19)) + 60_000 * (hour in (8, 17, 20))
    weekend = 1.4 if day.weekday() >= 5 else 1.0
    return int(shape * weekend * _luck(user, day)[number] * (1 + user % 5) * (1 + max(15 - degrees(day), 0) / 30))


@cache
def _luck(user: int, day: date) -> list[float]:
    found: list[float] = np.random.default_rng([day.toordinal(), user]).lognormal(0, 0.3, 100).tolist()
    return found


def degrees(day: date) -> float:
    """Celsius, of a whole day."""
    return 10 + 8 * math.sin(day.toordinal() / 9)


def enrol(database: Engine) -> None:
    """Homes of two counties and the meter at their feeder's head."""
    place = {"zone": ZONE, "lat": 40.0, "lon": -74.0}
    homes = [
        {"user_id": user, "name": f"Home {user}", "kind": kind, "county": county, **place}
        for user, county, kind in [*((user, county, "home") for user, county in COUNTY.items()), (HEAD, 2, "head")]
    ]
    listed = [{"county": number, "name": f"County {number}", "state": "NY", **place} for number in (1, 2)]
    with database.begin() as connection:
        connection.execute(insert(counties), listed)
        connection.execute(insert(users), homes)
        points = [{"user_id": user, "utility": "electricity", "supply_from": 1} for user in (*COUNTY, HEAD)]
        connection.execute(insert(service_points), points)


def publish(database: Engine, days: Sequence[date], used: Usage = usage, who: Sequence[int] = (*COUNTY, HEAD)) -> int:
    """A run that settled these days; the horizon moves to the end of the last, never back."""
    horizon = day_bounds(days[-1], ZONE)[1]
    run: dict[str, Any] = {"zone": ZONE, "day_from": days[0], "day_to": days[-1], "state": "published"}
    more = {"horizon": horizon, "cutoff": 1, "started_at": 1, "published_at": 1, "inputs": "{}", "commit_id": "none"}
    with database.begin() as connection:
        [run_id] = connection.execute(insert(runs).values({**run, **more})).inserted_primary_key or (0,)
        rows = [_row(user, day, used, int(run_id)) for user in who for day in days]
        for begin in range(0, len(rows), 500):
            connection.execute(insert(usage_days), rows[begin : begin + 500])
        connection.execute(insert(horizons).prefix_with("IGNORE"), [{"zone": ZONE, "horizon": 0, "run_id": run_id}])
        connection.exec_driver_sql("UPDATE horizons SET horizon = GREATEST(horizon, %s)", (horizon,))
    return int(run_id)


def _row(user: int, day: date, used: Usage, run_id: int) -> dict[str, Any]:
    start, stop = day_bounds(day, ZONE)
    values = [used(user, day, number) for number in range((stop - start) // INTERVAL_MS)]
    known = [value for value in values if value is not None]
    return {
        "utility": "electricity",
        "user_id": user,
        "run_id": run_id,
        "day": day,
        "start": start,
        "intervals": len(values),
        "usage_values": write_values(values),
        "basis": write_basis([Basis.UNKNOWN if value is None else Basis.MEASURED for value in values]),
        "total": sum(known) if known else None,
        "known": len(known),
        "readings": len(values),
    }


def put_weather(store: Store, days: Sequence[date]) -> None:
    """An object of the archive for each day: temperatures of both counties and of one that is not ours."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda body: store.put(*body), _weather(days)))


def _weather(days: Sequence[date]) -> Iterator[tuple[str, bytes]]:
    offset = 0
    for day in days:
        start, stop = day_bounds(day, ZONE)
        told = [
            {"at": at, "county": county, "temperature_mc": round(1000 * (degrees(day) + county - 1))}
            for at in range(start, stop, HOUR_MS)
            for county in (1, 2, 77)
        ]
        offsets = range(offset, offset + len(told))
        values = [json.dumps(each).encode() for each in told]
        rows = pa.RecordBatch.from_arrays(
            [pa.array(list(offsets)), pa.array([each["at"] for each in told]), pa.array(values, pa.binary())],
            schema=SCHEMA,
        )
        block = Block(offset, offset + len(told) - 1, start // HOUR_MS, [rows])
        yield name_of("weather", 0, block).key(""), to_parquet(block)
        offset += len(told)


def days_from(begin: date, count: int) -> list[date]:
    return [begin + timedelta(days=number) for number in range(count)]
