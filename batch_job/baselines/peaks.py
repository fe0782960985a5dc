"""The highest demand of each hour: taken while readings are settled, because settled days keep registers alone."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.settlement.readings import Readings
from contract.windows import HOUR_MS, index

NO_READING = np.iinfo(np.int32).min
ROWS_A_GROUP = 4096
SCHEMA = pa.schema({"user_id": pa.int32(), "first_hour": pa.int64(), "peaks": pa.binary()})
"""One row per service point: numbers of hours since the epoch (UTC), and four bytes an hour, little end first."""


@dataclass(frozen=True)
class Hours:
    """The hours (UTC, numbered since the epoch) of a run's days, first and one past the last."""

    first: int
    stop: int

    @staticmethod
    def between(start: int, stop: int) -> Hours:
        """The hours that hold instants of (start, stop], UTC ms."""
        return Hours(index(start + 1, HOUR_MS), index(stop, HOUR_MS) + 1)


def hourly_peaks(readings: Readings, points: int, hours: Hours) -> NDArray[np.int32]:
    """W or L/h by service point and hour, NO_READING where there is none; repetitions change nothing."""
    count = hours.stop - hours.first
    hour = (readings.at - 1) // HOUR_MS - hours.first
    inside = (hour >= 0) & (hour < count)
    peaks = np.full(points * count, NO_READING, np.int32)
    demand = (readings.rest[inside] >> 32).astype(np.int32)
    np.maximum.at(peaks, readings.point[inside] * count + hour[inside], demand)
    return peaks.reshape(points, count)


def write_peaks(users: NDArray[np.int64], hours: Hours, peaks: list[NDArray[np.int32]]) -> bytes:
    """The object of a run's share of a partition; `peaks` in parts, in the order of `users`."""
    columns = [pa.array(users, pa.int32()), pa.array(np.full(len(users), hours.first)), _blobs(peaks, hours)]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), sink, ROWS_A_GROUP, compression="zstd")
    return sink.getvalue()


def _blobs(peaks: list[NDArray[np.int32]], hours: Hours) -> pa.Array:
    whole = np.concatenate([np.empty((0, hours.stop - hours.first), np.int32), *peaks]).astype("<i4")
    ends = np.arange(len(whole) + 1, dtype=np.int32) * np.int32(whole.shape[1] * whole.itemsize)
    return pa.Array.from_buffers(pa.binary(), len(whole), [None, pa.py_buffer(ends), pa.py_buffer(whole)])


def read_peaks(body: bytes, users: range) -> tuple[NDArray[np.int64], Hours, NDArray[np.int32]]:
    """Of the users in this range: who they are, the hours, and their peaks by user and hour."""
    chosen = [("user_id", ">=", users.start), ("user_id", "<", users.stop)]
    table = pq.read_table(io.BytesIO(body), filters=chosen, use_threads=False)
    if not table.num_rows:
        return np.empty(0, np.int64), Hours(0, 0), np.empty((0, 0), np.int32)
    first = table["first_hour"][0].as_py()
    peaks = np.frombuffer(b"".join(table["peaks"].to_pylist()), "<i4").reshape(table.num_rows, -1)
    return table["user_id"].to_numpy().astype(np.int64), Hours(first, first + peaks.shape[1]), peaks
