"""The closing readings that a run kept beside its rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.nightly.spark.work import result_key
from batch_job.store import Store
from contract.windows import INTERVAL_MS

COLUMNS = ["user_id", "day", "start", "intervals", "interval_at", "interval_register"]


@dataclass(frozen=True)
class KeptDay:
    """One local day of n service points; `at` and `register` have shape (n, intervals), -1 where there is none."""

    day: date
    first_interval: int  # number of the day's first interval
    users: NDArray[np.int64]
    at: NDArray[np.int64]
    register: NDArray[np.int64]


def kept_days(store: Store, run_id: int, utility: str, partition: int) -> Iterator[KeptDay]:
    """Every day of a run's share of a partition, days settled again included. Raises StoreAwayError."""
    body = store.get(result_key(run_id, utility, partition))
    table = pq.read_table(io.BytesIO(body), columns=COLUMNS)
    for day in pc.unique(table["day"]).to_pylist():
        yield _day(day, table.filter(pc.equal(table["day"], pa.scalar(day))))


def _day(day: date, rows: pa.Table) -> KeptDay:
    shape = (rows.num_rows, rows["intervals"][0].as_py())
    at, register = (pc.list_flatten(rows[name]).to_numpy().reshape(shape) for name in COLUMNS[4:])
    return KeptDay(
        day, rows["start"][0].as_py() // INTERVAL_MS, rows["user_id"].to_numpy().astype(np.int64), at, register
    )
