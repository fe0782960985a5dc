"""The numpy core equals contract.settlement to the integer."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.settlement.carries import NONE, no_carries
from batch_job.settlement.days import Day
from batch_job.settlement.settle import Bucket, Outcome, settle
from contract.closing import closing_readings, deduplicate
from contract.reading import Reading
from contract.segments import most_growth
from contract.windows import DAY_MS, INTERVAL_MS
from tests.batch_job.settlement.settling import (
    DAYS,
    UTILITY,
    columns,
    expected_form,
    histories,
    judgement,
    plain_form,
    reference,
)

points = st.lists(histories(), min_size=1, max_size=4)


def _settled(readings: list[list[Reading]], days: list[Day], seen: int) -> Outcome:
    return settle(Bucket(UTILITY, days, seen, no_carries(len(readings)), {}, columns(readings)))


@given(points, st.integers(1, 3), st.integers(0, 12))
@settings(max_examples=150, deadline=None)
def test_it_equals_the_reference(readings: list[list[Reading]], count: int, beyond: int) -> None:
    days = DAYS[:count]
    seen = days[-1].stop + beyond * INTERVAL_MS

    outcome = _settled(readings, days, seen)

    for point, own in enumerate(readings):
        for rows, usage in zip(outcome.rows, reference(own, days, seen, None), strict=True):
            assert plain_form(rows, point) == expected_form(usage)
            assert (rows.masks[point].tolist(), rows.usual[point]) == judgement(usage)


@given(points)
@settings(max_examples=80, deadline=None)
def test_it_counts_readings_and_repetitions(readings: list[list[Reading]]) -> None:
    seen = DAYS[-1].stop
    outcome = _settled(readings, DAYS, seen)

    heard = [[reading for reading in own if reading.at <= seen] for own in readings]
    kept = [deduplicate(own) for own in heard]
    distinct = sum(len(set(own)) for own in heard)
    assert outcome.conflicts == distinct - sum(map(len, kept))
    assert outcome.duplicates == sum(map(len, heard)) - distinct
    for rows in outcome.rows:
        in_day = [sum(rows.day.start < each.at <= rows.day.stop for each in own) for own in kept]
        assert rows.readings.tolist() == in_day


@given(points)
@settings(max_examples=50, deadline=None)
def test_it_keeps_the_closing_readings_of_each_interval(readings: list[list[Reading]]) -> None:
    outcome = _settled(readings, DAYS, DAYS[-1].stop)

    for point, own in enumerate(readings):
        for rows in outcome.rows:
            expected = [each for each in closing_readings(own) if rows.day.start < each.at <= rows.day.stop]
            there = rows.closing_at[point] != NONE
            assert rows.closing_at[point][there].tolist() == [each.at for each in expected]
            assert rows.closing_register[point][there].tolist() == [each.register for each in expected]


def test_a_long_gap_with_a_great_rise_does_not_overflow() -> None:
    first, last = DAYS[0].start, DAYS[-1].stop
    most = most_growth(UTILITY, last - first + 380 * DAY_MS)
    readings = [Reading(1, 7, first - 380 * DAY_MS, 0), Reading(1, 7, last, most)]

    outcome = _settled([readings], DAYS, last)

    for rows, usage in zip(outcome.rows, reference(readings, DAYS, last, None), strict=True):
        assert plain_form(rows, 0) == expected_form(usage)


def test_nothing_read_gives_missing_days() -> None:
    outcome = _settled([[], []], DAYS, DAYS[-1].stop)

    assert [rows.day.intervals for rows in outcome.rows] == [96, 92, 96]
    assert all((rows.values == -1).all() and (rows.carries.closing_at == NONE).all() for rows in outcome.rows)


def test_a_large_fleet_equals_the_reference() -> None:
    rng = np.random.default_rng(5)
    days, seen = DAYS[:2], DAYS[1].stop + INTERVAL_MS
    fleet = [_plain_history(rng, days) for _ in range(300)]

    outcome = _settled(fleet, days, seen)

    for point, own in enumerate(fleet):
        for rows, usage in zip(outcome.rows, reference(own, days, seen, None), strict=True):
            assert plain_form(rows, point) == expected_form(usage)


def _plain_history(rng: np.random.Generator, days: list[Day]) -> list[Reading]:
    """A reading near every interval end, some lost, some doubled, in the order of their random arrival."""
    ends = np.arange(days[0].start, days[-1].stop + 4 * INTERVAL_MS, INTERVAL_MS)
    at = ends + rng.integers(-90_000, 3_000, len(ends))
    register = 1000 + np.cumsum(rng.integers(0, 400, len(ends)))
    kept = rng.random(len(ends)) > 0.1
    gap = int(rng.integers(0, len(ends)))
    kept[gap : gap + int(rng.integers(0, 14))] = False
    rows = [Reading(1, 7, int(a), int(r)) for a, r in zip(at[kept], register[kept], strict=True)]
    rows += [rows[number] for number in rng.integers(0, len(rows), 3)] if rows else []
    return [rows[number] for number in rng.permutation(len(rows))]
