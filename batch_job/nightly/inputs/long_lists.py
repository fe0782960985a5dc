"""What a run's record tells that may be long: the archive's objects, and the service points that are settled again.

There may be hundreds of thousands of either, more than a column holds. They lie on S3, and the record in MySQL tells
how many there are, where, and the hash of that. Old records hold the lists themselves.

Key: <namespace>/lists/<run_id, 9 digits>/<name>-<begin of the hash>.parquet; never deleted, as the record is not, even
where a run's folder goes because it failed: a rebuild that was killed leaves such runs, and needs their lists again.
"""

from __future__ import annotations

import io
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from batch_job.nightly.inputs.freeze import Planned, Point
from batch_job.nightly.spark.work import Work
from batch_job.store import Store

OBJECTS, ONLY = "objects", "only"
OBJECT = pa.schema(
    {"key": pa.string(), "size": pa.int64(), "etag": pa.string(), "first": pa.int64(), "last": pa.int64()}
)
POINT = pa.schema({"utility": pa.string(), "user_id": pa.int64()})
DIGITS = 16  # a rebuild may find the same readings in other objects; its list lies beside the first

Told = dict[str, Any]
"""Of a list: `count`, `key`, `sha256`."""


def put_lists(store: Store, planned: Planned, objects: Told) -> dict[str, Told | None]:
    """Puts what is the run's own; gives both entries of its record. Raises StoreAwayError."""
    points = None if planned.only is None else sorted(planned.only)
    if points is None:
        return {OBJECTS: objects, ONLY: None}
    columns = [[utility for utility, _ in points], [user for _, user in points]]
    return {OBJECTS: objects, ONLY: _put(store, planned.run_id, ONLY, pa.table(columns, POINT))}


def put_objects(store: Store, works: list[Work]) -> Told:
    """One list of all runs, under the first one's number. Raises StoreAwayError."""
    clips = [clip for work in works for clip in work.clips]
    columns = [[getattr(clip, name) for clip in clips] for name in OBJECT.names]
    return _put(store, works[0].runs[0].run_id, OBJECTS, pa.table(columns, OBJECT))


def points_in(store: Store, record: dict[str, Any]) -> frozenset[Point] | None:
    """The service points that a run settled again; None where it was the whole zone. Raises StoreAwayError."""
    told = record.get(ONLY)
    if isinstance(told, dict):
        rows = _read(store, told)
        return frozenset(zip(rows["utility"].to_pylist(), rows["user_id"].to_pylist(), strict=True))
    return None if told is None else frozenset((utility, user) for utility, user in told)


def spelt_out(store: Store, record: dict[str, Any]) -> dict[str, Any]:
    """A record with its lists in it. Raises StoreAwayError."""
    lists = {name: record[name] for name in (OBJECTS, ONLY) if isinstance(record.get(name), dict)}
    return {**record, **{name: _read(store, told).to_pylist() for name, told in lists.items()}}


def _put(store: Store, run_id: int, name: str, table: pa.Table) -> Told:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    digest = sha256(sink.getvalue()).hexdigest()
    key = f"lists/{run_id:09d}/{name}-{digest[:DIGITS]}.parquet"
    store.put(key, sink.getvalue())
    return {"count": table.num_rows, "key": key, "sha256": digest}


def _read(store: Store, told: Told) -> pa.Table:
    return pq.read_table(io.BytesIO(store.get(told["key"])))
