"""Two nights, one after the other, end where one look at everything ends: gaps over midnight are settled again."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.settlement.carries import no_carries
from batch_job.settlement.days import Day
from batch_job.settlement.reopened import StoredDay
from batch_job.settlement.rows import DayRows
from batch_job.settlement.settle import Bucket, settle
from contract.reading import Reading
from contract.windows import INTERVAL_MS
from tests.batch_job.settlement.settling import DAYS, UTILITY, columns, expected_form, histories, plain_form, reference


def _stored(rows: DayRows, point: int) -> StoredDay:
    values, basis, carry = plain_form(rows, point)
    [row] = np.flatnonzero(rows.point == point).tolist()
    masks = tuple(rows.masks[row].tolist())
    return StoredDay(rows.day, tuple(values), tuple(basis), int(rows.readings[row]), masks, carry)


def _by_day(rows: list[DayRows], point: int) -> dict[Day, DayRows]:
    return {each.day: each for each in rows if point in each.point}


@given(st.lists(histories(DAYS[:2]), min_size=1, max_size=3), st.integers(0, 6))
@settings(max_examples=150, deadline=None)
def test_two_nights_equal_one_look(readings: list[list[Reading]], beyond: int) -> None:
    first, second = DAYS[:2]
    cut, seen = first.stop + beyond * INTERVAL_MS, second.stop + beyond * INTERVAL_MS
    none = no_carries(len(readings))
    one = settle(Bucket(UTILITY, [first], cut, none, {}, columns(readings))).rows[0]
    stored = {point: [_stored(one, point)] for point in range(len(readings))}
    news = [[each for each in own if each.at > first.stop] for own in readings]
    two = settle(Bucket(UTILITY, [second], seen, one.carries, stored, columns(news))).rows

    for point, own in enumerate(readings):
        latest = {first: one} | _by_day(two, point)
        for day, usage in zip((first, second), reference(own, [first, second], seen, None), strict=True):
            assert plain_form(latest[day], point) == expected_form(usage)


@given(histories(), st.integers(0, 6))
@settings(max_examples=150, deadline=None)
def test_any_number_of_nights_equal_one_look(own: list[Reading], beyond: int) -> None:
    """A reading of a day in the middle of a gap may give no level, and yet the day's state has it."""
    latest: dict[Day, DayRows] = {}
    carries, seen = no_carries(1), 0
    for day in DAYS:
        news = [each for each in own if each.at > max((one.stop for one in latest), default=0)]
        seen = day.stop + beyond * INTERVAL_MS
        stored = {0: [_stored(rows, 0) for rows in latest.values()]}
        latest |= {
            rows.day: rows for rows in settle(Bucket(UTILITY, [day], seen, carries, stored, columns([news]))).rows
        }
        carries = latest[day].carries

    for day, usage in zip(DAYS, reference(own, DAYS, seen, None), strict=True):
        assert plain_form(latest[day], 0) == expected_form(usage)


def test_a_run_goes_on_from_the_level_that_was_served() -> None:
    """A late reading of a day that stands moves the level at midnight: the next interval takes it up."""
    first, second = DAYS[:2]
    quarters = range(first.start, second.stop + 1, INTERVAL_MS)
    told = [Reading(1, 7, end, (end - first.start) // 1000) for end in quarters if end != first.stop]
    late = Reading(1, 7, first.stop, (first.stop - first.start) // 1000 - 100)
    one = settle(Bucket(UTILITY, [first], first.stop + INTERVAL_MS, no_carries(1), {}, columns([told]))).rows[0]
    news = columns([[late, *(each for each in told if each.at > first.stop)]])

    [two] = settle(Bucket(UTILITY, [second], second.stop, one.carries, {0: [_stored(one, 0)]}, news)).rows

    assert (two.values[0] == 900).all()
    assert one.values.sum() + two.values.sum() == (second.stop - first.start) // 1000


def test_what_arrives_late_for_a_gap_fills_it() -> None:
    first, second = DAYS[:2]
    ends = range(first.start, second.stop + 1, INTERVAL_MS)
    everything = [Reading(1, 7, end, (end - first.start) // 1000) for end in ends]
    silent = first.stop - 20 * INTERVAL_MS
    one = settle(
        Bucket(UTILITY, [first], first.stop, no_carries(1), {}, columns([[r for r in everything if r.at <= silent]]))
    ).rows[0]
    late = columns([[each for each in everything if each.at > silent]])

    two = settle(Bucket(UTILITY, [second], second.stop, one.carries, {0: [_stored(one, 0)]}, late)).rows

    assert [rows.day for rows in two] == [first, second]
    for rows, usage in zip(two, reference(everything, [first, second], second.stop, None), strict=True):
        assert plain_form(rows, 0) == expected_form(usage)
    assert [int(rows.readings[0]) for rows in two] == [first.intervals, second.intervals]
    assert (np.concatenate([rows.values[0] for rows in two]) == 900).all()
