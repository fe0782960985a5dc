"""Which corrections and late readings are still to be settled: those that no run has taken for the day they touch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from batch_job.nightly.inputs.published import settled_by
from batch_job.nightly.inputs.report_log import Offsets, read_offsets
from batch_job.nightly.inputs.supply import supply_from
from batch_job.nightly.inputs.touches import CORRECTED, Touch
from contract.days import day_bounds
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
    taken = _taken_for(connection, touches)
    settled = {zone: settled_of(connection, zone) for zone in {each.zone for each in touches}}
    for each in touches:
        begin, last = taken.get(_key(each)), settled[each.zone]
        if begin is not None and last is not None and each.day <= last.last:
            stop = corrections_to if each.place == CORRECTED else last.stops.get(each.place, 0)
            if begin.get(each.place, 0) <= each.offset < stop:
                yield each


def _key(touch: Touch) -> Key:
    return touch.utility, touch.user_id, touch.day


def _taken_for(connection: Connection, touches: list[Touch]) -> dict[Key, Offsets]:
    """What the run that settled a day had taken; nothing, where none has and supply had begun."""
    runs = _runs_of(connection, {_key(each) for each in touches})
    told = {run_id: _taken(connection, run_id) for run_id in set(runs.values())}
    missed = _supplied(connection, [each for each in touches if _key(each) not in runs])
    return {key: told[run_id] for key, run_id in runs.items()} | {_key(each): {} for each in missed}


def _supplied(connection: Connection, touches: list[Touch]) -> Iterator[Touch]:
    """Those of days on which supply had begun: no night knew of them if the registry heard of it later."""
    since = supply_from(connection, ((each.utility, each.user_id) for each in touches))
    for each in touches:
        begun = since.get((each.utility, each.user_id))
        if begun is not None and begun < day_bounds(each.day, each.zone)[1]:
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
    return {**read_offsets(told.get("stops", {})), CORRECTED: told.get("corrections_to", 0)}


def _settled(row: Row[Any]) -> Settled:
    told = json.loads(row.inputs)
    return Settled(row.day_to, row.cutoff, told["seen"], read_offsets(told.get("stops", {})))
