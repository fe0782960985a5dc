"""Three million result rows into MariaDB by the batch's own loader; in turn with it, some one INSERT after another."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, func, select, text

from batch_job.nightly import runs
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.began import nothing_before
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
from contract.utilities import TAKEN
from infra import native
from tests.bench.record import Record
from tests.bench.settle.evening import put_nothing_fed_in
from tests.bench.settle.fleet import DAY, FLEETS, PARTITIONS, ZONE, Fleet
from tests.bench.settle.readings import CALM

NAME, COMMAND = "settle-load", "make bench ONLY=settle-load"
FLEET = FLEETS["settle-1m"]
DAYS, SAMPLE, ROUNDS = 3, 5_000, 2
CONDITIONS = (
    "{rows:,} settled days of 96 values with all their columns, in order of the primary key, {rounds} times into an "
    "empty table; row by row a sample of {sample:,} before and after each; same server, same settings"
)


@dataclass
class Pace:
    """Rows that were taken, and in how many seconds."""

    rows: int = 0
    seconds: float = 0.0

    def add(self, take: Callable[[], int]) -> None:
        """Counts the rows that it says it took."""
        began = time.monotonic()
        self.rows += take()
        self.seconds += time.monotonic() - began

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def loading(it: native.Stack, fleet: Fleet = FLEET) -> list[Record]:
    """Raises AssertionError if the table has not got all rows."""
    store, database = open_store(it.settings), engine(it.settings)
    days = days_between(DAY - timedelta(days=DAYS - 1), DAY, ZONE)
    run_id, other = (runs.begin(database, Due(ZONE, days, 0, 0), "bench", wall_clock) for _ in range(2))
    for utility in (each.name for each in TAKEN):
        for partition in range(PARTITIONS):
            _put(store, fleet, (utility, partition), days, run_id)
    put_nothing_fed_in(store, run_id)
    table = next(result_tables(store, run_id, TAKEN[0].name, 1)).slice(0, 2 * SAMPLE)
    some = [[*row.values(), other] for row in table.to_pylist()]
    ours, theirs = Pace(), Pace()
    for _ in range(ROUNDS):
        theirs.add(lambda: _row_by_row(database, some[:SAMPLE]))
        ours.add(lambda: load(database, store, run_id, PARTITIONS, nothing_before).rows)
        theirs.add(lambda: _row_by_row(database, some[SAMPLE:]))
        _check_and_empty(database, {run_id: DAYS * fleet.points, other: len(some)})
    return _records(ours, theirs)


def _check_and_empty(database: Engine, wanted: dict[int, int]) -> None:
    with database.connect() as connection:
        counted = select(usage_days.c.run_id, func.count()).group_by(usage_days.c.run_id)
        held = {int(run_id): int(count) for run_id, count in connection.execute(counted)}
        if held != wanted:
            raise AssertionError(f"the table has {held} rows by run, not {wanted}")
        connection.execute(text("TRUNCATE TABLE usage_days"))


def _records(ours: Pace, theirs: Pace) -> list[Record]:
    conditions = CONDITIONS.format(rows=ours.rows // ROUNDS, rounds=ROUNDS, sample=SAMPLE)
    peers = {"one INSERT a row, one transaction": float(round(theirs.rate))}
    unit = "rows/s, committed, checksum and audit of days included; aim 70,000"
    ratio, of = round(ours.rate / theirs.rate, 1), "times as many as row by row; aim 20"
    return [
        Record("load.rows_per_s", round(ours.rate), unit, COMMAND, conditions, peers),
        Record("load.ratio", ratio, of, COMMAND, conditions),
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
        register, ends = level + 10**6, (stop, level, zero)
        carries = Carries(stop, register, register, zero + 10**9, level, zero - 1, *ends, *ends)
        nothing, basis = np.full(values.shape, -1), np.zeros(values.shape, np.uint8)
        masks = np.zeros((count, day.intervals + 1), np.uint32)
        usual = values.sum(axis=1)
        yield DayRows(day, np.arange(count), values, basis, nothing, nothing, zero + 96, carries, masks, usual)


def _row_by_row(database: Engine, rows: list[list[Any]]) -> int:
    """Rows taken."""
    names = [*TABLE_SCHEMA.names, "run_id"]
    columns, places = ", ".join(f"`{name}`" for name in names), ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO usage_days ({columns}) VALUES ({places})"
    raw = database.raw_connection()
    cursor = raw.cursor()
    for row in rows:
        cursor.execute(statement, row)
    raw.commit()
    raw.close()
    return len(rows)
