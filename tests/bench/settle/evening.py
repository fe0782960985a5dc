"""The night before: its rows, from which the measured one goes on."""

from __future__ import annotations

import io
from dataclasses import fields
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.nightly.spark.arrow_rows import SCHEMA, to_arrow
from batch_job.nightly.spark.work import result_key
from batch_job.settlement.carries import Carries
from batch_job.settlement.days import Day
from batch_job.settlement.rows import DayRows
from batch_job.store import Store
from contract.usage import Basis
from contract.utilities import EXPORT
from contract.windows import INTERVAL_MS
from tests.bench.settle.fleet import DAY as LOCAL_DAY
from tests.bench.settle.fleet import PARTITIONS, START
from tests.bench.settle.readings import INTERVALS, Numbers, Taken
from tests.bench.settle.truth import DAY, FIRST_END, NONE, Past

RUN_ID, USUAL = 1, 10_000_000
BY_HOUR = 60_000 + 4_000 * np.arange(24)
"""Usage of each interval, by the hour of the day: what long gaps of the day after are spread like."""
EVENING = Day(LOCAL_DAY - timedelta(days=1), START - INTERVALS * INTERVAL_MS, START)


def open_from(before: Past) -> Numbers:
    """Columns of ENDS from which service points are unknown up to the day's start; DAY where nothing is."""
    return np.where(before.known >= 0, before.known, before.closing - 1)


def put(store: Store, place: tuple[str, int], taken: Taken, before: Past) -> None:
    """Puts the rows of a partition where a run of RUN_ID would have. Raises StoreAwayError."""
    sink = io.BytesIO()
    batch = to_arrow(place[0], taken.users, _rows(taken, before))
    pq.write_table(pa.Table.from_batches([batch], SCHEMA), sink, compression="zstd")
    store.put(result_key(RUN_ID, *place), sink.getvalue())


def put_nothing_fed_in(store: Store, run_id: int) -> None:
    """A run's results of the utility that nobody of this fleet has."""
    sink = io.BytesIO()
    pq.write_table(SCHEMA.empty_table(), sink)
    for partition in range(PARTITIONS):
        store.put(result_key(run_id, EXPORT.name, partition), sink.getvalue())


def values(before: Past) -> tuple[Numbers, NDArray[np.uint8]]:
    """Values and basis of its intervals."""
    unknown = np.arange(INTERVALS) >= INTERVALS - (DAY - open_from(before))[:, None]
    basis = np.where(unknown, np.uint8(Basis.UNKNOWN), np.uint8(Basis.MEASURED))
    return np.where(unknown, -1, np.repeat(BY_HOUR, INTERVALS // len(BY_HOUR))), basis


def _rows(taken: Taken, before: Past) -> DayRows:
    count = len(taken.users)
    known, basis = values(before)
    nothing = np.full((count, INTERVALS), NONE)
    masks, usual = np.zeros((count, INTERVALS + 1), np.uint32), np.full(count, USUAL)
    readings = np.full(count, INTERVALS)
    return DayRows(
        EVENING, np.arange(count), known, basis, nothing, nothing, readings, carries(taken, before), masks, usual
    )


def carries(taken: Taken, before: Past) -> Carries:
    """Where each service point stood at its end."""
    rows = np.arange(len(taken.users))
    heard = before.closing >= 0
    level = before.closed.level[rows, before.closing]
    closing = {
        "closing_at": before.closed.at[rows, before.closing],
        "closing_register": level + taken.register[:, 0],
        "mark": level + taken.register[:, 0],
        "meter_id": taken.meter[:, 0].astype(np.int64),
        "level": level,
        "left_mark": np.full(len(rows), NONE),
    }
    there = before.known >= 0
    known = {
        "at": np.where(there, FIRST_END + before.known * INTERVAL_MS, NONE),
        "level": np.where(there, before.levels.level[rows, before.known], NONE),
        "basis": np.where(there, before.levels.basis[rows, before.known], np.int64(Basis.UNKNOWN)).astype(np.int64),
    }
    columns = {name: np.where(heard, column, NONE) for name, column in closing.items()}
    columns |= {f"{group}_{name}": column for group in ("known", "served") for name, column in known.items()}
    return Carries(**{field.name: columns[field.name] for field in fields(Carries)})
