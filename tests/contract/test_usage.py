"""The usage rule: levels at interval ends, spans, segments; and a batch cut anywhere goes on where it stopped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.closing import Closing, closing_readings, deduplicate
from contract.reading import Reading
from contract.segments import Step, most_growth, walk
from contract.settlement import settle_day
from contract.usage import Basis, history, speed_usage
from contract.utilities import WATER
from contract.windows import INTERVAL_MS as Q

DAY = 96 * Q
HOUR = 4 * Q
MOST = most_growth(WATER, 1)


def at(*pairs: tuple[int, int]) -> list[Closing]:
    return [Closing(instant, register, 1) for instant, register in pairs]


def test_a_closing_reading_near_the_end_measures_it() -> None:
    values = speed_usage(history(at((Q - 60_000, 10), (2 * Q, 25)), WATER), Q, 2 * Q)
    assert [(value.usage, value.basis) for value in values] == [(15, Basis.MEASURED)]


def test_between_readings_up_to_two_hours_apart_lies_a_line_rounded_down() -> None:
    values = speed_usage(history(at((Q, 0), (9 * Q, 13)), WATER), Q, 9 * Q)
    assert [value.usage for value in values] == [1, 2, 1, 2, 2, 1, 2, 2]
    assert {value.basis for value in values} == {Basis.LINEAR}


def test_a_longer_gap_is_one_unallocated_amount() -> None:
    values = speed_usage(history(at((Q, 0), (9 * Q + 1, 13), (10 * Q, 14)), WATER), 0, 10 * Q)
    assert [(value.start, value.end, value.usage) for value in values] == [(Q, 10 * Q, 14)]


def test_without_a_first_reading_there_is_no_usage() -> None:
    assert speed_usage(history([], WATER), 0, DAY) == []


def test_order_and_duplicates_change_no_closing_reading() -> None:
    readings = [Reading(1, 1, Q - 1, 5), Reading(1, 1, Q, 6), Reading(1, 1, Q + 1, 7), Reading(1, 1, Q, 6)]
    assert closing_readings(readings) == closing_readings(reversed(readings)) == at((Q, 6), (Q + 1, 7))


def test_of_conflicting_readings_the_greatest_wins() -> None:
    assert deduplicate([Reading(1, 1, 5, 6, 9), Reading(1, 1, 5, 7, 0)]) == [Reading(1, 1, 5, 7, 0)]


@pytest.mark.parametrize(
    ("before", "after", "step", "level"),
    [
        (10_000_000, 9_600_000, Step.BACK_STEP, 0),
        (10_000_000, 40, Step.RESET, 0),
        (10**14 - 7, 5, Step.ROLLOVER, 12),
        (10_000_000, 10_000_000, Step.GROWTH, 0),
        (10_000_000, 10_000_000 + MOST, Step.GROWTH, MOST),
        (10_000_000, 10_000_001 + MOST, Step.JUMP, 0),
        (9 * 10**13, 10**13 - 1, Step.RESET, 0),  # a dial may have passed its end, but not so far beyond
    ],
)
def test_a_register_that_falls_or_jumps_is_judged(before: int, after: int, step: Step, level: int) -> None:
    (_, _), (segment, found) = walk(at((1, before), (2, after)), WATER)
    assert (found, segment.level) == (step, level)


def test_a_back_step_is_held_until_the_mark_is_passed() -> None:
    segments = [segment for segment, _ in walk(at((1, 1000), (2, 990), (3, 995), (4, 1003)), WATER)]
    assert [segment.level for segment in segments] == [0, 0, 0, 3]


def test_a_new_meter_is_a_new_segment() -> None:
    (_, _), (segment, step) = walk([Closing(1, 500, 1), Closing(2, 900_000, 2)], WATER)
    assert (step, segment.level) == (Step.SWAP, 0)


@pytest.mark.parametrize(
    ("registers", "levels", "last"),
    [
        ((5_000_000, 2_000_000, 5_000_300, 5_000_700), [0, 0, 300, 700], Step.GROWTH),
        ((5_000_000, 10**13, 5_000_300, 5_000_700), [0, 0, 300, 700], Step.GROWTH),
        ((5_000_000, 2_000_000, 5_000_000), [0, 0, 0], Step.RETURN),
        ((5_000_000, 2_000_000, 5_000_000 - WATER.back_step, 5_000_200), [0, 0, 0, 200], Step.GROWTH),
        ((5_000_000, 2_000_000, 4_999_999 - WATER.back_step), [0, 0, 2_999_999 - WATER.back_step], Step.GROWTH),
        ((5_000_000, 2_000_000, 2_000_100, 5_000_300), [0, 0, 100, 3_000_300], Step.GROWTH),  # two are believed
        ((5_000_000, 10**13, 10**13 + 100, 5_000_300), [0, 0, 100, 100], Step.RESET),
        ((5_000_000, 2_000_000, 5_000_000 + MOST), [0, 0, MOST], Step.RETURN),
        ((5_000_000, 2_000_000, 5_000_001 + MOST), [0, 0, 0], Step.JUMP),
        ((5_000_000, 5_000_001 + MOST, 5_000_003 + MOST), [0, 0, 2], Step.GROWTH),  # it went on, not back
    ],
)
def test_one_odd_reading_is_returned_from(registers: tuple[int, ...], levels: list[int], last: Step) -> None:
    walked = list(walk(at(*enumerate(registers, 1)), WATER))
    assert [segment.level for segment, _ in walked] == levels
    assert walked[-1][1] is last


def test_to_another_meter_nothing_returns() -> None:
    *_, (segment, step) = walk([Closing(1, 5_000_000, 1), Closing(2, 40, 1), Closing(3, 5_000_300, 2)], WATER)
    assert (step, segment.level, segment.left) == (Step.SWAP, 0, None)


@st.composite
def closings(draw: st.DrawFn) -> list[Closing]:
    """Three days of growth, gaps, noise, resets and odd readings, one reading at most an interval."""
    intervals = draw(st.lists(st.integers(0, 3 * 96 - 1), unique=True, min_size=1, max_size=60))
    register, found = 10_000_000, []
    for interval in sorted(intervals):
        register += draw(st.one_of(st.integers(0, 10**6), st.sampled_from([-300_000, -9_000_000])))
        register = max(register, 0)
        offset = draw(st.sampled_from([1, Q // 2, Q - 60_001, Q - 60_000, Q]))
        odd = draw(st.sampled_from([0] * 8 + [-9_000_000, 10**13]))
        found.append(Closing(interval * Q + offset, max(register + odd, 0), draw(st.sampled_from([1, 1, 1, 1, 2]))))
    return found


@given(closings(), st.integers(0, 3))
def test_settled_days_and_speed_after_them_add_up_to_the_truth(found: list[Closing], settled: int) -> None:
    """Whatever the horizon, with everything known before the cut: batch days + speed = levels' difference."""
    stop = 3 * DAY
    whole = speed_usage(history(found, WATER), 0, stop)
    total, carry = 0, None
    for day in range(settled):
        start = day * DAY
        day_usage = settle_day(history(found, WATER, carry), start, start + DAY, stop)
        total += day_usage.total or 0
        carry = day_usage.carry
    after = speed_usage(history(found, WATER, carry), settled * DAY, stop)
    assert total + sum(value.usage or 0 for value in after) == sum(value.usage or 0 for value in whole)


@given(closings(), st.integers(1, 3))
def test_no_interval_is_answered_twice(found: list[Closing], settled: int) -> None:
    carry = None
    answered: set[int] = set()
    for day in range(settled):
        usage = settle_day(history(found, WATER, carry), day * DAY, (day + 1) * DAY, 3 * DAY)
        answered |= {value.end for value in usage.values if value.usage is not None}
        carry = usage.carry
    for value in speed_usage(history(found, WATER, carry), settled * DAY, 3 * DAY):
        covered = set(range(value.start + Q, value.end + 1, Q))
        assert not covered & answered
        answered |= covered


@given(closings(), st.lists(st.integers(1, 3 * 96 - 1), max_size=3))
def test_usage_never_falls_below_nothing(found: list[Closing], cuts: list[int]) -> None:
    values = settle_day(history(found, WATER), 0, 3 * DAY, 3 * DAY).values
    assert all(value.usage is None or value.usage >= 0 for value in values)
    known = [value for value in values if value.usage is not None]
    assert [value.end for value in known] == list(range(known[0].end, known[-1].end + 1, Q)) if known else True
