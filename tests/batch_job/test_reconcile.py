"""What rings hold equals the contract's reading of them, and differences are counted by cause."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.reconciliation.compare import Difference, compare
from batch_job.reconciliation.kept import KeptDay
from batch_job.reconciliation.record import county_rows, home_rows
from batch_job.reconciliation.rings import NONE, Rings
from contract.closing import Closing
from contract.live_view import ring_closings
from contract.windows import INTERVAL_MS, index
from tests.batch_job.living import live_view, nobody

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
    headers, rings = [view[0] for view in views], [view[1] for view in views]

    found = Rings(headers, rings).closings(np.arange(len(fleet)), FIRST + begin, count)

    for row, (state, ring) in enumerate((view[2], view[1]) for view in views):
        held = ring_closings(state, ring or b"") if state else []
        wanted = {index(each.at, INTERVAL_MS): each for each in held}
        for column, interval in enumerate(range(FIRST + begin, FIRST + begin + count)):
            each = wanted.get(interval)
            assert found.at[row, column] == (each.at if each else NONE)
            assert found.register[row, column] == (each.register if each else NONE)


def _day(closings: list[list[Closing]]) -> KeptDay:
    at, register = (np.full((len(closings), 96), NONE) for _ in range(2))
    for row, own in enumerate(closings):
        for each in own:
            column = index(each.at, INTERVAL_MS) - FIRST
            at[row, column], register[row, column] = each.at, each.register
    return KeptDay(DAY, FIRST, np.arange(1, len(closings) + 1), at, register)


def test_each_difference_is_counted_once_and_with_its_cause() -> None:
    own = [Closing((FIRST + number) * INTERVAL_MS + 5, 100 + number, 7) for number in range(10)]
    arrived_later = [*own[:9], own[9]._replace(at=own[9].at + 1, register=500)]
    unheard = [*own[:3], *own[4:]]
    view = [live_view(rows)[:2] for rows in (own, arrived_later, unheard)] + [nobody()]
    live = Rings([header for header, _ in view], [ring for _, ring in view]).closings(np.arange(4), FIRST, 96)

    def explain(difference: Difference) -> np.ndarray:
        return np.array([register == 500 for register in difference.register.tolist()])

    found = compare("gas", _day([own] * 4), live, explain)

    assert found.compared.tolist() == [10, 10, 10, 10]
    assert found.matched.tolist() == [10, 9, 9, 0]
    assert found.late.tolist() == [0, 1, 0, 0]
    assert (found.beyond, found.heard) == (0, 3)
    assert [(row["compared"], row["matched"]) for row in home_rows([found])] == [(10, 10), (10, 9), (10, 9), (10, 0)]
    [one, other] = county_rows([found], {1: 1, 2: 1, 3: 1, 4: 3})
    assert (one["county"], one["compared"], one["matched"], one["late"], one["unexplained"]) == (1, 30, 28, 1, 1)
    assert (other["county"], other["matched"], other["unexplained"]) == (3, 0, 10)


def test_what_the_ring_has_passed_over_is_counted_apart() -> None:
    own = [Closing((FIRST + number) * INTERVAL_MS + 5, number, 7) for number in range(3)]
    header, ring, _ = live_view([*own, Closing((FIRST + 385) * INTERVAL_MS + 1, 9, 7)])

    found = compare(
        "gas", _day([own]), Rings([header], [ring]).closings(np.arange(1), FIRST, 96), lambda each: each.row < 0
    )

    assert (found.compared.tolist(), found.matched.tolist(), found.beyond) == ([1], [1], 2)
