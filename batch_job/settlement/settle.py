"""Settling a bucket of service points of one zone and utility: the whole core of the batch, without servers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.close import close
from batch_job.settlement.corrected import NOTHING, in_place, marks
from batch_job.settlement.cut import cut
from batch_job.settlement.days import Day
from batch_job.settlement.ends import fill, known_ends
from batch_job.settlement.evening import Evening, Known, closed_by_lines
from batch_job.settlement.levels import levels
from batch_job.settlement.readings import Closings, Noted, Numbers, Readings, joined, usable
from batch_job.settlement.reopened import StoredDay, closings_of, open_since, settle_again, to_settle_again
from batch_job.settlement.rows import DayRows, overwrite, single
from batch_job.settlement.validate import Validation
from contract.estimates import EVEN, Shape
from contract.reference import Look
from contract.usage import history
from contract.utilities import Utility

Stored = Mapping[int, Sequence[StoredDay]]
"""By service point: its published days from the one its gap began in to the last, for those that have a gap."""

Before = Callable[[Numbers], Stored]
"""Published days of some service points, by their places among these, from a week before the run, or the open gap, on.

It is asked for the few that have a long gap, which nobody knows before their readings are there.
"""


def nothing_before(_: Numbers) -> Stored:
    """Of service points without a past."""
    return {}


@dataclass(frozen=True)
class Bucket:
    """Service points that are settled together: their state at the first day's start, and all readings of the run."""

    utility: Utility
    days: list[Day]
    seen: int  # last interval end whose readings the run has, UTC ms
    carries: Carries
    stored: Stored
    readings: Readings
    supply_from: Numbers | None = None  # UTC ms by service point; None: all of them have had supply for ever
    usual: Numbers | None = None  # usage of a usual day by service point, NONE where none is known
    shapes: Mapping[int, Shape] = field(default_factory=dict)  # by service point, for its long gaps
    ahead: Noted | None = None  # readings found to be ahead of the broker's clock
    corrections: Readings = NOTHING  # one of a (point, meter, at) at most
    evening: Evening | None = None  # the last of the stored days; without it every gap is left to the reference
    before: Before = nothing_before  # what a long gap within may be spread like
    feeds_in_from: Numbers | None = None  # see feeding.feeds_in; None: nobody does


@dataclass(frozen=True)
class Outcome:
    """Rows by day, days settled again included, and what was counted."""

    rows: list[DayRows]
    readings: int
    duplicates: int
    conflicts: int


def settle(bucket: Bucket) -> Outcome:
    """Equals contract.settlement.settle_day, day after day, for every service point."""
    start = bucket.days[0].start
    used, early = usable(in_place(bucket.readings, bucket.corrections), bucket.seen, bucket.supply_from)
    closings = close(used, bucket.carries.meter_id)
    rows = levels(closings, bucket.carries, bucket.utility)
    ends = known_ends(rows, bucket.carries, start, bucket.seen)
    fill(ends, bucket.carries, bucket.shapes)
    mended = marks(closings, bucket.corrections)
    noted = joined([closings.noted, early, mended, *([bucket.ahead] if bucket.ahead else [])])
    none = np.full(len(bucket.carries.level), NONE)
    feeding = none if bucket.feeds_in_from is None else bucket.feeds_in_from
    validation = Validation(bucket.utility, ends, rows, noted, bucket.shapes, feeding)
    usual = (none if bucket.usual is None else bucket.usual).copy()
    again, earlier = to_settle_again(bucket.carries, rows, ends), []
    if bucket.evening is not None and again:
        known = Known(bucket.utility, rows, bucket.carries, usual)
        closed = closed_by_lines(bucket.evening, np.array(again), known)
        usual[closed.point] = closed.usual
        again, earlier = sorted(set(again) - set(closed.point.tolist())), [closed]
    settled = {rows.day: rows for rows in cut(bucket.days, validation, closings, bucket.carries, usual)}
    earlier += [row for point in again for row in _again(bucket, point, validation, closings, settled)]
    counted = len(bucket.readings.at), closings.duplicates, closings.conflicts
    return Outcome([*earlier, *settled.values()], *counted)


def _again(
    bucket: Bucket, point: int, validation: Validation, closings: Closings, settled: dict[Day, DayRows]
) -> list[DayRows]:
    """Corrects the run's own days of a service point in `settled`; gives rows for the days published before."""
    rows = validation.rows
    start = bucket.days[0].start
    opened = int(open_since(bucket.carries, start)[point])
    since = start if opened == NONE else opened
    last_heard = int(bucket.carries.closing_at[point])
    stored = {day.day: day for day in bucket.stored.get(point, ()) if day.day.stop > since}
    past = history(closings_of(rows, point), bucket.utility, bucket.carries.one(point))
    earlier = []
    look = Look(bucket.utility, bucket.seen, shape=bucket.shapes.get(point, EVEN))
    usual = None if bucket.usual is None or bucket.usual[point] == NONE else int(bucket.usual[point])
    for again in settle_again(past, since, [*stored, *bucket.days], stored, look):
        day = validation.again(point, again, past, usual)
        usual = day.usual
        if day.day in settled:
            overwrite(settled[day.day], point, day)
        else:
            new = closings.count(point, max(day.day.start, last_heard), day.day.stop)
            earlier.append(single(point, day, stored[day.day].readings + new))
    return earlier
