"""What rings hold equals the contract's reading of them, and differences are counted by cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.reconciliation.compare import compare
from batch_job.reconciliation.kept import KeptDay
from batch_job.reconciliation.record import cause_rows, county_rows, home_rows
from batch_job.reconciliation.rings import NONE, LiveClosings, Rings
from contract.closing import Closing
from contract.live_view import LiveState, ring_closings
from contract.reconciliation import CAUSES, Cause, read_sizes, size_step
from contract.windows import INTERVAL_MS, index
from tests.batch_job.reconciliation.living import headers_of, live_view

FIRST = 2_000_000
DAY = date(2026, 1, 2)
closing_lists = st.lists(
    st.tuples(st.integers(0, 800), st.integers(1, INTERVAL_MS), st.integers(0, 2**47)),
    max_size=12,
    unique_by=lambda x: x[0],
)


def _closings(rows: list[tuple[int, int, int]]) -> list[Closing]:
    return [Closing((FIRST + number) * INTERVAL_MS + offset, register, 7) for number, offset, register in sorted(rows)]


@given(st.lists(closing_lists, min_size=1, max_size=4), st.integers(-50, 850), st.integers(1, 100))
@settings(max_examples=100, deadline=None)
def test_it_equals_the_contract(fleet: list[list[tuple[int, int, int]]], begin: int, count: int) -> None:
    views = [live_view(_closings(rows)) for rows in fleet]
    found = _rings(views).closings(np.arange(len(fleet)), FIRST + begin, count)

    for row, (state, ring) in enumerate(views):
        held = ring_closings(state, ring or b"") if state else []
        wanted = {index(each.at, INTERVAL_MS): each for each in held}
        for column, interval in enumerate(range(FIRST + begin, FIRST + begin + count)):
            each = wanted.get(interval)
            assert found.at[row, column] == (each.at if each else NONE)
            assert found.register[row, column] == (each.register if each else NONE)


def _rings(views: Sequence[tuple[LiveState | None, bytes | None]]) -> Rings:
    return Rings(headers_of([state for state, _ in views]), [ring for _, ring in views])


def _day(closings: list[list[Closing]]) -> KeptDay:
    at, register = (np.full((len(closings), 96), NONE) for _ in range(2))
    for row, own in enumerate(closings):
        for each in own:
            column = index(each.at, INTERVAL_MS) - FIRST
            at[row, column], register[row, column] = each.at, each.register
    return KeptDay(DAY, FIRST, np.arange(1, len(closings) + 1), at, register)


def _live(closings: list[list[Closing]]) -> LiveClosings:
    return _rings([live_view(rows) for rows in closings]).closings(np.arange(len(closings)), FIRST, 96)


def test_each_difference_is_counted_once() -> None:
    own = [Closing((FIRST + number) * INTERVAL_MS + 5, 100 + number, 7) for number in range(10)]
    ahead = [*own[:9], own[9]._replace(at=own[9].at + 1, register=500)]
    unheard = [*own[:3], *own[4:]]

    found = compare("gas", _day([own] * 4), _live([own, ahead, unheard, []]))

    assert found.compared.tolist() == [10, 10, 10, 10]
    assert found.matched.tolist() == [10, 9, 9, 0]
    assert (found.beyond, found.heard, found.unexplained) == (0, 3, 12)
    assert found.difference.size.tolist() == [391, 1] + [NONE] * 10
    late = replace(found, cause=np.array([CAUSES.index(Cause.LATE)] + [CAUSES.index(Cause.UNEXPLAINED)] * 11))
    assert [(row["compared"], row["matched"]) for row in home_rows([late])] == [(10, 10), (10, 9), (10, 9), (10, 0)]
    county = {1: 1, 2: 1, 3: 1, 4: 3}
    [one, other] = county_rows([late], county)
    assert (one["county"], one["compared"], one["matched"], one["late"], one["unexplained"]) == (1, 30, 28, 1, 1)
    assert (other["county"], other["matched"], other["unexplained"]) == (3, 0, 10)
    causes = [(row["county"], row["cause"], row["differences"]) for row in cause_rows([late], county)]
    assert causes == [(1, "late", 1), (1, "unexplained", 1), (3, "unexplained", 10)]
    assert [dict(read_sizes(row["sizes"])) for row in cause_rows([late], county)] == [{size_step(391): 1}, {1: 1}, {}]


def test_what_the_ring_has_passed_over_is_counted_apart() -> None:
    own = [Closing((FIRST + number) * INTERVAL_MS + 5, number, 7) for number in range(3)]

    found = compare("gas", _day([own]), _live([[*own, Closing((FIRST + 385) * INTERVAL_MS + 1, 9, 7)]]))

    assert (found.compared.tolist(), found.matched.tolist(), found.beyond) == ([1], [1], 2)
