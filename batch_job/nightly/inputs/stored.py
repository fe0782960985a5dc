"""The published days of service points that have a gap, as a task reads them: in columns, or one by one when asked."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from batch_job.nightly.spark.arrow_rows import carries_from
from batch_job.settlement.carries import Carries
from batch_job.settlement.days import Day, days_between
from batch_job.settlement.evening import Evening
from batch_job.settlement.lazy import Lazy
from batch_job.settlement.reopened import StoredDay
from contract.batch_view import read_basis, read_values
from contract.rules import read_findings

VALUE_BYTES = 4
DAY_COLUMNS = ["day", "usage_values", "basis", "readings", "findings"]
DECODED = 64  # service points whose days are at hand: they are asked for several times in a row


def by_point(stored: pa.Table, users: NDArray[np.int64], zone: str) -> Lazy[list[StoredDay]]:
    """By service point, which is the place of its user in `users`."""
    point = np.searchsorted(users, stored["user_id"].to_numpy())
    order = np.argsort(point, kind="stable")
    points, begins, counts = np.unique(point[order], return_index=True, return_counts=True)
    rows = stored.take(pa.array(order)).combine_chunks()
    carries = carries_from(rows)

    @lru_cache(DECODED)
    def make(wanted: int) -> list[StoredDay]:
        place = int(np.searchsorted(points, wanted))
        begin = int(begins[place])
        return _decoded(rows.slice(begin, int(counts[place])), carries, begin, zone)

    return Lazy(points.astype(np.int64), make)


def evening(stored: pa.Table, users: NDArray[np.int64], first: Day, zone: str) -> Evening | None:
    """The day before `first`, of those service points whose values fit four bytes each; None where there is none."""
    last = first.day - timedelta(days=1)
    [day] = days_between(last, last, zone)
    lengths = pc.equal(pc.binary_length(stored["usage_values"]), day.intervals * VALUE_BYTES)
    rows = stored.filter(pc.and_(lengths, pc.equal(stored["day"], pa.scalar(last))))
    if not rows.num_rows:
        return None
    rows = rows.sort_by("user_id").combine_chunks()
    point = np.searchsorted(users, rows["user_id"].to_numpy())
    values = _bytes(rows["usage_values"]).view("<i4").reshape(-1, day.intervals).astype(np.int64)
    basis = _bytes(rows["basis"]).reshape(-1, day.intervals) - np.uint8(ord("0"))
    return Evening(day, point, values, basis, _masks(rows["findings"], day.intervals), rows["readings"].to_numpy())


def _decoded(rows: pa.Table, carries: Carries, begin: int, zone: str) -> list[StoredDay]:
    """Of one service point, whose carries are those from `begin` on."""
    found = []
    for number, row in enumerate(rows.select(DAY_COLUMNS).to_pylist(), begin):
        [day] = days_between(row["day"], row["day"], zone)
        masks = tuple(read_findings(row["findings"] or b"", day.intervals))
        values = tuple(read_values(row["usage_values"], day.intervals))
        basis = tuple(read_basis(row["basis"]))
        found.append(StoredDay(day, values, basis, row["readings"], masks, carries.one(number)))
    return found


def _bytes(column: pa.ChunkedArray) -> NDArray[np.uint8]:
    """All values one after the other."""
    return np.frombuffer(b"".join(value for value in column.to_pylist() if value), np.uint8)


def _masks(findings: pa.ChunkedArray, intervals: int) -> NDArray[np.uint32]:
    masks = np.zeros((len(findings), intervals + 1), np.uint32)
    lengths = pc.fill_null(pc.binary_length(findings), 0).to_numpy()
    row = np.repeat(np.arange(len(masks)), lengths // 2)
    place, rule = _bytes(findings).reshape(-1, 2).T
    np.bitwise_or.at(masks, (row, place), np.left_shift(np.uint32(1), rule.astype(np.uint32)))
    return masks
