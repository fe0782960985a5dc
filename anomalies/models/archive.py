"""Histories out of the archive: raw readings of some homes, by the deterministic cover of all that arrived."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from anomalies.closings import Closings
from anomalies.history import Array
from anomalies.models.objects import Objects
from contract.master_data import RawObject, arrival_hour, cover, parse_key
from contract.utilities import Utility
from contract.validity import AHEAD_MS
from contract.windows import DAY_MS, INTERVAL_MS

COLUMNS = ["user_id", "meter_id", "at", "register", "offset", "fault"]
LAST = pa.schema({"user_id": pa.int64(), "at": pa.int64(), "register": pa.int64(), "meter_id": pa.int64()})


@dataclass(frozen=True)
class Span:
    """(start, stop], UTC ms, whole hours."""

    start: int
    stop: int


def objects_of(objects: Objects, utility: Utility, span: Span) -> dict[str, list[str]]:
    """By partition the keys that hold what arrived from the span's beginning on, in order. Raises HoleError.

    Readings that came more than a day late are left to the batch: a model need not know them.
    """
    by_partition: dict[int, list[RawObject]] = {}
    # an object lies under the hour of its first report and may go on to the end of that day
    earliest = arrival_hour((span.start - AHEAD_MS) // DAY_MS * DAY_MS)
    for key in objects.list(f"raw/{utility.name}/"):
        raw = parse_key(key)
        if raw and earliest <= raw.hour <= arrival_hour(span.stop + DAY_MS):
            by_partition.setdefault(raw.partition, []).append(raw)
    return {
        f"{utility.name}-{partition}": [
            each.key("") for each in cover(found, min(raw.first for raw in found), 1 + max(raw.last for raw in found))
        ]
        for partition, found in sorted(by_partition.items())
    }


def closings_from(objects: Objects, keys: list[str], span: Span, users: Array, advance: Callable[[], None]) -> Closings:
    """The closing reading of each interval of the span and of the one before it, for `users` (ascending)."""
    first = span.start // INTERVAL_MS - 1
    parts = [LAST.empty_table()]
    for key in keys:
        parts.append(_last(pq.read_table(io.BytesIO(objects.get(key)), columns=COLUMNS), first, span, users))
        advance()
    table = pa.concat_tables(parts)
    count = span.stop // INTERVAL_MS - first
    at, register, meter = (np.zeros((len(users), count), np.int64) for _ in range(3))
    row, when, value, device = (table[name].to_numpy() for name in LAST.names)
    row, column = np.searchsorted(users, row), (when - 1) // INTERVAL_MS - first
    order = np.lexsort((device, value, when))  # the greatest of an interval is written last
    place = row[order], column[order]
    at[place], register[place], meter[place] = when[order], value[order], device[order] % 32
    return Closings(first, at, register, meter)


def _last(table: pa.Table, first: int, span: Span, users: Array) -> pa.Table:
    """Of one object the last usable reading of each user and interval."""
    inside = pc.and_(pc.greater(table["at"], first * INTERVAL_MS), pc.less_equal(table["at"], span.stop))
    known = pc.is_in(table["user_id"], value_set=pa.array(users, table["user_id"].type))
    table = table.filter(pc.and_(pc.and_(inside, known), pc.equal(table["fault"], 0)))
    columns = {name: table[name].to_numpy().astype(np.int64) for name in LAST.names}
    interval = (columns["at"] - 1) // INTERVAL_MS
    order = np.lexsort((columns["register"], columns["at"], columns["user_id"]))
    user, number = columns["user_id"][order], interval[order]
    last = order[np.append((user[1:] != user[:-1]) | (number[1:] != number[:-1]), [True] * (len(order) > 0))]
    return pa.table({name: columns[name][last] for name in LAST.names}, schema=LAST)
