"""At every horizon, and whatever days are published, the merged answer is the truth, each interval answered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from api.merge import BatchSide, DayRow, Layer, Merged, merge
from api.register_events import EventKind
from contract.closing import Closing, closing_readings
from contract.live_view import METER_BITS
from contract.reading import Reading
from contract.usage import Carry, history, known_ends
from contract.utilities import ELECTRICITY
from contract.windows import DAY_MS, INTERVAL_MS, MINUTE_MS
from tests.api.settled import Published, settle

DAYS = 3
START = 20_000 * DAY_MS
STOP = START + DAYS * DAY_MS
STEPS = (
    5_000,
    MINUTE_MS,
    INTERVAL_MS,
    INTERVAL_MS,
    INTERVAL_MS,
    47 * MINUTE_MS,
    2 * 60 * MINUTE_MS,
    9 * 60 * MINUTE_MS,
)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    """A service point's readings: dense and sparse stretches, gaps over midnight, falls of the register, swaps."""
    at = START + draw(st.one_of(st.integers(0, DAY_MS), st.integers(DAY_MS - INTERVAL_MS, DAY_MS)))
    register, meter_id, found = draw(st.integers(0, 10**9)), 33, []
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=120)):
        found.append(Reading(1, meter_id, at, register))
        at += draw(st.sampled_from((step, step, step + 1, max(step - 1, 1))))
        register += draw(st.sampled_from((0, 1, 777, 123_456, 123_457)))
        if draw(st.integers(0, 40)) == 0:
            register = max(register - draw(st.sampled_from((500_000, 5_000_000_000))), 0)
        if draw(st.integers(0, 60)) == 0:
            meter_id, register = meter_id + 1, draw(st.integers(0, 1000))
    return [reading for reading in found if reading.at <= STOP]


def publish(run_id: int, closings: Sequence[Closing], days: int, cutoff: int) -> Published:
    bounds = [(START + day * DAY_MS, START + (day + 1) * DAY_MS) for day in range(days)]
    return settle(run_id, closings, ELECTRICITY, bounds, cutoff)


def ring(closings: Sequence[Closing], now: int) -> list[Closing]:
    """What the live view still holds of them."""
    kept = [closing for closing in closings if closing.at <= now][-384:]
    return [closing._replace(meter_id=closing.meter_id % 2**METER_BITS) for closing in kept]


def truth(closings: Sequence[Closing], start: int, stop: int) -> int | None:
    known = known_ends(history([c for c in closings if c.at <= stop], ELECTRICITY), start, stop)
    return known[-1].level - known[0].level if len(known) > 1 else None


def amounts(merged: Merged) -> list[int]:
    pieces = [piece.usage for piece in merged.pieces if piece.usage is not None]
    return pieces + [span.usage for span in merged.spans if span.usage is not None]


def total(merged: Merged) -> int | None:
    return sum(amounts(merged)) if amounts(merged) else None


def side(published: Published, days: int) -> BatchSide:
    return BatchSide(START + days * DAY_MS, published.carry, published.rows)


@settings(max_examples=300, deadline=None)
@given(readings(), st.integers(0, DAYS), st.integers(0, DAY_MS), st.booleans())
def test_the_total_is_the_truth_at_every_horizon(found: list[Reading], days: int, grace: int, whole: bool) -> None:
    closings = closing_readings(found)
    horizon = START + days * DAY_MS
    batch = side(publish(7, closings, days, min(horizon + grace, STOP)), days) if days else BatchSide()
    merged = merge(batch, ring(closings, STOP), ELECTRICITY, START, STOP, whole_days=whole)
    assert total(merged) == truth(closings, START, STOP)


@settings(max_examples=200, deadline=None)
@given(readings(), st.integers(0, DAYS), st.booleans())
def test_no_interval_is_answered_twice_and_none_is_lost(found: list[Reading], days: int, whole: bool) -> None:
    closings = closing_readings(found)
    batch = side(publish(7, closings, days, START + days * DAY_MS), days) if days else BatchSide()
    merged = merge(batch, ring(closings, STOP), ELECTRICITY, START, STOP, whole_days=whole)
    edges = [START, *(piece.end for piece in merged.pieces)]
    assert [piece.start for piece in merged.pieces] == edges[:-1]
    assert edges[-1] == STOP
    known = [piece for piece in merged.pieces if piece.usage is not None and piece.layer is Layer.SPEED]
    assert not any(span.start < piece.end <= span.end for span in merged.spans for piece in known)
    assert all((piece.end <= START + days * DAY_MS) == (piece.layer is Layer.BATCH) for piece in merged.pieces)


@settings(max_examples=200, deadline=None)
@given(readings(), st.integers(1, DAYS), st.lists(st.integers(0, DAYS * 96), min_size=1, max_size=5))
def test_parts_of_a_range_add_up_to_it(found: list[Reading], days: int, cuts: list[int]) -> None:
    closings = closing_readings(found)
    batch = side(publish(7, closings, days, START + days * DAY_MS), days)
    edges = sorted({START, STOP, *(START + cut * INTERVAL_MS for cut in cuts)})
    live = ring(closings, STOP)
    parts = [total(merge(batch, live, ELECTRICITY, a, b)) for a, b in pairwise(edges)]
    known = [part for part in parts if part is not None]
    assert (sum(known) if known else None) == total(merge(batch, live, ELECTRICITY, START, STOP))


@settings(max_examples=150, deadline=None)
@given(readings(), st.integers(1, DAYS), st.sets(st.integers(1, DAYS)), st.integers(0, DAY_MS))
def test_any_runs_that_published_before_are_superseded(
    found: list[Reading], days: int, earlier: set[int], grace: int
) -> None:
    closings = closing_readings(found)
    rows: list[DayRow] = []
    carry: Carry | None = None
    for run_id, reach in enumerate(sorted({*(day for day in earlier if day < days), days}), 1):
        published = publish(run_id, closings, reach, START + reach * DAY_MS + grace)
        standing = {row.start: row.values for row in rows}
        rows += [new for new in published.rows if new.values != standing.get(new.start)]
        carry = published.carry
    merged = merge(BatchSide(START + days * DAY_MS, carry, rows), ring(closings, STOP), ELECTRICITY, START, STOP)
    assert total(merged) == truth(closings, START, STOP)


def test_without_a_first_reading_usage_is_unknown_and_never_zero() -> None:
    merged = merge(BatchSide(START + DAY_MS), [], ELECTRICITY, START, STOP)
    assert len(merged.pieces) == DAYS * 96
    assert total(merged) is None


def test_a_late_reading_shows_as_a_seam_adjustment() -> None:
    horizon = START + DAY_MS
    early = [Closing(START + INTERVAL_MS * i, i * 100, 33) for i in range(1, 96)]
    late = Closing(horizon, 9_700, 33)
    after = [Closing(horizon + INTERVAL_MS * i, 9_700 + i * 100, 33) for i in range(1, 5)]
    published = publish(1, [*early, *after], 1, horizon + INTERVAL_MS)
    merged = merge(
        side(published, 1), ring([*early, late, *after], STOP), ELECTRICITY, START, horizon + 4 * INTERVAL_MS
    )
    assert merged.seam_adjustment == 9_700 - (9_500 + (9_800 - 9_500) // 2)
    assert total(merged) == 10_100 - 100


def test_a_dial_rolls_over_by_its_own_digits() -> None:
    """Nine digits, where electricity's have fourteen: what follows the wrap would else be a reset, and lost."""
    horizon, last = START + DAY_MS, 10**9 - 50
    before = [Closing(horizon - INTERVAL_MS * i, last - 100 * i, 33) for i in range(95, -1, -1)]
    after = [Closing(horizon + INTERVAL_MS * i, (last + 100 * i) % 10**9, 33) for i in range(1, 5)]
    published = publish(7, before, 1, horizon)
    batch = replace(side(published, 1), dials={33 % 2**METER_BITS: 9})
    merged = merge(batch, ring([*before, *after], STOP), ELECTRICITY, horizon, horizon + 4 * INTERVAL_MS)
    assert [piece.usage for piece in merged.pieces] == [100] * 4
    assert [event.kind for event in merged.events] == [EventKind.ROLLOVER]
