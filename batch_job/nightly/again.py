"""Settling again what corrections and late readings touch: some service points of a zone, from the first day touched.

A run takes what the zone's last run took, so that it needs to wait for nothing, and every correction there is. It
begins at a midnight whose level was known on its own, so that no gap is spread anew from its middle, and ends at the
horizon, so that the next night and the speed layer go on from what it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import structlog
from sqlalchemy import Connection

from batch_job.nightly import plan, runs
from batch_job.nightly.commit import commit_id
from batch_job.nightly.inputs import corrections
from batch_job.nightly.inputs.freeze import Planned, Point
from batch_job.nightly.inputs.report_log import Offsets
from batch_job.nightly.inputs.small_topics import Small
from batch_job.nightly.inputs.touches import Touch, of_corrections, of_late
from batch_job.nightly.midnights import starts, sure_midnights
from batch_job.nightly.pending import pending, settled_of
from batch_job.nightly.place import Night
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.session import ROOT
from batch_job.settlement.days import days_between

log = structlog.get_logger()

Entry = tuple[Due, Offsets, frozenset[Point]]


def plan_again(night: Night, zone: str | None, small: Small) -> Iterator[list[Planned]]:
    """Runs, begun, for all zones in which anything published is touched, or for the one asked for.

    Those of a list are settled together: they read the archive from about the same day on. The last days come first.
    """
    told = corrections.told(night.store, small.corrections)
    with night.database.connect() as connection:
        touches = [*of_corrections(connection, told), *of_late(connection, night.store)]
        asked = [each for each in touches if zone in (None, each.zone)]
        turns = entries(connection, list(pending(connection, asked, small.corrections)))
    for turn in turns:
        yield [_begun(night, due, stops, only, small) for due, stops, only in turn]


def entries(connection: Connection, touches: list[Touch]) -> list[list[Entry]]:
    """What is to be settled for these: days, where their input stops, and service points."""
    by_zone = [list(_of_zone(connection, touches, zone)) for zone in sorted({each.zone for each in touches})]
    turns = ([entry for own in turn for entry in own] for turn in zip(*by_zone, strict=True))
    return [turn for turn in turns if turn]


def _of_zone(connection: Connection, touches: list[Touch], zone: str) -> Iterator[list[Entry]]:
    settled = settled_of(connection, zone)
    assert settled is not None, zone
    first = sure_midnights(connection, _first_touched(each for each in touches if each.zone == zone))
    for together in starts(connection, first, settled.last):
        days = [(days_between(day, settled.last, zone), only) for day, only in together]
        yield [(Due(zone, own, settled.cutoff, settled.seen), settled.stops, only) for own, only in days]


def _first_touched(touches: Iterable[Touch]) -> dict[Point, date]:
    found: dict[Point, date] = {}
    for each in touches:
        point = (each.utility, each.user_id)
        found[point] = min(found.get(point, each.day), each.day)
    return found


def _begun(night: Night, due: Due, stops: Offsets, only: frozenset[Point], small: Small) -> Planned:
    clock, commit = plan.wall_clock, commit_id(ROOT)
    run_id = runs.begin(night.database, due, commit, clock, corrections_to=small.corrections, only_points=len(only))
    log.info("settling again", run=run_id, zone=due.zone, points=len(only), days=len(due.days))
    return Planned(run_id, due, stops, small, only)
