"""Meters whose dials have other digits than is usual for their utility, as the registry has them."""

from __future__ import annotations

import pyarrow as pa
from sqlalchemy import Connection, or_, select

from contract.tables.registry import meters, users
from contract.utilities import UTILITIES

SCHEMA = pa.schema({"utility": pa.string(), "meter_id": pa.int64(), "digits": pa.int64()})


def of_zone(connection: Connection, zone: str) -> pa.Table:
    """Those of a zone: SCHEMA, by utility and meter."""
    other = [(meters.c.utility == each.name) & (meters.c.register_digits != each.register_digits) for each in UTILITIES]
    columns = (meters.c.utility, meters.c.meter_id, meters.c.register_digits.label("digits"))
    query = select(*columns).join(users, users.c.user_id == meters.c.user_id).where(users.c.zone == zone, or_(*other))
    rows = connection.execute(query.order_by(meters.c.utility, meters.c.meter_id)).mappings()
    return pa.Table.from_pylist([dict(row) for row in rows], SCHEMA)


def by_meter(table: pa.Table) -> dict[int, int]:
    return dict(zip(table["meter_id"].to_pylist(), table["digits"].to_pylist(), strict=True))
