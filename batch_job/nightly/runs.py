"""The table of runs: started, settled, published or failed."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, insert, or_, select, update

from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.work import folder
from batch_job.problem import Problem
from batch_job.store import Store
from contract.tables.batch_view import (
    horizons,
    reconciled_causes,
    reconciled_homes,
    reconciliations,
    runs,
    usage_days,
)
from contract.windows import Clock

ROWS_A_DELETE = 20_000


def horizon_of(connection: Connection, zone: str) -> int | None:
    """The zone's published horizon, UTC ms."""
    found: int | None = connection.execute(select(horizons.c.horizon).where(horizons.c.zone == zone)).scalar()
    return found


def begin(
    database: Engine, due: Due, commit: str, clock: Clock, *, corrections_to: int = 0, only_points: int | None = None
) -> int:
    """A new run, whose inputs are still to be written down. Gives its number."""
    values = {
        "corrections_to": corrections_to,
        "only_points": only_points,
        "zone": due.zone,
        "day_from": due.days[0].day,
        "day_to": due.days[-1].day,
        "state": "started",
        "horizon": due.days[-1].stop,
        "cutoff": due.cutoff,
        "started_at": clock(),
        "inputs": "{}",
        "commit_id": commit,
    }
    with database.begin() as connection:
        [number] = connection.execute(insert(runs).values(values)).inserted_primary_key or (0,)
    return int(number)


def write_inputs(database: Engine, run_id: int, inputs: dict[str, Any]) -> None:
    """Writes down what the run will read, before it reads."""
    with database.begin() as connection:
        connection.execute(
            update(runs).where(runs.c.run_id == run_id).values(inputs=json.dumps(inputs, sort_keys=True))
        )


class OvertakenError(Problem):
    """A run that another settlement has failed meanwhile."""

    def __init__(self, run_id: int) -> None:
        super().__init__(
            f"Run {run_id} was failed by another settlement while this one worked on it, for MySQL was away between "
            "and had let go of the lock; what it found is not published. Settle again once the other one is done."
        )


def move_on(connection: Connection, run_id: int, before: str, values: dict[str, Any]) -> None:
    """Changes the record of a run that must still be in the state `before`. Raises OvertakenError.

    The lock alone does not keep two settlements apart: it goes with its connection.
    """
    changed = update(runs).where(runs.c.run_id == run_id, runs.c.state == before).values(values)
    if connection.execute(changed).rowcount != 1:
        raise OvertakenError(run_id)


def fail(database: Engine, store: Store, run_id: int, reason: str, clock: Clock) -> None:
    """Marks a run as failed and removes everything it left, the record of it excepted; a published one stands.

    It is marked before anything is removed, so that nobody can publish it then, and has ended once all is removed.
    """
    if not _mark_failed(database, run_id, reason):
        return
    for table in (reconciliations, reconciled_causes, reconciled_homes, usage_days):
        statement = delete(table).where(table.c.run_id == run_id).with_dialect_options(mysql_limit=ROWS_A_DELETE)
        while True:
            with database.begin() as connection:
                if connection.execute(statement).rowcount < ROWS_A_DELETE:
                    break
    store.delete(folder(run_id))
    with database.begin() as connection:
        connection.execute(update(runs).where(runs.c.run_id == run_id).values(finished_at=clock()))


def _mark_failed(database: Engine, run_id: int, reason: str) -> bool:
    values = {"state": "failed", "finished_at": None, "error": reason[:2000]}
    unpublished = update(runs).where(runs.c.run_id == run_id, runs.c.state != "published")
    with database.begin() as connection:
        return connection.execute(unpublished.values(values)).rowcount == 1


def fail_leftovers(database: Engine, store: Store, clock: Clock, but: Collection[int] = ()) -> int:
    """Fails the runs that a killed settlement left; the caller holds the lock, so nobody works on them.

    Those in `but` a killed rebuild left: their objects are those of the run that they were to be again.
    """
    under_way = runs.c.state.in_(["started", "settled"])
    half_failed = and_(runs.c.state == "failed", runs.c.finished_at.is_(None))
    with database.connect() as connection:
        unended = select(runs.c.run_id).where(or_(under_way, half_failed), runs.c.run_id.not_in(but))
        left = connection.execute(unended).scalars().all()
    for run_id in left:
        fail(database, store, run_id, "the settlement was stopped before it could publish", clock)
    return len(left)
