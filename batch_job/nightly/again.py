"""Settling again what corrections and late readings touch: some service points of a zone, from the first day touched.

The run takes what the zone's last run took, so that it needs to wait for nothing, and every correction there is. It
begins at a midnight whose level was known on its own, so that no gap is spread anew from its middle, and ends at the
horizon, so that the next night and the speed layer go on from what it found.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import structlog
from sqlalchemy import Connection

from batch_job.nightly import plan, runs
from batch_job.nightly.commit import commit_id
from batch_job.nightly.inputs import corrections
from batch_job.nightly.inputs.freeze import Planned, Point
from batch_job.nightly.inputs.published import published
from batch_job.nightly.inputs.report_log import Offsets
from batch_job.nightly.inputs.small_topics import Small
from batch_job.nightly.inputs.touches import Touch, of_corrections, of_late
from batch_job.nightly.pending import pending, settled_of
from batch_job.nightly.place import Night
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.session import ROOT
from batch_job.settlement.days import days_between
from contract.windows import INTERVAL_MS

log = structlog.get_logger()

ONE_DAY = timedelta(days=1)


def plan_again(night: Night, zone: str | None, small: Small) -> list[Planned]:
    """A run for each zone in which anything published is touched, or for the one asked for; begun."""
    told = corrections.told(night.store, small.corrections)
    with night.database.connect() as connection:
        touches = [*of_corrections(connection, told), *of_late(connection, night.store)]
        asked = [each for each in touches if zone in (None, each.zone)]
        left = list(pending(connection, asked, small.corrections))
        entries = [_entry(connection, each, left) for each in sorted({touch.zone for touch in left})]
    return [_begun(night, due, stops, only, small) for due, stops, only in entries]


def _begun(night: Night, due: Due, stops: Offsets, only: frozenset[Point], small: Small) -> Planned:
    clock, commit = plan.wall_clock, commit_id(ROOT)
    run_id = runs.begin(night.database, due, commit, clock, corrections_to=small.corrections, only_points=len(only))
    log.info("settling again", run=run_id, zone=due.zone, points=len(only), days=len(due.days))
    return Planned(run_id, due, stops, small, only)


def _entry(connection: Connection, zone: str, left: list[Touch]) -> tuple[Due, Offsets, frozenset[Point]]:
    own = [each for each in left if each.zone == zone]
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
