"""From messages to rows of readings: by numpy wherever a message's length tells its layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from batch_job.archive.arrivals import Arrivals
from batch_job.archive.faults import faults
from contract.encoding import columns, messages
from contract.encoding.layout import BY_LENGTH
from contract.master_data import COLUMNS
from contract.reading import Report
from contract.validity import Fault, fault

WIDE = {"at": pa.int64(), "register": pa.int64(), "offset": pa.int64(), "stamp": pa.int64(), "fault": pa.uint8()}
SCHEMA = pa.schema([pa.field(name, WIDE.get(name, pa.int32()), nullable=False) for name in COLUMNS])

Rows = dict[str, NDArray[Any]]
"""Columns of readings, and `message`: the position of each row's message among the arrivals."""


@dataclass(frozen=True)
class Decoded:
    """Rows in order of arrival (see SCHEMA), and the positions of the messages that are no reports."""

    rows: pa.RecordBatch
    refused: list[int]


def decode(arrivals: Arrivals) -> Decoded:
    """Every reading of `arrivals`, usable or not; a report with uneven columns leaves one row, without a reading."""
    lengths = np.fromiter(map(len, arrivals.values), np.int64, len(arrivals.values))
    parts = [_fitting(arrivals, np.flatnonzero(lengths == length)) for length in np.unique(lengths)]
    done = np.zeros(len(lengths), bool)
    for part in parts:
        done[part["message"]] = True
    refused: list[int] = []
    for number in np.flatnonzero(~done).tolist():
        try:
            parts.append(_odd(arrivals, number, messages.decode(arrivals.values[number])))
        except messages.UndecodableError:
            refused.append(number)
    return Decoded(_in_order(parts), refused)


def _fitting(arrivals: Arrivals, chosen: NDArray[np.int64]) -> Rows:
    """The rows of those of the `chosen` messages, all of one length, that have the layout of this length."""
    length = len(arrivals.values[chosen[0]])
    if length not in BY_LENGTH:
        return _no_rows()
    readings, with_status = BY_LENGTH[length]
    every = len(chosen) == len(arrivals.values)
    values = arrivals.values if every else [arrivals.values[number] for number in chosen]
    reports, good = columns.decode(values, readings, with_status)
    reports, chosen = reports[good], chosen[good]
    stamps = arrivals.stamps[chosen]
    by_report: Rows = {
        "user_id": reports["user_id"].astype(np.int32),
        "meter_id": reports["meter_id"].astype(np.int32),
        "offset": arrivals.offsets[chosen],
        "stamp": stamps,
        "fault": faults(reports, stamps),
        "message": chosen,
    }
    rows = {name: np.repeat(column, readings) for name, column in by_report.items()}
    rows["at"] = (reports["at"][:, None] + reports["offset_ms"].astype(np.int64)).ravel()
    rows["register"], rows["demand"] = reports["register"].ravel(), reports["demand"].ravel()
    rows["status"] = reports["status"].astype(np.int32).ravel() if with_status else np.zeros(len(rows["at"]), np.int32)
    return rows


def _odd(arrivals: Arrivals, number: int, report: Report) -> Rows:
    """The rows of one message that has another layout."""
    why = fault(report, int(arrivals.stamps[number]))
    even = report if why is not Fault.COLUMNS else Report(report.user_id, report.meter_id, report.at, [0], [0], [0])
    count = len(even.offset_ms)
    numbers = {"user_id": even.user_id, "meter_id": even.meter_id, "fault": why, "message": number}
    rows = {name: np.full(count, value, np.int64) for name, value in numbers.items()}
    rows["at"] = np.full(count, even.at) + np.array(even.offset_ms, np.int64)
    rows["register"], rows["demand"] = np.array(even.register, np.int64), np.array(even.demand, np.int64)
    rows["status"] = np.array(even.status or [0] * count, np.int64)
    rows["offset"], rows["stamp"] = (np.full(count, column[number]) for column in (arrivals.offsets, arrivals.stamps))
    return rows


def _no_rows() -> Rows:
    return {name: np.empty(0, np.int64) for name in (*COLUMNS, "message")}


def _in_order(parts: list[Rows]) -> pa.RecordBatch:
    if len(parts) == 1:
        merged = parts[0]
    else:
        joined = {name: np.concatenate([part[name] for part in parts]) for name in (*COLUMNS, "message")}
        order = np.argsort(joined["message"], kind="stable")
        merged = {name: column[order] for name, column in joined.items()}
    arrays = [pa.array(merged[field.name].astype(field.type.to_pandas_dtype(), copy=False)) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
