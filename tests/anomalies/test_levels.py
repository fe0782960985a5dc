"""Levels of many service points at once are those of the contract's rule, whatever their registers do."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anomalies.closings import closings_of
from anomalies.history import Array
from anomalies.levels import levels_of
from contract.closing import Closing
from contract.encoding.live_layout import HEADER, SLOT
from contract.live_view import SLOTS
from contract.usage import history, level_at
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS
from tests.anomalies.live import header_of, ring_of

FIRST = 1_992_192
OFFSETS = [1, 450_000, INTERVAL_MS - 60_000, INTERVAL_MS - 1, INTERVAL_MS]
DIAL = 10**ELECTRICITY.register_digits
JUMPS = [0, 0, 3, 250_000, 40_000_000, 10**10, -500_000, -3_000_000, -(10**9)]

ODD = [*[0] * 8, -3_000_000, 10**10]  # of one reading alone

steps = st.tuples(
    st.integers(1, 12),
    st.sampled_from(OFFSETS),
    st.sampled_from(JUMPS),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from(ODD),
)
courses = st.tuples(st.sampled_from([0, 5 * 10**9, DIAL - 2]), st.lists(steps, min_size=1, max_size=20))


Course = tuple[int, list[tuple[int, int, int, int, int]]]


def closings(course: Course) -> list[Closing]:
    register, told = course
    found, interval, meter = [], FIRST, 7
    for ahead, offset, jump, swapped, odd in told:
        interval, register, meter = interval + ahead, max(register + jump, 0) % DIAL, meter + swapped
        found.append(Closing(interval * INTERVAL_MS + offset, max(register + odd, 0) % DIAL, meter % 32))
    return found


@given(st.lists(courses, min_size=1, max_size=5), st.integers(-5, 5))
def test_levels_are_those_of_the_contract(told: list[Course], beyond: int) -> None:
    each = [closings(course) for course in told]
    last = max(found[-1].at // INTERVAL_MS for found in each) + beyond
    headers = np.array([astuple(header_of(found)) for found in each], HEADER)
    rings = np.frombuffer(b"".join(ring_of(found) for found in each), SLOT).reshape(-1, SLOTS)
    seen = closings_of(headers, rings, last)
    level, _ = levels_of(seen, ELECTRICITY)
    for row, found in enumerate(each):
        kept = [closing for closing in found if closing.at <= (last + 1) * INTERVAL_MS]
        assert seen.of_row(row) == kept
        np.testing.assert_equal(_since_first(level[row]), _since_first(_by_contract(kept, last)))


def test_what_ran_backwards_is_told_from_what_was_reset() -> None:
    backwards, reset = ([Closing((FIRST + 1) * INTERVAL_MS, 10**10, 7)] for _ in range(2))
    backwards.append(Closing((FIRST + 2) * INTERVAL_MS, 10**10 - 4_000_000, 7))
    reset.append(Closing((FIRST + 2) * INTERVAL_MS, 12, 7))
    headers = np.array([astuple(header_of(found)) for found in (backwards, reset)], HEADER)
    rings = np.frombuffer(ring_of(backwards) + ring_of(reset), SLOT).reshape(-1, SLOTS)
    _, fallen = levels_of(closings_of(headers, rings, FIRST + 1), ELECTRICITY)
    assert fallen.sum(axis=1).tolist() == [4_000_000, 0]


def test_a_register_that_returned_did_not_run_backwards() -> None:
    registers = [10**10, 10**10 - 4_000_000, 10**10 + 500]
    found = [Closing((FIRST + number) * INTERVAL_MS, register, 7) for number, register in enumerate(registers, 1)]
    headers = np.array([astuple(header_of(found))], HEADER)
    _, fallen = levels_of(
        closings_of(headers, np.frombuffer(ring_of(found), SLOT).reshape(-1, SLOTS), FIRST + 2), ELECTRICITY
    )
    assert fallen.sum() == 0


def _by_contract(kept: list[Closing], last: int) -> Array:
    past = history(kept, ELECTRICITY)
    ends = [(number + 1) * INTERVAL_MS for number in range(last - SLOTS + 1, last + 1)]
    known = [level_at(past.segments, end) for end in ends]
    return np.array([each.level if each else np.nan for each in known], np.float64)


def _since_first(level: Array) -> Array:
    known = level[~np.isnan(level)]
    return level - known[0] if len(known) else level


def test_a_dial_of_its_own_rolls_over() -> None:
    found = [Closing((FIRST + number) * INTERVAL_MS, (10**9 - 150 + 100 * number) % 10**9, 7) for number in range(1, 5)]
    headers = np.array([astuple(header_of(found))] * 2, HEADER)
    rings = np.frombuffer(ring_of(found) * 2, SLOT).reshape(-1, SLOTS)
    level, fallen = levels_of(closings_of(headers, rings, FIRST + 3), ELECTRICITY, {1: {7: 9}})
    assert np.diff(level[:, -4:]).tolist() == [[0, 100, 100], [100, 100, 100]]
    assert not fallen.any()
