"""Freezing what runs take besides readings and state: corrections, weather, meters' own dials, days before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from batch_job.nightly.inputs import corrections, dials, facts, weather
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.spark.arrow_rows import carries_from
from batch_job.nightly.spark.work import Work
from batch_job.settlement import like_days
from batch_job.settlement.reopened import open_since
from batch_job.store import Store
from contract.tables.batch_view import runs as runs_table
from contract.utilities import UTILITIES

BY_WEATHER = [utility.name for utility in UTILITIES if utility.by_weather]

Facts = dict[int, tuple[str, ...]]
"""By run, the names of those that there are."""


def freeze_facts(connection: Connection, store: Store, runs: list[Planned], points: pa.Table) -> Facts:
    """Puts them beside the results; `points` is the state of all runs. Raises HoleError and StoreAwayError."""
    told = corrections.told(store, max(planned.small.corrections for planned in runs))
    states = {planned.run_id: points.filter(pc.equal(points["run_id"], planned.run_id)) for planned in runs}
    outside = _outside(store, runs, states)
    found: Facts = {}
    for planned in runs:
        each = dict(_of_run(connection, store, planned, told, outside))
        for name, table in each.items():
            facts.put(store, planned.run_id, name, table)
        found[planned.run_id] = tuple(sorted(each))
    return found


def with_facts(works: list[Work], found: Facts) -> list[Work]:
    """The same works, told of the facts."""
    return [replace(work, runs=tuple(replace(run, facts=found[run.run_id]) for run in work.runs)) for work in works]


def with_history(connection: Connection, runs: list[Planned], works: list[Work]) -> list[Work]:
    """The same works, told which runs may answer for the week before each of theirs."""
    told = {planned.run_id: _may_tell(connection, planned) for planned in runs}
    return [replace(work, runs=tuple(replace(run, history=told[run.run_id]) for run in work.runs)) for work in works]


def _may_tell(connection: Connection, planned: Planned) -> tuple[int, ...]:
    """Those of later days among them: they settle a day again where it ended in a gap."""
    published = (runs_table.c.state == "published", runs_table.c.zone == planned.due.zone)
    later = runs_table.c.day_to >= planned.due.days[0].day - like_days.DAYS
    query = select(runs_table.c.run_id).where(*published, later).order_by(runs_table.c.run_id)
    return tuple(connection.execute(query).scalars())


def _outside(store: Store, runs: list[Planned], states: dict[int, pa.Table]) -> dict[int, pa.Table]:
    """The weather that each run asks for. The archive is read once for all whose offset is the same: nearly always."""
    spans = {
        planned.run_id: (since, planned.due.seen)
        for planned in runs
        if (since := _weather_since(planned, states[planned.run_id])) is not None
    }
    stops = {planned.run_id: planned.small.weather for planned in runs if planned.run_id in spans}
    found: dict[int, pa.Table] = {}
    for stop in set(stops.values()):
        asked = {run_id: spans[run_id] for run_id in spans if stops[run_id] == stop}
        first, last = min(since for since, _ in asked.values()), max(seen for _, seen in asked.values())
        told = weather.told(store, stop, first, last)
        found |= {run_id: weather.between(told, *span) for run_id, span in asked.items()}
    return found


def _weather_since(planned: Planned, points: pa.Table) -> int | None:
    """From when on a run estimates by weather (UTC ms); None if it does not."""
    begin = planned.due.days[0].start
    waiting = points.filter(pc.is_in(points["utility"], pa.array(BY_WEATHER)))
    return max(_open_since(waiting, begin), begin - weather.LONGEST_MS) if waiting.num_rows else None


def _of_run(
    connection: Connection,
    store: Store,
    planned: Planned,
    told: list[corrections.Told],
    outside: dict[int, pa.Table],
) -> Iterator[tuple[str, pa.Table]]:
    zone, begin = planned.due.zone, planned.due.days[0].start
    heard = [each for each in told if each.offset < planned.small.corrections]
    taken = corrections.of_zone(connection, heard, zone, begin)
    if taken:
        yield facts.CORRECTIONS, corrections.as_table(taken)
    odd = dials.frozen(store, planned.run_id) if planned.replayed else dials.of_zone(connection, zone)
    if odd.num_rows:
        yield facts.DIALS, odd
    if planned.run_id in outside:
        found = weather.of_zone(connection, outside[planned.run_id], zone)
        if found.num_rows:
            yield facts.WEATHER, found


def _open_since(points: pa.Table, begin: int) -> int:
    """When the earliest gap began that is open at `begin`; `begin` if none is."""
    since = open_since(carries_from(points), begin)
    return min((int(each) for each in since[since >= 0].tolist()), default=begin)
