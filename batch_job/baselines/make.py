"""Making the baselines of published runs, each in one transaction, from what was published up to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, delete, exists, insert, select

from batch_job.baselines.peak_objects import peak_objects
from batch_job.baselines.samples import Homes, Numbers, Scope, samples
from batch_job.baselines.usual import baselines, rows_needed
from batch_job.store import Store
from contract.encoding.baselines import NOTHING, write_entries
from contract.registry import BLOCK_SIZE
from contract.settings import Settings
from contract.tables.baselines import baselines as table
from contract.tables.batch_view import horizons, runs
from contract.tables.registry import users
from contract.utilities import UTILITIES
from contract.windows import DAY_MS

USERS_AT_ONCE = 2048  # 60 MiB of samples for six weeks
KEPT_MS = 14 * DAY_MS


@dataclass(frozen=True)
class Latest:
    """The run that a zone's horizon was published by."""

    run_id: int
    zone: str
    horizon: int
    last: date


def latest_runs(connection: Connection) -> list[Latest]:
    """Of every zone that has one."""
    query = (
        select(runs.c.run_id, runs.c.zone, horizons.c.horizon, runs.c.day_to)
        .join(horizons, horizons.c.run_id == runs.c.run_id)
        .order_by(runs.c.zone)
    )
    return [Latest(*row) for row in connection.execute(query).all()]


def make(database: Engine, store: Store, settings: Settings) -> list[Latest]:
    """Baselines for every zone's latest run that has none; gives these runs. Killed anywhere, it begins that one anew.

    Raises StoreAwayError and the database's errors.
    """
    with database.connect() as connection:
        made = exists().where(table.c.run_id == runs.c.run_id)
        there = set(connection.execute(select(runs.c.run_id).where(made)).scalars())
        missing = [latest for latest in latest_runs(connection) if latest.run_id not in there]
    for latest in missing:
        with database.begin() as connection:
            for rows in _rows(connection, store, latest, settings):
                connection.execute(insert(table), rows)
            _forget(connection, latest)
    return missing


def _rows(connection: Connection, store: Store, latest: Latest, settings: Settings) -> Iterator[list[dict[str, Any]]]:
    since = latest.last - timedelta(weeks=settings.baseline_weeks) + timedelta(days=1)
    scope = Scope(latest.run_id, latest.zone, since, latest.last)
    found = connection.execute(select(users.c.user_id).where(users.c.zone == latest.zone)).scalars().all()
    homes = np.sort(np.array(found, np.int64))
    for utility in UTILITIES:
        peaks = peak_objects(connection, store, scope, utility.name)
        for some in whole_blocks(homes):
            own = samples(connection, scope, utility.name, Homes(some), peaks)
            made = packed(baselines(own, settings.baseline_least_hours), some, latest, utility.name)
            if made:
                yield made


def whole_blocks(users: Numbers) -> list[Numbers]:
    """Ascending users in parts of about USERS_AT_ONCE; no block is in two of them."""
    block = users // BLOCK_SIZE
    wanted = block[USERS_AT_ONCE::USERS_AT_ONCE]
    return np.split(users, np.unique(np.searchsorted(block, wanted)))


def packed(rows: NDArray[Any], users: Numbers, latest: Latest, utility: str) -> list[dict[str, Any]]:
    """Rows of the table, of the blocks that have any baseline."""
    named = {"utility": utility, "run_id": latest.run_id, "effective": latest.horizon}
    begins = np.flatnonzero(np.append(True, np.diff(users // BLOCK_SIZE) != 0))
    found = []
    for own, place in zip(np.split(rows, begins[1:]), np.split(users, begins[1:]), strict=True):
        hours, block, width = rows_needed(own), int(place[0]) // BLOCK_SIZE, int(place[-1]) % BLOCK_SIZE + 1
        if hours:
            entries = np.broadcast_to(NOTHING[0], (hours, width)).copy()
            entries[:, place % BLOCK_SIZE] = own[:, :hours].T
            found.append({**named, "block": block, "hours": hours, "entries": write_entries(entries)})
    return found


def _forget(connection: Connection, latest: Latest) -> None:
    """Baselines of two weeks before can be made again from what is published."""
    old = select(runs.c.run_id).where(runs.c.zone == latest.zone, runs.c.horizon < latest.horizon - KEPT_MS)
    connection.execute(delete(table).where(table.c.run_id.in_(old)))
