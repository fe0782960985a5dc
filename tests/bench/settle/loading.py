"""Three million result rows into MariaDB: by the batch's own loader, and a sample of them one INSERT after another."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, func, select

from batch_job.nightly import runs
from batch_job.nightly.database import engine
from batch_job.nightly.plan import wall_clock
from batch_job.nightly.publishing.load import load, result_tables
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.arrow_rows import SCHEMA, TABLE_SCHEMA, to_arrow
from batch_job.nightly.spark.work import result_key
from batch_job.settlement.carries import Carries
from batch_job.settlement.days import Day, days_between
from batch_job.settlement.rows import DayRows
from batch_job.store import Store, open_store
from contract.tables.batch_view import usage_days
from contract.utilities import UTILITIES
from infra import native
from tests.bench.record import Record
from tests.bench.settle.fleet import DAY, FLEETS, PARTITIONS, ZONE, Fleet
from tests.bench.settle.readings import CALM

NAME, COMMAND = "settle-load", "make bench ONLY=settle-load"
FLEET = FLEETS["settle-1m"]
DAYS, SAMPLE = 3, 5_000
CONDITIONS = (
    "{rows:,} settled days of 96 values with all their columns, in order of the primary key; sample of {sample:,}"
)


def loading(it: native.Stack, fleet: Fleet = FLEET) -> list[Record]:
    """Raises AssertionError if the table has not got all rows."""
    store, database = open_store(it.settings), engine(it.settings)
    days = days_between(DAY - timedelta(days=DAYS - 1), DAY, ZONE)
    run_id, other = (runs.begin(database, Due(ZONE, days, 0, 0), "bench", wall_clock) for _ in range(2))
    for utility in (each.name for each in UTILITIES):
        for partition in range(PARTITIONS):
            _put(store, fleet, (utility, partition), days, run_id)
    slow = _row_by_row(store, database, run_id, other)
    began = time.monotonic()
    with database.begin() as connection:
        rows = load(connection, store, run_id, PARTITIONS).rows
    rate = rows / (time.monotonic() - began)
    with database.connect() as connection:
        held = connection.execute(select(func.count()).where(usage_days.c.run_id == run_id)).scalar_one()
    if held != rows:
        raise AssertionError(f"{rows:,} rows were loaded, the table has {held:,}")
    conditions = CONDITIONS.format(rows=rows, sample=SAMPLE)
    peers = {"one INSERT a row, one transaction": float(round(slow))}
    return [
        Record(
            "load.rows_per_s",
            round(rate),
            "rows/s, committed, checksum and audit of days included; aim 70,000",
            COMMAND,
            conditions,
            peers,
        ),
        Record("load.ratio", round(rate / slow, 1), "times as many as row by row; aim 20", COMMAND, conditions),
    ]


def _put(store: Store, fleet: Fleet, place: tuple[str, int], days: list[Day], run_id: int) -> None:
    users, sink = fleet.users_in(*place), io.BytesIO()
    rng = np.random.default_rng(place[1])
    batches = [to_arrow(place[0], users, rows) for rows in _days(rng, len(users), days)]
    pq.write_table(pa.Table.from_batches(batches, SCHEMA), sink, compression="zstd")
    store.put(result_key(run_id, *place), sink.getvalue())


def _days(rng: np.random.Generator, count: int, days: list[Day]) -> Iterator[DayRows]:
    level = rng.integers(0, 10**9, count)
    for day in days:
        values = rng.integers(int(CALM[0]), int(CALM[1]), (count, day.intervals))
        level = level + values.sum(axis=1)
        stop, zero = np.full(count, day.stop), np.zeros(count, np.int64)
        carries = Carries(stop, level + 10**6, level + 10**6, zero + 10**9, level, stop, level, zero, stop, level, zero)
        nothing, basis = np.full(values.shape, -1), np.zeros(values.shape, np.uint8)
        masks = np.zeros((count, day.intervals + 1), np.uint32)
        usual = values.sum(axis=1)
        yield DayRows(day, np.arange(count), values, basis, nothing, nothing, zero + 96, carries, masks, usual)


def _row_by_row(store: Store, database: Engine, run_id: int, other: int) -> float:
    """Rows a second."""
    table = next(result_tables(store, run_id, UTILITIES[0].name, 1))
    rows = [{**row, "run_id": other} for row in islice(table.to_pylist(), SAMPLE)]
    names = [*TABLE_SCHEMA.names, "run_id"]
    columns, places = ", ".join(f"`{name}`" for name in names), ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO usage_days ({columns}) VALUES ({places})"
    raw = database.raw_connection()
    cursor = raw.cursor()
    began = time.monotonic()
    for row in rows:
        cursor.execute(statement, [row[name] for name in names])
    raw.commit()
    seconds = time.monotonic() - began
    raw.close()
    return len(rows) / seconds
