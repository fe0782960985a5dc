"""Freezing what a run reads: its service points' state on S3, and all of it by name in the run's record."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection

from batch_job.nightly.arrow_rows import carries_from
from batch_job.nightly.cover import Clip, clips, stored_since
from batch_job.nightly.due import Due
from batch_job.nightly.report_log import Offsets
from batch_job.nightly.state import STORED, state, stored_days
from batch_job.nightly.work import Work, ZoneRun, state_key, stored_key
from batch_job.settlement.carries import NONE
from batch_job.settlement.reopened import open_since
from batch_job.store import Store
from contract.days import local_day
from contract.settings import Settings
from contract.topics import partition_of
from contract.utilities import UTILITIES


@dataclass(frozen=True)
class Planned:
    """A run that was begun: its number, its days, and the first offset of each partition that it does not take."""

    run_id: int
    due: Due
    stops: Offsets


def freeze_state(connection: Connection, store: Store, planned: Planned, settings: Settings) -> None:
    """Puts the state of the zone's service points, and the published days of those with a gap, beside the results."""
    first = planned.due.days[0]
    points = state(connection, planned.due.zone, first.day)
    stored = _stored(connection, points, planned.due)
    for utility in (utility.name for utility in UTILITIES):
        for partition in range(settings.partitions):
            place = (planned.run_id, utility, partition)
            store.put(state_key(*place), _parquet(_of(points, utility, partition, settings.partitions)))
            store.put(stored_key(*place), _parquet(_of(stored, utility, partition, settings.partitions)))


def _stored(connection: Connection, points: pa.Table, due: Due) -> pa.Table:
    first = due.days[0]
    since = open_since(carries_from(points), first.start)
    open_rows = np.flatnonzero(since != NONE)
    if not len(open_rows):
        return STORED.empty_table()
    keys = points.select(["utility", "user_id"]).take(open_rows).to_pylist()
    begins: date = local_day(int(since[open_rows].min()) + 1, due.zone)
    return stored_days(connection, [(key["utility"], key["user_id"]) for key in keys], begins, first.day)


def _of(table: pa.Table, utility: str, partition: int, partitions: int) -> pa.Table:
    users = table["user_id"].to_numpy()
    here = pa.array([partition_of(user, partitions) == partition for user in users.tolist()], pa.bool_())
    return table.filter(pc.and_(here, pc.equal(table["utility"], utility)))


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def works(store: Store, runs: list[Planned], settings: Settings) -> Iterator[Work]:
    """One work per partition, with the objects that all runs need. Raises HoleError."""
    begin = min(planned.due.days[0].start for planned in runs)
    for utility in (utility.name for utility in UTILITIES):
        stored = stored_since(store, utility, begin)
        for partition in range(settings.partitions):
            stops = [planned.stops.get((utility, partition), 0) for planned in runs]
            zone_runs = (_zone_run(planned, stop) for planned, stop in zip(runs, stops, strict=True))
            found = clips(stored.get(partition, []), max(stops))
            yield Work(utility, partition, tuple(found), tuple(zone_runs))


def _zone_run(planned: Planned, stop: int) -> ZoneRun:
    days = planned.due.days
    return ZoneRun(planned.run_id, planned.due.zone, days[0].day, days[-1].day, planned.due.seen, stop)


def inputs(planned: Planned, all_works: list[Work], settings: Settings) -> dict[str, Any]:
    """What the run's record says that it reads."""
    return {
        "zone": planned.due.zone,
        "seen": planned.due.seen,
        "grace_s": settings.grace_s,
        "clock": settings.clock,
        "partitions": settings.partitions,
        "stops": {f"{utility}-{partition}": stop for (utility, partition), stop in sorted(planned.stops.items())},
        "objects": [_object(clip) for work in all_works for clip in work.clips],
    }


def _object(clip: Clip) -> dict[str, Any]:
    return asdict(clip)
