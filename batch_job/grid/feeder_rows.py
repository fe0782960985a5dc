"""A feeder's day as a row of feeder_days, and the rows of a span as arrays again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from batch_job.grid.balance import LEAST_KNOWN, Balance, Feeders
from batch_job.grid.missing import Compared
from batch_job.grid.on_file import packed, unpacked
from batch_job.grid.window import Flags, Numbers, Span
from contract.batch_view import UNKNOWN
from contract.tables.grid import feeder_days
from contract.windows import INTERVAL_MS

Row = dict[str, Any]
BLOBS = ("head_values", "supplied_values", "estimated_values")
OWN = feeder_days.c


def rows_of(found: Balance, span: Span) -> Iterator[Row]:
    """One for each feeder and day on which its head or any service point of it is known."""
    supplied = np.where(found.known > 0, found.supplied, UNKNOWN)
    estimated = np.where(found.parts >= LEAST_KNOWN, found.estimated, UNKNOWN)
    told = (found.head != UNKNOWN) | (found.known > 0)
    for day, first, stop in zip(span.days, span.bounds[:-1].tolist(), span.bounds[1:].tolist(), strict=True):
        for at in np.flatnonzero(told[:, first:stop].any(axis=1)).tolist():
            amounts = [values[at, first:stop] for values in (found.head, supplied, estimated)]
            row = {
                "feeder_id": int(found.feeders.feeder[at]),
                "day": day.day,
                "start": day.start,
                "intervals": stop - first,
                "rating_w": int(found.feeders.rating_w[at]),
                **dict(zip(BLOBS, map(packed, amounts), strict=True)),
                "fed_values": packed(fed) if (fed := found.fed[at, first:stop]).any() else None,
                **_supply(found, at, slice(first, stop)),
                **_load(found, at, slice(first, stop), day.start),
            }
            yield {**row, "checksum": _checksum(row)}


def _supply(found: Balance, at: int, own: slice) -> Row:
    points, compared = found.points[at, own], found.comparable[at, own]
    sums = {"head": found.head, "supplied": found.supplied, "estimated": found.estimated}
    return {
        "points": int(points.max(initial=0)),
        "coverage": float(found.known[at, own].sum() / max(int(points.sum()), 1)),
        "compared": int(compared.sum()),
        **{f"{name}_total": int(amounts[at, own][compared].sum()) for name, amounts in sums.items()},
    }


def _load(found: Balance, at: int, own: slice, start: int) -> Row:
    load = found.load[at, own]
    highest = int(load.argmax())
    known = load[highest] != UNKNOWN
    return {
        "peak": int(load[highest]) if known else None,
        "peak_at": start + (highest + 1) * INTERVAL_MS if known else None,
        "over": int(found.over[at, own].sum()),
    }


def _checksum(row: Row) -> str:
    digest = hashlib.sha256()
    for name in sorted(row):
        value = row[name]
        if name == "fed_values" and value is None:
            continue  # so that rows from before this column was there are still the same
        digest.update(name.encode() + b"=" + (value if isinstance(value, bytes) else repr(value).encode()) + b"\n")
    return digest.hexdigest()


def checksums(connection: Connection, of: Feeders, span: Span) -> dict[tuple[int, date], str]:
    """Of the rows that count, by feeder and day."""
    rows = connection.execute(_newest(of, span, OWN.feeder_id, OWN.day, OWN.checksum))
    return {(row.feeder_id, row.day): row.checksum for row in rows}


def compared(connection: Connection, of: Feeders, span: Span) -> Compared:
    """The rows that count, in the order of the feeders; nothing is comparable where there is none."""
    shape = (len(of.feeder), span.columns)
    head, supplied, estimated = (np.full(shape, UNKNOWN, np.int64) for _ in range(3))
    first = {day.day: int(column) for day, column in zip(span.days, span.bounds[:-1], strict=True)}
    rows = connection.execute(_newest(of, span, OWN.feeder_id, OWN.day, OWN.intervals, *(OWN[name] for name in BLOBS)))
    for feeder_id, day, intervals, *blobs in rows:
        at = int(np.searchsorted(of.feeder, feeder_id))
        for amounts, blob in zip((head, supplied, estimated), blobs, strict=True):
            amounts[at, first[day] : first[day] + intervals] = unpacked([blob], intervals, len(blob))[0]
    told: Flags = (head != UNKNOWN) & (estimated != UNKNOWN)
    corrected: Numbers = np.where(told, supplied + estimated, 0)
    return Compared(head, corrected, told)


def _newest(of: Feeders, span: Span, *columns: Any) -> Any:
    """Of each feeder's day the row of the greatest night."""
    chosen = (OWN.feeder_id.in_(of.feeder.tolist()), OWN.day.between(span.days[0].day, span.days[-1].day))
    last = (
        select(OWN.feeder_id, OWN.day, func.max(OWN.night_id).label("night_id"))
        .where(*chosen)
        .group_by(OWN.feeder_id, OWN.day)
        .subquery()
    )
    same = (last.c.feeder_id == OWN.feeder_id) & (last.c.day == OWN.day) & (last.c.night_id == OWN.night_id)
    return select(*columns).join(last, same)
