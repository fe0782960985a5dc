"""What the registry and the batch view have on file of a zone's grid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, exists, func, select

from batch_job.grid.balance import Feeders
from batch_job.grid.connections import NO_FEEDER, Connections, stays
from batch_job.grid.window import Numbers, Span, Window
from batch_job.settlement.days import Day
from contract.batch_view import UNKNOWN
from contract.tables.batch_view import runs, usage_days
from contract.tables.grid import feeder_connections
from contract.tables.registry import counties, feeders, service_points, users
from contract.utilities import ELECTRICITY, EXPORT, Utility

ALWAYS = 0
USERS_A_QUERY = 1000


def read_feeders(connection: Connection, zone: str) -> Feeders:
    """Of the zone's counties, by number."""
    query = (
        select(feeders.c.feeder_id, feeders.c.rating_w, feeders.c.head_user_id)
        .join(counties, counties.c.county == feeders.c.county)
        .where(counties.c.zone == zone)
        .order_by(feeders.c.feeder_id)
    )
    return Feeders(*_columns(connection.execute(query).all(), 3))


def read_connections(connection: Connection, of: Feeders) -> Connections:
    """Stays on these feeders. A customer without any row is where the registry has it, since ever."""
    entry = feeder_connections.c
    there = select(entry.user_id).where(entry.feeder_id.in_(of.feeder.tolist()))
    rows = select(entry.user_id, func.coalesce(entry.feeder_id, NO_FEEDER), entry.connected_from)
    others = select(users.c.user_id, users.c.feeder_id, ALWAYS + 0 * users.c.user_id).where(
        users.c.feeder_id.in_(of.feeder.tolist()),
        users.c.kind != "head",
        ~exists().where(entry.user_id == users.c.user_id),
    )
    found = connection.execute(rows.where(entry.user_id.in_(there))).all()
    stayed = stays(*_columns([*found, *connection.execute(others).all()], 3))
    return stayed.take(np.isin(stayed.feeder, of.feeder))


def newest_move(connection: Connection, of: Feeders, since: int) -> int | None:
    """The earliest instant at which a connection begins that was recorded at or after `since` (both UTC ms)."""
    entry = feeder_connections.c
    mine = select(entry.user_id).where(entry.feeder_id.in_(of.feeder.tolist()))
    query = select(func.min(entry.connected_from)).where(entry.recorded_at >= since, entry.user_id.in_(mine))
    found: int | None = connection.execute(query).scalar()
    return found


def read_export(connection: Connection, span: Span, asked: Iterable[int]) -> Window:
    """What those of the users who feed in fed in; nothing before they began."""
    point, wanted = service_points.c, sorted(set(asked))
    since: dict[int, int] = {}
    for begin in range(0, len(wanted), USERS_A_QUERY):
        some = point.user_id.in_(wanted[begin : begin + USERS_A_QUERY])
        rows = connection.execute(select(point.user_id, point.supply_from).where(point.utility == EXPORT.name, some))
        since |= {row.user_id: row.supply_from for row in rows}
    window = read_window(connection, span, since, EXPORT)
    return begun(window, np.array([since[user] for user in window.users.tolist()], np.int64))


def begun(window: Window, since: Numbers) -> Window:
    """The same with 0 for what is not known from before each user began (UTC ms), or of that day from before its first
    known interval: no later run will know more of it.
    """
    span, columns = window.span, np.arange(window.span.columns)
    first, known = span.column(since), window.values != UNKNOWN
    that_day = span.day_of[np.minimum(first, span.columns - 1)]
    within = (columns >= first[:, None]) & (columns < span.bounds[that_day + 1][:, None])
    here = (since >= span.start) & (known & within).any(axis=1)
    first = np.where(here, (known & within).argmax(axis=1), first)
    return Window(span, window.users, np.where(~known & (columns < first[:, None]), 0, window.values))


def read_window(connection: Connection, span: Span, asked: Iterable[int], utility: Utility = ELECTRICITY) -> Window:
    """Usage of users over the span as last published; one pass over the rows of days, none over intervals."""
    window = Window.empty(span, np.unique(np.fromiter(asked, np.int64)))
    column = {day.day: int(first) for day, first in zip(span.days, span.bounds[:-1], strict=True)}
    for begin in range(0, len(window.users), USERS_A_QUERY):
        some = window.users[begin : begin + USERS_A_QUERY].tolist()
        for alike in _alike(_published(connection, span.days, some, utility)).values():
            _fill(window, column, alike)
    return window


def _published(connection: Connection, days: list[Day], some: list[int], utility: Utility) -> Iterable[tuple[Any, ...]]:
    """Rows in order of their runs: a later one counts."""
    own = usage_days.c
    query = (
        select(own.day, own.intervals, own.usage_values, own.user_id, own.run_id)
        .join(runs, runs.c.run_id == own.run_id)
        .where(runs.c.state == "published", own.utility == utility.name, own.user_id.in_(some))
        .where(own.day.between(days[0].day, days[-1].day))
        .order_by(own.run_id)
    )
    return (tuple(row) for row in connection.execute(query))


def _alike(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Rows of the same day, run, length and width, in order of runs: each pile becomes one array."""
    piles: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for day, intervals, values, user_id, run_id in rows:
        piles.setdefault((run_id, day, intervals, len(values)), []).append((day, intervals, values, user_id))
    return piles


def _fill(window: Window, column: dict[Any, int], alike: list[tuple[Any, ...]]) -> None:
    day, intervals, values, _ = alike[0]
    rows = window.rows(np.array([row[3] for row in alike], np.int64))
    amounts = unpacked([row[2] for row in alike], intervals, len(values))
    window.values[rows, column[day] : column[day] + intervals] = amounts


def unpacked(blobs: list[bytes], intervals: int, size: int) -> Numbers:
    """Rows of batch_view.write_values, all of one size."""
    kind = "<i4" if size == 4 * intervals else "<i8"
    return np.frombuffer(b"".join(blobs), kind).reshape(-1, intervals).astype(np.int64)


def packed(values: Numbers) -> bytes:
    """One row as batch_view.write_values has it."""
    return values.astype("<i4" if values.max(initial=0) < 2**31 else "<i8").tobytes()


def _columns(rows: Iterable[Any], count: int) -> list[NDArray[np.int64]]:
    return list(np.array([tuple(row) for row in rows], np.int64).reshape(-1, count).T)
