"""Settled days as Arrow: the result objects on S3, and the columns that MySQL gets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from batch_job.settlement.carries import NAMES, NONE, Carries
from batch_job.settlement.rows import DayRows, joined
from contract.batch_view import UNKNOWN
from contract.rules import Rule
from contract.usage import Basis

SMALL = {"meter_id": pa.int32(), "known_basis": pa.int16(), "served_basis": pa.int16()}
CARRY = {name: SMALL.get(name, pa.int64()) for name in NAMES}
GROUP = {name: f"{name.split('_')[0]}_at" if name.startswith(("known_", "served_")) else "closing_at" for name in NAMES}
GROUP["left_mark"] = "left_mark"
TABLE_SCHEMA = pa.schema(
    {
        "utility": pa.string(),
        "user_id": pa.int32(),
        "day": pa.date32(),
        "start": pa.int64(),
        "intervals": pa.int16(),
        "usage_values": pa.binary(),
        "basis": pa.binary(),
        "total": pa.int64(),
        "known": pa.int16(),
        "readings": pa.int32(),
        **CARRY,
        "findings": pa.binary(),
        "usual": pa.int64(),
    }
)
"""The columns of usage_days but run_id, which the run's number fills in."""

SCHEMA = TABLE_SCHEMA.append(pa.field("interval_at", pa.list_(pa.int64()))).append(
    pa.field("interval_register", pa.list_(pa.int64()))
)
"""With the closing reading of each interval, for reconciliation; -1 where there is none."""


def to_arrow(utility: str, users: NDArray[np.int64], *parts: DayRows) -> pa.RecordBatch:
    """Local days of service points, all of equally many intervals; `users` gives the user of each row."""
    rows = parts[0] if len(parts) == 1 else joined(parts)
    count, counts = len(rows.point), [len(part.point) for part in parts]
    there = rows.values != UNKNOWN
    known = there.sum(axis=1)
    columns: dict[str, Any] = {
        "utility": pa.array([utility]).take(pa.array(np.zeros(count, np.int64))),
        "user_id": users,
        "day": np.repeat(np.array([part.day.day for part in parts], "datetime64[D]"), counts),
        "start": np.repeat([part.day.start for part in parts], counts),
        "intervals": np.full(count, rows.day.intervals),
        "usage_values": _values(rows.values),
        "basis": _fixed(rows.basis + ord("0")),
        "total": pa.array(np.where(there, rows.values, 0).sum(axis=1), mask=known == 0),
        "known": known,
        "readings": rows.readings,
        **carry_columns(rows.carries),
        "findings": findings(rows.masks),
        "usual": pa.array(rows.usual, mask=rows.usual == NONE),
        "interval_at": _lists(rows.closing_at),
        "interval_register": _lists(rows.closing_register),
    }
    arrays = [pa.array(columns[field.name]).cast(field.type) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def carry_columns(carries: Carries) -> dict[str, pa.Array]:
    """Null where a group is not there."""
    return {
        name: pa.array(getattr(carries, name), mask=getattr(carries, GROUP[name]) == NONE).cast(CARRY[name])
        for name in NAMES
    }


def findings(masks: NDArray[np.uint32]) -> pa.Array:
    """rules.write_findings of each row of masks."""
    row, place = np.nonzero(masks)
    found = masks[row, place]
    rule = np.arange(len(Rule), dtype=np.uint32)
    each, told = np.nonzero(found[:, None] >> rule & 1)
    pairs = np.stack([place[each], told], axis=1).astype(np.uint8)
    counts = np.bincount(row[each], minlength=len(masks))
    ends = pa.array(np.concatenate([[0], np.cumsum(2 * counts)]).astype(np.int32))
    return pa.Array.from_buffers(pa.binary(), len(masks), [None, ends.buffers()[1], pa.py_buffer(pairs.tobytes())])


def carries_from(table: pa.Table) -> Carries:
    """The other way round; a null is NONE, and a basis that is not there UNKNOWN."""
    nothing = {name: int(Basis.UNKNOWN) if name.endswith("basis") else NONE for name in NAMES}
    columns = (table[name].cast(pa.int64()).fill_null(nothing[name]) for name in NAMES)
    return Carries(*(column.to_numpy().copy() for column in columns))


def _values(values: NDArray[np.int64]) -> pa.Array:
    """batch_view.write_values of each row."""
    if values.max(initial=0) < 2**31:
        return _fixed(values.astype("<i4").view(np.uint8))
    return pa.array([row.astype("<i4" if row.max() < 2**31 else "<i8").tobytes() for row in values], pa.binary())


def _fixed(data: NDArray[np.uint8]) -> pa.Array:
    """Binary values of equal length, one per row."""
    count, width = data.shape
    ends = pa.array(np.arange(count + 1, dtype=np.int32) * width)
    return pa.Array.from_buffers(pa.binary(), count, [None, ends.buffers()[1], pa.py_buffer(data.tobytes())])


def _lists(values: NDArray[np.int64]) -> pa.Array:
    count, width = values.shape
    return pa.ListArray.from_arrays(pa.array(np.arange(count + 1, dtype=np.int32) * width), pa.array(values.ravel()))
