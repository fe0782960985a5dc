"""The day's readings as the archive would hold them: an object a partition and arrival hour, in order of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from batch_job.archive.decode import SCHEMA
from batch_job.archive.objects import by_hour, name_of, to_parquet
from batch_job.store import Store
from tests.bench.settle.fleet import Fleet
from tests.bench.settle.readings import Arrival, Taken


@dataclass(frozen=True)
class Put:
    """`stop` is the first offset stamped later than the cutoff, of all readings that lie before it there are `rows`."""

    stop: int
    rows: int
    objects: int
    bytes: int


def put(store: Store, fleet: Fleet, place: tuple[str, int], made: tuple[Taken, Arrival], cutoff: int) -> Put:
    """Puts every reading of a partition. Raises StoreAwayError."""
    rows, stamps = in_order(fleet, *made)
    stop = int(np.searchsorted(stamps, cutoff, side="right"))
    objects = size = 0
    for block in by_hour(rows, np.arange(len(stamps)), stamps, 0):
        body = to_parquet(block)
        store.put_new(name_of(*place, block).key(""), body)
        objects, size = objects + 1, size + len(body)
    taken = int(np.searchsorted(rows["offset"].to_numpy(), stop))
    return Put(stop, taken, objects, size)


def in_order(fleet: Fleet, taken: Taken, arrival: Arrival) -> tuple[pa.RecordBatch, NDArray[np.int64]]:
    """Rows by offset, and the stamp of each offset."""
    again = np.flatnonzero(arrival.again)
    report = np.concatenate([np.arange(arrival.stamp.size), again])
    stamps = np.concatenate([arrival.stamp.ravel(), arrival.again.ravel()[again]])
    less = np.zeros(len(report), np.int64)
    less[arrival.stamp.size :] = arrival.different.ravel()[again]
    order = np.argsort(stamps, kind="stable")
    report, stamps, less = report[order], stamps[order], less[order]
    offset = np.repeat(np.arange(len(report)), fleet.per_report)
    cell = (report[:, None] * fleet.per_report + np.arange(fleet.per_report)).ravel()
    there = taken.present.ravel()[cell]
    cell, offset = cell[there], offset[there]
    columns: dict[str, NDArray[Any]] = {
        "user_id": taken.users[cell // taken.at.shape[1]].astype(np.int32),
        "meter_id": taken.meter.ravel()[cell],
        "at": taken.at.ravel()[cell],
        "register": taken.register.ravel()[cell] - less[offset],
        "demand": taken.demand.ravel()[cell],
        "status": np.zeros(len(cell), np.int32),
        "offset": offset,
        "stamp": stamps[offset],
        "fault": np.zeros(len(cell), np.uint8),
    }
    return pa.RecordBatch.from_arrays([pa.array(columns[field.name]) for field in SCHEMA], schema=SCHEMA), stamps
