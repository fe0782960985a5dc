"""A range of days settled so that it comes to what nights run in time would have come to.

The amount of a long gap is spread like the days before the one it began in. A night finds these published; a range
may have settled them itself. So the service points that have such a gap after its first day are settled night by night,
and all others in one look, which comes to the same for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.days import Day
from batch_job.settlement.like_days import DAYS, parted
from batch_job.settlement.readings import Noted, Numbers, Readings
from batch_job.settlement.reopened import StoredDay, open_since
from batch_job.settlement.rows import DayRows, restate, stored_day
from batch_job.settlement.settle import Bucket, Outcome, settle
from contract.days import local_day
from contract.estimates import EVEN
from contract.rules import Rule
from contract.usage import Basis


def settle_days(bucket: Bucket, zone: str) -> Outcome:
    """Settles all days of a bucket of this zone."""
    outcome = settle(bucket)
    points = _to_settle_in_turn(bucket, outcome)
    if not len(points):
        return outcome
    others = [rows.take(~np.isin(rows.point, points)) for rows in outcome.rows]
    nights = _Nights(_only(bucket, points), zone)
    own = (replace(rows, point=points[rows.point]) for rows in nights.rows())
    return replace(outcome, rows=[rows for rows in (*others, *own) if len(rows.point)])


def _to_settle_in_turn(bucket: Bucket, outcome: Outcome) -> Numbers:
    """Those with a long gap after the first day, for it may be spread like days of the range.

    A shape by weather is the same on all nights.
    """
    later, found = set(bucket.days[1:]), set[int]()
    for rows in outcome.rows:
        if rows.day in later:
            found.update(rows.point[(rows.basis == Basis.PROFILE).any(axis=1)].tolist())
    return np.array(sorted(point for point in found if not _by_weather(bucket, point)), np.int64)


def _by_weather(bucket: Bucket, point: int) -> bool:
    return bucket.shapes.get(point, EVEN).rule is Rule.TEMPERATURE


def _only(bucket: Bucket, points: Numbers) -> Bucket:
    """The bucket of these service points (ascending) alone, counted from 0."""
    number = {point: place for place, point in enumerate(points.tolist())}

    def own(column: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
        here = np.isin(column, points)
        return here, np.searchsorted(points, column[here])

    def of(readings: Readings) -> Readings:
        here, point = own(readings.point)
        return replace(readings.take(here), point=point)

    def noted(told: Noted) -> Noted:
        here, point = own(told.point)
        return Noted(point, told.at[here], told.rule[here])

    return Bucket(
        bucket.utility,
        bucket.days,
        bucket.seen,
        bucket.carries.take(points),
        {},
        of(bucket.readings),
        None if bucket.supply_from is None else bucket.supply_from[points],
        np.full(len(points), NONE) if bucket.usual is None else bucket.usual[points],
        ahead=None if bucket.ahead is None else noted(bucket.ahead),
        corrections=of(bucket.corrections),
        before={number[point]: bucket.before[point] for point in number if point in bucket.before},
    )


@dataclass
class _Nights:
    """What the nights that were played have published, of the days before the range and of its own."""

    bucket: Bucket
    zone: str
    settled: dict[Day, DayRows] = field(default_factory=dict)
    earlier: dict[tuple[int, Day], DayRows] = field(default_factory=dict)

    def rows(self) -> Iterator[DayRows]:
        """All days, as the last night leaves them."""
        carries, usual = self.bucket.carries, self.bucket.usual
        for day in self.bucket.days:
            for rows in settle(self._night(day, carries, usual)).rows:
                self._publish(rows, day)
            carries, usual = self.settled[day].carries, self.settled[day].usual
        yield from self.earlier.values()
        yield from self.settled.values()

    def _publish(self, rows: DayRows, tonight: Day) -> None:
        if rows.day == tonight:
            self.settled[tonight] = rows
        elif rows.day in self.settled:
            restate(self.settled[rows.day], rows)
        else:
            for place, point in enumerate(rows.point.tolist()):
                self.earlier[point, rows.day] = rows.take(np.array([place]))

    def _night(self, day: Day, carries: Carries, usual: Numbers | None) -> Bucket:
        """One night's bucket: what had been read by then, and what had been published of those that have a gap."""
        whole, since = self.bucket, open_since(carries, day.start)
        seen = day.stop + whole.seen - whole.days[-1].stop
        begin = day.start if day != whole.days[0] else 0
        at = whole.readings.at
        heard = whole.readings.take((begin < at) & (at <= seen))
        published = {
            point: self._published(point, int(since[point])) for point in np.flatnonzero(since != NONE).tolist()
        }
        stored, shapes = parted(published, since, self.zone)
        return replace(
            whole, days=[day], seen=seen, carries=carries, stored=stored, readings=heard, usual=usual, shapes=shapes
        )

    def _published(self, point: int, since: int) -> list[StoredDay]:
        """The days of a service point from a week before its gap on."""
        first = local_day(since + 1, self.zone) - DAYS
        found = {each.day: each for each in self.bucket.before.get(point, ())}
        found |= {day: stored_day(rows, 0) for (whose, day), rows in self.earlier.items() if whose == point}
        found |= {day: stored_day(rows, point) for day, rows in self.settled.items() if day.day >= first}
        return [found[day] for day in sorted(found, key=_start) if day.day >= first]


def _start(day: Day) -> int:
    return day.start
