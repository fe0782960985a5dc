"""Meters whose dials have other digits than is usual for their utility, as the registry has them."""

from __future__ import annotations

import pyarrow as pa
from sqlalchemy import Connection

from batch_job.nightly.inputs import facts
from batch_job.store import Store
from contract.tables.registry import meters, other_dials, users
from contract.utilities import UTILITIES

SCHEMA = pa.schema({"utility": pa.string(), "meter_id": pa.int64(), "digits": pa.int64()})


def of_zone(connection: Connection, zone: str) -> pa.Table:
    """Those of a zone: SCHEMA, by utility and meter."""
    found = []
    for utility in UTILITIES:
        query = other_dials(utility).join(users, users.c.user_id == meters.c.user_id).where(users.c.zone == zone)
        own = ((row.meter_id, row.register_digits) for row in connection.execute(query))
        found += [(utility.name, *each) for each in sorted(own)]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in found], SCHEMA)


def frozen(store: Store, run_id: int) -> pa.Table:
    """What a run took: SCHEMA. Raises StoreAwayError."""
    return facts.taken(store, run_id, facts.DIALS, SCHEMA)


def by_meter(table: pa.Table) -> dict[int, int]:
    return dict(zip(table["meter_id"].to_pylist(), table["digits"].to_pylist(), strict=True))
