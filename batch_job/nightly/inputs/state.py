"""What a run knows before it reads: its service points, and what was published of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Select, and_, func, select

from batch_job.nightly.inputs.columns import read_columns
from batch_job.nightly.inputs.published import by_key, published
from batch_job.nightly.spark.arrow_rows import CARRY, TABLE_SCHEMA
from batch_job.settlement.carries import NAMES
from contract.tables.batch_view import runs, usage_days
from contract.tables.registry import service_points, users
from contract.utilities import ELECTRICITY, EXPORT, UTILITIES

STATE = pa.schema(
    {
        "zone": pa.string(),
        "utility": pa.string(),
        "user_id": pa.int32(),
        "supply_from": pa.int64(),
        "county": pa.int32(),
        **CARRY,
        "usual": pa.int64(),
        "feeds_in_from": pa.int64(),
    }
)
STORED_NAMES = ("utility", "user_id", "day", "usage_values", "basis", "readings", "findings", *NAMES)
STORED = pa.schema([TABLE_SCHEMA.field(name) for name in STORED_NAMES])
USERS_A_QUERY = 8_192
POINT = [STATE.field(name) for name in ("zone", "utility", "user_id", "supply_from", "county")]
FEEDING = "feeds_in_from"
FROZEN = [*POINT, STATE.field(FEEDING)]
PAST = [STATE.field(name) for name in ("utility", "user_id", *NAMES, "usual")]
RUN = pa.field("run_id", pa.int32())


def state(connection: Connection, zones: list[str], before: date, points: pa.Table | None = None) -> pa.Table:
    """STATE of the zones' service points, by utility and user, as published for the day before `before`.

    `points` are their POINT columns, or FROZEN, where these are known, in the place of the registry's.
    """
    spans = user_spans(connection)
    if points is None:
        points = read_columns(connection.engine, (_points(zones, span) for span in spans), pa.schema(POINT))
    told = _runs_that_may_tell(connection, zones, before)
    queries = (past_rows(told, before, utility.name, span) for utility in UTILITIES for span in spans)
    past = _latest(read_columns(connection.engine, queries, pa.schema([*PAST, RUN])))
    fed = points if FEEDING in points.column_names else _with_feeding(points)
    found = fed.join(past, ["utility", "user_id"]).select(STATE.names).cast(STATE)
    return found.sort_by([("utility", "ascending"), ("user_id", "ascending")]).combine_chunks()


def user_spans(connection: Connection) -> list[tuple[int, int]]:
    """Of user numbers, first and last, few enough for a query."""
    least, most = connection.execute(select(func.min(users.c.user_id), func.max(users.c.user_id))).one()
    if least is None:
        return []
    return [(first, first + USERS_A_QUERY - 1) for first in range(least, most + 1, USERS_A_QUERY)]


def _points(zones: list[str], span: tuple[int, int]) -> Select[Any]:
    columns = (service_points.c.utility, service_points.c.user_id, service_points.c.supply_from)
    query = select(users.c.zone, *columns, users.c.county).join(users, users.c.user_id == service_points.c.user_id)
    return query.where(users.c.zone.in_(zones), service_points.c.user_id.between(*span))


def _with_feeding(points: pa.Table) -> pa.Table:
    """Beside what a home takes of electricity, since when it feeds in what it makes; null for all others."""
    fed = points.filter(pc.equal(points["utility"], EXPORT.name)).combine_chunks()
    begun = fed["supply_from"].take(pc.index_in(points["user_id"], fed["user_id"]))
    taken = pc.equal(points["utility"], ELECTRICITY.name)
    return points.append_column(FEEDING, pc.if_else(taken, begun, pa.scalar(None, pa.int64())))


def _runs_that_may_tell(connection: Connection, zones: list[str], before: date) -> list[int]:
    """Published runs that may hold the day before; later days' runs settle it again where it ended in a gap."""
    last = before - timedelta(days=1)
    query = select(runs.c.run_id).where(runs.c.state == "published", runs.c.zone.in_(zones), runs.c.day_to >= last)
    return list(connection.execute(query).scalars())


def past_rows(told: list[int], before: date, utility: str, span: tuple[int, int]) -> Select[Any]:
    """Looked up service point by service point: the days of all others need not be passed over."""
    same = and_(*(usage_days.c[name] == service_points.c[name] for name in ("utility", "user_id")))
    query = by_key(select(*(usage_days.c[field.name] for field in (*PAST, RUN))))
    query = query.select_from(service_points.join(usage_days, same))
    these = (service_points.c.utility == utility, service_points.c.user_id.between(*span))
    return query.where(*these, usage_days.c.day == before - timedelta(days=1), usage_days.c.run_id.in_(told))


def _latest(past: pa.Table) -> pa.Table:
    """Of each service point the row of its latest run."""
    newest = past.group_by(["utility", "user_id"]).aggregate([("run_id", "max")])
    newest = newest.rename_columns(["utility", "user_id", "run_id"]).cast(
        pa.schema([past.schema.field(name) for name in ("utility", "user_id", "run_id")])
    )
    return past.join(newest, ["utility", "user_id", "run_id"], join_type="inner").drop_columns("run_id")


def stored_days(connection: Connection, points: list[tuple[str, int]], since: date, before: date) -> pa.Table:
    """STORED: what is published of the given points (in order) for the days from `since` up to, without, `before`."""
    last, of_row = before - timedelta(days=1), attrgetter(*STORED_NAMES)
    parts = [STORED.empty_table()]
    for utility, own in groupby(points, itemgetter(0)):
        rows = published(connection, utility, [user for _, user in own], since, last)
        parts.append(as_table([of_row(row) for row in rows], STORED))
    return pa.concat_tables(parts)


def as_table(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Rows whose columns `schema` names, in its order."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
