"""Which corrections and late readings are still to be settled: those that no run has taken for the day they touch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from batch_job.nightly.inputs.published import settled_by
from batch_job.nightly.inputs.report_log import Offsets
from batch_job.nightly.inputs.touches import CORRECTED, Touch
from contract.tables.batch_view import horizons
from contract.tables.batch_view import runs as runs_table

Key = tuple[str, int, date]
"""Utility, user and local day."""


@dataclass(frozen=True)
class Settled:
    """A zone's last run: its last day, what it took, and up to where."""

    last: date
    cutoff: int
    seen: int
    stops: Offsets


def pending(connection: Connection, touches: Iterable[Touch], corrections_to: int) -> Iterator[Touch]:
    """Those that the run which settled their day had not taken, and the zone's last run had, or this one will."""
    touches = list(touches)
    runs = _runs_of(connection, {(each.utility, each.user_id, each.day) for each in touches})
    taken = {run_id: _taken(connection, run_id) for run_id in set(runs.values())}
    settled = {zone: settled_of(connection, zone) for zone in {each.zone for each in touches}}
    for each in touches:
        run_id, last = runs.get((each.utility, each.user_id, each.day)), settled[each.zone]
        if run_id is not None and last is not None:
            stop = corrections_to if each.place == CORRECTED else last.stops.get(each.place, 0)
            if taken[run_id].get(each.place, 0) <= each.offset < stop:
                yield each


def settled_of(connection: Connection, zone: str) -> Settled | None:
    """None where nothing is published."""
    query = select(runs_table).join(horizons, horizons.c.run_id == runs_table.c.run_id)
    row = connection.execute(query.where(horizons.c.zone == zone)).first()
    return None if row is None else _settled(row)


def _runs_of(connection: Connection, keys: set[Key]) -> dict[Key, int]:
    """The run that settled each service point's day, of those that are published."""
    users_of: dict[tuple[str, date], list[int]] = {}
    for utility, user, day in sorted(keys):
        users_of.setdefault((utility, day), []).append(user)
    return {
        (utility, user, day): run_id
        for (utility, day), users in users_of.items()
        for user, run_id in settled_by(connection, utility, users, day)
    }


def _taken(connection: Connection, run_id: int) -> Offsets:
    inputs = connection.execute(select(runs_table.c.inputs).where(runs_table.c.run_id == run_id)).scalar_one()
    told = json.loads(inputs)
    return {**_offsets(told), CORRECTED: told.get("corrections_to", 0)}


def _settled(row: Row[Any]) -> Settled:
    told = json.loads(row.inputs)
    return Settled(row.day_to, row.cutoff, told["seen"], _offsets(told))


def _offsets(told: dict[str, Any]) -> Offsets:
    places = ((name.rpartition("-"), stop) for name, stop in told.get("stops", {}).items())
    return {(utility, int(partition)): stop for (utility, _, partition), stop in places}
