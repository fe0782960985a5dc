"""A difference is explained if and only if each layer holds what the reference makes of what it had seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.reconciliation.difference import Difference
from batch_job.reconciliation.explain import Seen, causes
from batch_job.reconciliation.inputs import uncorrected
from batch_job.reconciliation.rings import NONE
from contract.reconciliation import CAUSES, Cause
from contract.usage import NEAR_MS

STOP, SPEED, SETTLED = 100, 50, 10_000
NOTHING = (NONE, NONE)


class Row(NamedTuple):
    """A reading of the one interval that differs."""

    at: int
    register: int
    offset: int
    meter_id: int = 7
    stamp: int = 9_000
    revised: bool = False
    replaced: bool = False


def judged(
    live: tuple[int, int],
    batch: tuple[int, int],
    rows: list[Row],
    *,
    earlier: int = 0,
    supply_from: int = 0,
    refused: tuple[int, ...] = (),
) -> Cause:
    columns = [[0], [1], [2], [live[0]], [live[1]], [batch[0]], [batch[1]], [earlier], [NONE]]
    numbers = np.array(rows, np.int64).reshape(-1, len(Row._fields)).T
    columns_of = (numbers[3], numbers[0], numbers[1], numbers[2], numbers[4])
    inputs = replace(
        uncorrected(np.zeros(len(rows), np.int64), *columns_of),
        revised=numbers[5].astype(bool),
        replaced=numbers[6].astype(bool),
    )
    supply = np.array([supply_from])
    seen = Seen(STOP, SPEED, SETTLED, np.array(refused, np.int64))
    [code] = causes(Difference(*map(np.array, columns)), inputs, seen, supply)
    return CAUSES[int(code)]


A, B = (10, 100), (20, 200)


@pytest.mark.parametrize(
    ("live", "batch", "rows", "cause"),
    [
        (B, A, [Row(*A, 10), Row(*B, 150)], Cause.LATE),
        (B, NOTHING, [Row(*B, 150)], Cause.LATE),
        (A, B, [Row(*A, 10), Row(*B, 60)], Cause.SPEED_OUTAGE),
        (NOTHING, B, [Row(*B, 60)], Cause.SPEED_OUTAGE),
        (NOTHING, B, [Row(*B, 10, stamp=SETTLED + 1)], Cause.SPEED_OUTAGE),
        ((20, 100), B, [Row(20, 100, 10), Row(*B, 60)], Cause.DUPLICATE_CONFLICT),
        (A, B, [Row(*A, 10), Row(*B, 60, 8)], Cause.REGISTER_EVENT),
        (A, B, [Row(*A, 10), Row(*B, 60, stamp=19)], Cause.CLOCK),
        (B, A, [Row(*A, 10)], Cause.UNEXPLAINED),  # nobody sent what live holds
        (B, A, [Row(*A, 10), Row(*B, 60)], Cause.UNEXPLAINED),  # the batch should have it
        (A, B, [Row(*A, 10), Row(*B, 20)], Cause.UNEXPLAINED),  # the stream had surely seen it
        (NOTHING, B, [Row(*B, 10)], Cause.UNEXPLAINED),
        (NOTHING, B, [Row(*B, 150)], Cause.UNEXPLAINED),  # it came after the run's stop
    ],
)
def test_each_cause(live: tuple[int, int], batch: tuple[int, int], rows: list[Row], cause: Cause) -> None:
    assert judged(live, batch, rows) is cause


REVISED = Row(20, 190, -1, revised=True)


@pytest.mark.parametrize(
    ("live", "batch", "rows", "cause"),
    [
        (B, (20, 190), [Row(*B, 10, replaced=True), REVISED], Cause.CORRECTION),
        (B, (20, 190), [Row(*B, 150, replaced=True), REVISED], Cause.CORRECTION),  # and late besides
        (NOTHING, (20, 190), [REVISED], Cause.CORRECTION),  # a read where there was none
        (B, (20, 190), [REVISED], Cause.UNEXPLAINED),  # nobody sent what live holds
        ((20, 190), (20, 190 + 1), [Row(*B, 10, replaced=True), REVISED], Cause.UNEXPLAINED),  # live cannot know it
        (B, A, [Row(*A, 10), Row(*B, 20, replaced=True), REVISED], Cause.UNEXPLAINED),  # the batch took another
        (A, (20, 190), [Row(*A, 10), Row(*B, 20, replaced=True), REVISED], Cause.UNEXPLAINED),  # live had surely seen B
    ],
)
def test_a_correction_explains_what_it_replaced(
    live: tuple[int, int], batch: tuple[int, int], rows: list[Row], cause: Cause
) -> None:
    assert judged(live, batch, rows) is cause


def test_a_register_that_fell_is_an_event() -> None:
    assert judged(NOTHING, B, [Row(*B, 60)], earlier=201) is Cause.REGISTER_EVENT


def test_what_came_before_supply_is_refused_by_the_batch_alone() -> None:
    found = [Row(*A, 10), Row(*B, 20)]
    assert judged(B, NOTHING, found, supply_from=B[0] + NEAR_MS + 1) is Cause.QUARANTINE
    assert judged(B, A, found, supply_from=B[0] + NEAR_MS + 1) is Cause.UNEXPLAINED
    assert judged(B, NOTHING, found, supply_from=B[0] + NEAR_MS) is Cause.UNEXPLAINED


@pytest.mark.parametrize(
    ("live", "batch", "refused", "cause"),
    [
        (NOTHING, B, (10, 20), Cause.QUARANTINE),
        (A, B, (20,), Cause.QUARANTINE),  # that it took an earlier one may be: others of its block were enrolled
        (NOTHING, B, (20,), Cause.UNEXPLAINED),  # it should have taken the first
        (NOTHING, B, (10,), Cause.UNEXPLAINED),
        (A, B, (10,), Cause.UNEXPLAINED),
    ],
)
def test_what_came_before_enrolment_is_refused_by_the_stream_alone(
    live: tuple[int, int], batch: tuple[int, int], refused: tuple[int, ...], cause: Cause
) -> None:
    assert judged(live, batch, [Row(*A, 10), Row(*B, 20)], refused=refused) is cause


plain = st.builds(
    Row, st.integers(1, 4), st.integers(1, 3), st.integers(0, 160), st.just(7), st.just(9_000), *[st.just(False)] * 2
)
rows = st.lists(plain, min_size=1, max_size=6)


def greatest(found: list[Row], seen: Callable[[Row], bool]) -> tuple[int, int]:
    return max(((row.at, row.register) for row in found if seen(row)), default=NOTHING)


@settings(max_examples=300)
@given(rows, st.integers(SPEED, 170))
def test_what_honest_layers_hold_is_always_explained(found: list[Row], reached: int) -> None:
    live, batch = greatest(found, lambda row: row.offset < reached), greatest(found, lambda row: row.offset < STOP)
    if live != batch:
        assert judged(live, batch, found) is not Cause.UNEXPLAINED


@settings(max_examples=300)
@given(rows, st.tuples(st.integers(1, 4), st.integers(1, 3)), st.booleans())
def test_what_no_honest_layer_holds_never_is(found: list[Row], wrong: tuple[int, int], speed: bool) -> None:
    rest = [row for row in found if (row.at, row.register) != wrong]
    right = greatest(rest, lambda row: row.offset < STOP)
    assert judged(*((wrong, right) if speed else (right, wrong)), rest) is Cause.UNEXPLAINED
