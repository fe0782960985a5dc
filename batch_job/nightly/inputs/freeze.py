"""Freezing what a run reads: its service points' state on S3, and all of it by name in the run's record."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlalchemy import Connection

from batch_job.nightly.inputs.cover import clips, lacking, reaching, stored_since
from batch_job.nightly.inputs.lost import accepted
from batch_job.nightly.inputs.report_log import Offsets
from batch_job.nightly.inputs.small_topics import NOTHING_SMALL, Small
from batch_job.nightly.inputs.state import FROZEN, state, stored_days
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.arrow_rows import carries_from
from batch_job.nightly.spark.work import Work, ZoneRun, state_key, stored_key
from batch_job.settlement import like_days
from batch_job.settlement.carries import NONE
from batch_job.settlement.reopened import open_since
from batch_job.store import Store
from contract.days import local_day
from contract.settings import Settings
from contract.topics import partition_of
from contract.utilities import UTILITIES

Point = tuple[str, int]
"""Utility and user."""


@dataclass(frozen=True)
class Planned:
    """A run that was begun: its number, its days, and the first offset of each partition that it does not take."""

    run_id: int
    due: Due
    stops: Offsets
    small: Small = NOTHING_SMALL
    only: frozenset[Point] | None = None  # the service points that are settled again; None: the whole zone
    begins: Offsets = field(default_factory=dict)  # the first offsets that the broker still had
    replayed: bool = False  # what it froze of the registry stands: homes come and move, and its rows do not


def freeze_state(connection: Connection, store: Store, runs: list[Planned], works: list[Work]) -> pa.Table:
    """Puts the state of all service points, and the published days of those with a gap, beside the results.

    Gives the state, with the run of each row.
    """
    by_day: dict[date, list[Planned]] = {}
    for planned in runs:
        by_day.setdefault(planned.due.days[0].day, []).append(planned)
    then = _frozen_then(store, works) if runs[0].replayed else None
    frozen = [_frozen(connection, day, same_day, then) for day, same_day in by_day.items()]
    points, stored = (pa.concat_tables(parts) for parts in zip(*frozen, strict=True))
    partitions = 1 + max(work.partition for work in works)
    for key_of, table in ((state_key, points), (stored_key, stored)):
        partition = pa.array(partition_of(table["user_id"].to_numpy(), partitions))
        for work in works:
            here = pc.and_(pc.equal(table["utility"], work.utility), pc.equal(partition, work.partition))
            store.put(key_of(work), _parquet(table.filter(here)))
    return points


def _frozen_then(store: Store, works: list[Work]) -> pa.Table:
    """The state that is beside the results already, of all service points."""
    return pa.concat_tables([pq.read_table(io.BytesIO(store.get(state_key(work)))) for work in works])


def _frozen(
    connection: Connection, first: date, runs: list[Planned], then: pa.Table | None
) -> tuple[pa.Table, pa.Table]:
    """State and stored days for the runs that begin with this day, each row with its run's number.

    The service points are those that were frozen `then`; None: those of the registry.
    """
    by_zone = {planned.due.zone: planned for planned in runs}
    if then is not None:
        numbers = pa.array([planned.run_id for planned in runs])
        kept = [column.name for column in FROZEN if column.name in then.column_names]  # older ones know no feeding
        then = then.filter(pc.is_in(then["run_id"], numbers)).select(kept)
    points = state(connection, list(by_zone), first, then)
    parts = [(run, _chosen(points.filter(pc.equal(points["zone"], zone)), run)) for zone, run in by_zone.items()]
    stored = [_with_run(_stored(connection, part, run), run) for run, part in parts]
    return pa.concat_tables([_with_run(part, run) for run, part in parts]), pa.concat_tables(stored)


def _chosen(points: pa.Table, planned: Planned) -> pa.Table:
    if planned.only is None:
        return points
    return points.filter(pa.array(_among(points, planned.only)))


def _with_run(table: pa.Table, planned: Planned) -> pa.Table:
    return table.append_column("run_id", pa.array([planned.run_id], pa.int64()).take(_zeros(table.num_rows)))


def _zeros(count: int) -> pa.Array:
    return pa.array(np.zeros(count, np.int64))


def _stored(connection: Connection, points: pa.Table, planned: Planned) -> pa.Table:
    """Of the service points whose gap is open, from a week before the first of these gaps on."""
    first, zone = planned.due.days[0], planned.due.zone
    since = open_since(carries_from(points), first.start)
    begins: date = local_day(int(since[since != NONE].min(initial=first.start)) + 1, zone)
    keys = points.select(["utility", "user_id"]).take(np.flatnonzero(since != NONE)).to_pylist()
    listed = [(key["utility"], key["user_id"]) for key in keys]
    return stored_days(connection, listed, begins - like_days.DAYS, first.day)


def _among(points: pa.Table, wanted: Collection[Point]) -> NDArray[np.bool_]:
    if not wanted:
        return np.zeros(points.num_rows, bool)
    keys = zip(points["utility"].to_pylist(), points["user_id"].to_pylist(), strict=True)
    return np.array([key in wanted for key in keys], bool)


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def works(
    store: Store, runs: list[Planned], settings: Settings, known: Offsets | None = None, *, accept_holes: bool = False
) -> Iterator[Work]:
    """One work per partition, with the objects that all runs need; for `known` see known.py. Raises HoleError."""
    begin = min(planned.due.days[0].start for planned in runs)
    for utility in (utility.name for utility in UTILITIES):
        stored = stored_since(store, utility, begin)
        for partition in range(settings.partitions):
            stops = [planned.stops.get((utility, partition), 0) for planned in runs]
            zone_runs = (_zone_run(planned, stop) for planned, stop in zip(runs, stops, strict=True))
            work, since = Work(utility, partition, (), tuple(zone_runs)), (known or {}).get((utility, partition))
            if any(_reads(planned, utility, partition, settings.partitions) for planned in runs):
                there = reaching(store, (utility, partition), stored.get(partition, []), since, max(stops))
                lost = accepted(store, (utility, partition), lacking(there, max(stops), since), accept=accept_holes)
                work = replace(work, clips=tuple(clips(there, max(stops), since, lost)), lost=tuple(lost))
            yield work


def _reads(planned: Planned, utility: str, partition: int, partitions: int) -> bool:
    """Whether any of its service points lies in the partition."""
    places = None if planned.only is None else {(kind, partition_of(user, partitions)) for kind, user in planned.only}
    return places is None or (utility, partition) in places


def _zone_run(planned: Planned, stop: int) -> ZoneRun:
    days = planned.due.days
    return ZoneRun(planned.run_id, planned.due.zone, days[0].day, days[-1].day, planned.due.seen, stop)


def inputs(planned: Planned, works: list[Work], settings: Settings) -> dict[str, Any]:
    """What the run's record says that it reads, but for what long_lists.py puts elsewhere."""
    return {
        "zone": planned.due.zone,
        "seen": planned.due.seen,
        "grace_s": settings.grace_s,
        "clock": settings.clock,
        "partitions": settings.partitions,
        "stops": {f"{utility}-{partition}": stop for (utility, partition), stop in sorted(planned.stops.items())},
        "state": [key for work in works for key in (state_key(work), stored_key(work))],
        "lost": [[work.utility, work.partition, *hole] for work in works for hole in work.lost],
        "history": next(run.history for run in works[0].runs if run.run_id == planned.run_id),
        "corrections_to": planned.small.corrections,
        "weather_to": planned.small.weather,
    }
