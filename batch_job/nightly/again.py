"""Settling again what corrections and late readings touch: some service points of a zone, from the first day touched.

The run takes what the zone's last run took, so that it needs to wait for nothing, and every correction there is. It
begins at a midnight whose level was known on its own, so that no gap is spread anew from its middle, and ends at the
horizon, so that the next night and the speed layer go on from what it found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select

from batch_job.nightly import plan, runs
from batch_job.nightly.commit import commit_id
from batch_job.nightly.inputs import corrections
from batch_job.nightly.inputs.freeze import Planned, Point
from batch_job.nightly.inputs.published import published
from batch_job.nightly.inputs.report_log import Offsets
from batch_job.nightly.inputs.small_topics import Small
from batch_job.nightly.inputs.touches import CORRECTED, Touch, of_corrections, of_late
from batch_job.nightly.place import Night
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.session import ROOT
from batch_job.settlement.days import days_between
from contract.tables.batch_view import horizons
from contract.tables.batch_view import runs as runs_table
from contract.windows import INTERVAL_MS

log = structlog.get_logger()

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Settled:
    """A zone's last run: its last day, what it took, and up to where."""

    last: date
    cutoff: int
    seen: int
    stops: Offsets


def plan_again(night: Night, zone: str | None, small: Small) -> list[Planned]:
    """A run for each zone in which anything published is touched, or for the one asked for; begun."""
    told = corrections.told(night.store, small.corrections)
    with night.database.connect() as connection:
        touches = [*of_corrections(connection, told), *of_late(connection, night.store)]
        asked = [each for each in touches if zone in (None, each.zone)]
        pending = list(_pending(connection, asked, small.corrections))
        entries = [_entry(connection, each, pending) for each in sorted({touch.zone for touch in pending})]
    return [_begun(night, due, stops, only, small) for due, stops, only in entries]


def _begun(night: Night, due: Due, stops: Offsets, only: frozenset[Point], small: Small) -> Planned:
    clock, commit = plan.wall_clock, commit_id(ROOT)
    run_id = runs.begin(night.database, due, commit, clock, corrections_to=small.corrections, only_points=len(only))
    log.info("settling again", run=run_id, zone=due.zone, points=len(only), days=len(due.days))
    return Planned(run_id, due, stops, small, only)


def _pending(connection: Connection, touches: Iterable[Touch], corrections_to: int) -> Iterator[Touch]:
    """Those that the run which published their day had not taken, and the zone's last run had, or this one will."""
    touches = list(touches)
    rows = _rows(connection, {(each.utility, each.user_id, each.day) for each in touches})
    taken = {run_id: _taken(connection, run_id) for run_id in set(rows.values())}
    settled = {zone: settled_of(connection, zone) for zone in {each.zone for each in touches}}
    for each in touches:
        run_id, last = rows.get((each.utility, each.user_id, each.day)), settled[each.zone]
        if run_id is not None and last is not None:
            stop = corrections_to if each.place == CORRECTED else last.stops.get(each.place, 0)
            if taken[run_id].get(each.place, 0) <= each.offset < stop:
                yield each


def _rows(connection: Connection, keys: set[tuple[str, int, date]]) -> dict[tuple[str, int, date], int]:
    """The run that published each service point's day, of those that are published."""
    users_of: dict[tuple[str, date], list[int]] = {}
    for utility, user, day in sorted(keys):
        users_of.setdefault((utility, day), []).append(user)
    return {
        (utility, row.user_id, day): row.run_id
        for (utility, day), users in users_of.items()
        for row in published(connection, utility, users, day, day)
    }


def _taken(connection: Connection, run_id: int) -> Offsets:
    inputs = connection.execute(select(runs_table.c.inputs).where(runs_table.c.run_id == run_id)).scalar_one()
    told = json.loads(inputs)
    return {**_offsets(told), CORRECTED: told.get("corrections_to", 0)}


def settled_of(connection: Connection, zone: str) -> Settled | None:
    """None where nothing is published."""
    query = select(runs_table).join(horizons, horizons.c.run_id == runs_table.c.run_id)
    row = connection.execute(query.where(horizons.c.zone == zone)).first()
    return None if row is None else _settled(row)


def _settled(row: Row[Any]) -> Settled:
    told = json.loads(row.inputs)
    return Settled(row.day_to, row.cutoff, told["seen"], _offsets(told))


def _offsets(told: dict[str, Any]) -> Offsets:
    places = ((name.rpartition("-"), stop) for name, stop in told.get("stops", {}).items())
    return {(utility, int(partition)): stop for (utility, _, partition), stop in places}


def _entry(connection: Connection, zone: str, pending: list[Touch]) -> tuple[Due, Offsets, frozenset[Point]]:
    own = [each for each in pending if each.zone == zone]
    points = frozenset((each.utility, each.user_id) for each in own)
    settled = settled_of(connection, zone)
    assert settled is not None, zone
    # a reading shortly after midnight may end a gap of the day before
    first = sure_midnight(connection, points, min(each.day for each in own) - ONE_DAY)
    return Due(zone, days_between(first, settled.last, zone), settled.cutoff, settled.seen), settled.stops, points


def sure_midnight(connection: Connection, points: frozenset[Point], day: date) -> date:
    """The last day up to `day` at whose beginning each of the points was read, or had never been."""
    while True:
        before = _state(connection, points, day - ONE_DAY)
        if all(known is None or known == stop for known, stop in before):
            return day
        day -= ONE_DAY


def _state(connection: Connection, points: frozenset[Point], day: date) -> list[tuple[int | None, int]]:
    """The last end that was known when a day was settled, and the day's own end, of each point that has the day."""
    return [
        (row.known_at, row.start + row.intervals * INTERVAL_MS)
        for utility, own in groupby(sorted(points), itemgetter(0))
        for row in published(connection, utility, [user for _, user in own], day, day)
    ]
