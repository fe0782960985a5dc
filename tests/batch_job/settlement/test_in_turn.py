"""Days settled as one range come to what nights run in time come to, long gaps and what is usual included."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from batch_job.settlement.carries import NAMES, NONE, Carries, no_carries
from batch_job.settlement.days import Day, days_between
from batch_job.settlement.in_turn import settle_days
from batch_job.settlement.like_days import parted
from batch_job.settlement.readings import Numbers
from batch_job.settlement.reopened import StoredDay, open_since
from batch_job.settlement.rows import DayRows
from batch_job.settlement.settle import Bucket, settle
from contract.reading import Reading
from contract.rules import Rule, bit
from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS, INTERVAL_MS
from tests.batch_job.settlement.settling import columns, plain_form

ZONE = "America/New_York"
DAYS = days_between(date(2026, 3, 5), date(2026, 3, 15), ZONE)  # eleven, the fourth has 23 hours
Shown = dict[tuple[int, date], dict[str, object]]


@dataclass(frozen=True)
class Meter:
    """One that draws more at a `busy` hour, with a clock of its own; places count quarter hours."""

    clock: int
    busy: int
    lost: tuple[range, ...]  # of which nothing is read
    still: range = range(0)  # in which its register is stuck
    rests: int = 5  # at every such place it draws nothing

    def readings(self) -> list[Reading]:
        found, register = [], 10**6
        for place, at in enumerate(range(DAYS[0].start, DAYS[-1].stop + INTERVAL_MS, INTERVAL_MS)):
            rate = 900 if at // HOUR_MS % 24 == self.busy else 40 + at // HOUR_MS % 24
            register += 0 if place in self.still else rate * 250
            if not any(place in stretch for stretch in self.lost):
                found.append(Reading(1, 7, at + self.clock, register, rate if place % self.rests else 0))
        return found


places = st.integers(0, len(DAYS) * 96)


def stretches(*lengths: int) -> st.SearchStrategy[range]:
    return st.builds(lambda begin, length: range(begin, begin + length), places, st.sampled_from(lengths))


meters = st.builds(
    Meter,
    st.sampled_from([0, 0, -90_000, 2_000]),
    st.integers(0, 23),
    st.lists(stretches(1, 3, 7, 9, 20, 30, 100, 200, 300), max_size=4).map(tuple),
    stretches(0, 20, 40, 100),
    st.sampled_from([5, 500]),
)


@dataclass
class Nights:
    """One run a night, each of which has a shape of what those before it have published for any long gap."""

    readings: list[list[Reading]]
    beyond: int  # quarter hours that a night sees of the next day
    carries: Carries
    usual: Numbers
    published: dict[tuple[int, Day], StoredDay] = field(default_factory=dict)
    shown: Shown = field(default_factory=dict)

    def run(self, day: Day) -> None:
        seen = day.stop + self.beyond * INTERVAL_MS
        heard = columns([[each for each in own if day.start - HOUR_MS < each.at <= seen] for own in self.readings])
        since = open_since(self.carries, day.start)
        stored, shapes = parted({point: self.of(point) for point in range(len(self.readings))}, since, day.day, ZONE)
        told = Bucket(ELECTRICITY, [day], seen, self.carries, stored, heard, usual=self.usual, shapes=shapes)
        for rows in settle(told).rows:
            self.shown |= _shown(rows)
            self.published |= {(point, rows.day): _stored(rows, row) for row, point in enumerate(rows.point.tolist())}
            if rows.day == day:
                self.carries, self.usual = rows.carries, rows.usual

    def rest(self, days: list[Day]) -> Shown:
        """What these days come to after what is published by now, if the batch settles them as one range.

        A shape is known to it beforehand only of a gap that is open when they begin.
        """
        since = open_since(self.carries, days[0].start)
        opened = {point: self.of(point) for point in np.flatnonzero(since >= 0).tolist()}
        seen, heard = days[-1].stop + self.beyond * INTERVAL_MS, columns(self.readings)
        stored, shapes = parted(opened, since, days[0].day, ZONE)
        told = Bucket(ELECTRICITY, days, seen, self.carries, stored, heard, usual=self.usual, shapes=shapes)
        found = dict(self.shown)
        for rows in settle_days(replace(told, before=self.by_place), ZONE).rows:
            found |= _shown(rows)
        return found

    def by_place(self, points: Numbers) -> dict[int, list[StoredDay]]:
        return {place: self.of(point) for place, point in enumerate(points.tolist())}

    def of(self, point: int) -> list[StoredDay]:
        own = [day for (whose, _), day in self.published.items() if whose == point]
        return sorted(own, key=lambda stored: stored.day.start)


def nights(fleet: list[Meter], beyond: int) -> Nights:
    none = np.full(len(fleet), NONE)
    return Nights([meter.readings() for meter in fleet], beyond, no_carries(len(fleet)), none)


def _stored(rows: DayRows, row: int) -> StoredDay:
    values, basis, carry = plain_form(rows, int(rows.point[row]))
    masks = tuple(rows.masks[row].tolist())
    return StoredDay(rows.day, tuple(values), tuple(basis), int(rows.readings[row]), masks, carry)


def _shown(rows: DayRows) -> Shown:
    return {(point, rows.day.day): _row(rows, row) for row, point in enumerate(rows.point.tolist())}


def _row(rows: DayRows, row: int) -> dict[str, object]:
    columns = {name: getattr(rows, name) for name in ("values", "basis", "masks", "readings", "usual")}
    columns |= {name: getattr(rows.carries, name) for name in NAMES}
    return {name: column[row].tolist() for name, column in columns.items()}


@given(
    st.lists(meters, min_size=1, max_size=3),
    st.integers(0, len(DAYS) - 2),
    st.integers(1, len(DAYS)),
    st.integers(0, 1),
)
@example([Meter(0, 17, (range(6 * 96 + 60, 6 * 96 + 80),))], 6, 1, 0)  # a gap inside the only day
@example([Meter(0, 17, (range(6 * 96 + 60, 6 * 96 + 80),))], 5, 3, 0)  # and inside one of three
@example([Meter(0, 6, (range(6 * 96 + 84, 7 * 96 + 1),))], 6, 2, 1)  # over a midnight, its end seen by both nights
@example([Meter(-90_000, 0, (range(3, 103),))], 1, 2, 0)  # a day told twice how its first hours were spread
@example([Meter(0, 6, (range(7 * 96 - 4, 7 * 96 - 3),), range(6 * 96, 6 * 96 + 50), 500)], 6, 2, 0)  # stuck, then open
@settings(max_examples=60, deadline=None)
def test_a_range_equals_its_nights(fleet: list[Meter], first: int, count: int, beyond: int) -> None:
    own = nights(fleet, beyond)
    for day in DAYS[:first]:
        own.run(day)
    days = DAYS[first : first + count]
    found = own.rest(days)
    for day in days:
        own.run(day)
    assert found.keys() == own.shown.keys()
    assert {place: (found[place], own.shown[place]) for place in found if found[place] != own.shown[place]} == {}


def test_a_long_gap_is_spread_like_the_days_before_it_in_its_range() -> None:
    """From a Tuesday evening to the noon of Thursday; the meter draws most of a day in one hour."""
    shown = nights([Meter(0, 6, (range(5 * 96 + 80, 7 * 96 + 48),))], 0).rest(DAYS)
    wednesday = DAYS[6]
    masks, values = (np.array(shown[0, wednesday.day][name]) for name in ("masks", "values"))
    assert ((masks[:-1] & bit(Rule.LIKE_DAY)) > 0).all()
    assert values.max() > 4 * values.mean()


def test_a_gap_inside_a_day_is_spread_like_the_days_that_were_published_before_it() -> None:
    """Of a Friday from ten to eight in the evening; the meter draws most of a day in one hour of it."""
    friday = DAYS[8]
    begin = (friday.start - DAYS[0].start) // INTERVAL_MS
    own, whole = (nights([Meter(0, 17, lost)], 0) for lost in ((range(begin + 40, begin + 80),), ()))
    for day in DAYS[:8]:
        own.run(day)
        whole.run(day)
    shown, wanted = (np.array(each.rest([friday])[0, friday.day]["values"]) for each in (own, whole))
    inside = slice(39, 80)
    assert shown.sum() == wanted.sum()
    assert np.delete(shown, inside).tolist() == np.delete(wanted, inside).tolist()
    even = np.full(41, wanted[inside].mean())
    # its busy hour does not begin with an hour of the week, and stood elsewhere before clocks changed
    assert np.abs(shown - wanted).sum() < np.abs(even - wanted[inside]).sum() * 2 / 3


def test_nobody_is_asked_for_days_before_a_run_without_a_long_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    own = nights([Meter(-90_000, 6, (range(6 * 96 + 40, 6 * 96 + 44),))], 0)
    for day in DAYS[:6]:
        own.run(day)
    monkeypatch.setattr(own, "by_place", pytest.fail)
    assert len(own.rest(DAYS[6:8])) == 8


def test_a_meter_that_reads_a_moment_early_has_a_usual_day_by_nights_too() -> None:
    own = nights([Meter(-90_000, 6, ())], 0)
    for day in DAYS:
        own.run(day)
    assert [own.shown[0, day.day]["usual"] != NONE for day in DAYS] == [True] * len(DAYS)
