"""What a run knows before it reads: its service points, and what was published of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Select, and_, select, tuple_

from batch_job.nightly.arrow_rows import CARRY, TABLE_SCHEMA
from batch_job.settlement.carries import NAMES
from contract.tables.batch_view import runs, usage_days
from contract.tables.registry import service_points, users

STATE = pa.schema(
    {
        "zone": pa.string(),
        "utility": pa.string(),
        "user_id": pa.int32(),
        "supply_from": pa.int64(),
        "county": pa.int32(),
        **CARRY,
        "usual": pa.int64(),
    }
)
STORED_NAMES = ("utility", "user_id", "day", "usage_values", "basis", "readings", "findings", *NAMES)
STORED = pa.schema([TABLE_SCHEMA.field(name) for name in STORED_NAMES])
POINTS_A_QUERY = 1000


def state(connection: Connection, zones: list[str], before: date) -> pa.Table:
    """STATE of the zones' service points, by utility and user, as published for the day before `before`."""
    past = published().where(usage_days.c.day == before - timedelta(days=1)).subquery()
    same_point = and_(past.c.utility == service_points.c.utility, past.c.user_id == service_points.c.user_id)
    query = (
        select(users.c.zone, service_points.c.utility, service_points.c.user_id, service_points.c.supply_from)
        .add_columns(users.c.county)
        .add_columns(*(past.c[name] for name in (*NAMES, "usual")))
        .join(users, users.c.user_id == service_points.c.user_id)
        .outerjoin(past, same_point)
        .where(users.c.zone.in_(zones))
        .order_by(service_points.c.utility, service_points.c.user_id)
    )
    return _table(connection, query, STATE)


def stored_days(connection: Connection, points: list[tuple[str, int]], since: date, before: date) -> pa.Table:
    """STORED: what is published of the given (utility, user) for the days from `since` up to, without, `before`."""
    parts = [STORED.empty_table()]
    for begin in range(0, len(points), POINTS_A_QUERY):
        chosen = tuple_(usage_days.c.utility, usage_days.c.user_id).in_(points[begin : begin + POINTS_A_QUERY])
        days = usage_days.c.day.between(since, before - timedelta(days=1))
        rows = published().where(chosen, days).subquery()
        query = select(*(rows.c[name] for name in STORED_NAMES)).order_by(rows.c.utility, rows.c.user_id, rows.c.day)
        parts.append(_table(connection, query, STORED))
    return pa.concat_tables(parts)


def published() -> Select[Any]:
    """Rows of usage_days, of each the last published one; conditions may be added."""
    newer = usage_days.alias("newer")
    newer_run = runs.alias("newer_run")
    same_day = [newer.c[name] == usage_days.c[name] for name in ("utility", "user_id", "day")]
    overtaken = (
        select(newer.c.run_id)
        .join(newer_run, and_(newer_run.c.run_id == newer.c.run_id, newer_run.c.state == "published"))
        .where(*same_day, newer.c.run_id > usage_days.c.run_id)
        .exists()
    )
    return (
        select(usage_days)
        .join(runs, runs.c.run_id == usage_days.c.run_id)
        .where(runs.c.state == "published", ~overtaken)
    )


def _table(connection: Connection, query: Select[Any], schema: pa.Schema) -> pa.Table:
    rows = connection.execute(query).all()
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
