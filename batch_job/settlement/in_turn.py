"""Long gaps spread like the days before them, and days settled so that a range comes to what its nights come to.

The amount of a long gap is spread like the week before the day it began in. Which service points have one is known
once their readings are settled, so these are settled a second time, night by night, each of which finds what was
published before it or what the nights before it have come to. All others are settled in one look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.chosen import only
from batch_job.settlement.days import Day
from batch_job.settlement.lazy import Lazy
from batch_job.settlement.like_days import DAYS, gap_begins, parted
from batch_job.settlement.readings import Numbers
from batch_job.settlement.reopened import StoredDay, open_since
from batch_job.settlement.rows import DayRows, restate, stored_day
from batch_job.settlement.settle import Bucket, Outcome, Stored, settle
from contract.estimates import EVEN
from contract.rules import Rule
from contract.usage import Basis


def settle_days(bucket: Bucket, zone: str) -> Outcome:
    """Settles all days of a bucket of this zone."""
    outcome = settle(bucket)
    points = _to_settle_in_turn(bucket, outcome)
    if not len(points):
        return outcome
    nights = _Nights(only(bucket, points), bucket.before(points), zone)
    own = (replace(rows, point=points[rows.point]) for rows in nights.rows())
    return replace(outcome, rows=_restated(bucket.days, outcome.rows, own, points))


def _to_settle_in_turn(bucket: Bucket, outcome: Outcome) -> Numbers:
    """Those with a long gap, but for what the run knew a shape of: of a gap open when it began, and by weather.

    A shape by weather is the same on all nights; one of like days is for the first night alone.
    """
    opened = open_since(bucket.carries, bucket.days[0].start) != NONE
    days, found = set(bucket.days), set[int]()
    for rows in outcome.rows:
        if rows.day in days:
            long = rows.point[(rows.basis == Basis.PROFILE).any(axis=1)]
            found.update((long[~opened[long]] if rows.day == bucket.days[0] else long).tolist())
    return np.array(sorted(point for point in found if not _by_weather(bucket, point)), np.int64)


def _restated(days: list[Day], rows: list[DayRows], newer: Iterable[DayRows], points: Numbers) -> list[DayRows]:
    """The rows with what the nights of `points` came to in their place."""
    own = {each.day: each for each in rows if each.day in days}
    earlier = [each.take(~np.isin(each.point, points)) for each in rows if each.day not in own]
    for each in newer:
        if each.day in own:
            restate(own[each.day], each)
        else:
            earlier.append(each)
    return [*(each for each in earlier if len(each.point)), *own.values()]


def _by_weather(bucket: Bucket, point: int) -> bool:
    return bucket.shapes.get(point, EVEN).rule is Rule.TEMPERATURE


@dataclass
class _Nights:
    """What the nights that were played have published, of the days before the range and of its own."""

    bucket: Bucket
    before: Stored
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
        """One night's bucket: what had been read by then, and, if it is asked for, what had been published."""
        whole, since = self.bucket, open_since(carries, day.start)
        seen = day.stop + whole.seen - whole.days[-1].stop
        begin = day.start if day != whole.days[0] else 0
        at = whole.readings.at
        heard = whole.readings.take((begin < at) & (at <= seen))
        points = np.arange(len(since))
        published = Lazy(
            points, lambda point: self._published(point, gap_begins(int(since[point]), day.day, self.zone))
        )
        stored, shapes = parted(published, since, day.day, self.zone)
        return replace(
            whole, days=[day], seen=seen, carries=carries, stored=stored, readings=heard, usual=usual, shapes=shapes
        )

    def _published(self, point: int, begins: date) -> list[StoredDay]:
        """The days of a service point from a week before its gap begins on."""
        first = begins - DAYS
        found = {each.day: each for each in self.before.get(point, ())}
        found |= {day: stored_day(rows, 0) for (whose, day), rows in self.earlier.items() if whose == point}
        found |= {day: stored_day(rows, point) for day, rows in self.settled.items() if day.day >= first}
        return [found[day] for day in sorted(found, key=_start) if day.day >= first]


def _start(day: Day) -> int:
    return day.start
