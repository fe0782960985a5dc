"""Whatever registers do, no live usage below zero or beyond any supply is shown, and each event is told."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from api.merge import BatchSide, Layer, Merged, Piece, merge
from api.region_speed import Member, speed_parts
from api.register_events import EventKind
from api.totals import sums
from contract.closing import Closing, closing_readings
from contract.reading import Reading
from contract.usage import NEAR_MS, Usage, history, speed_usage
from contract.utilities import ELECTRICITY, amount
from contract.windows import DAY_MS, INTERVAL_MS
from tests.api.register_trouble import DIAL, NOISE, troubled_readings
from tests.api.test_merge import DAYS, START, STOP, publish, ring, side
from tests.api.test_region_speed import held, one

NOON = START + DAY_MS // 2


def most(start: int, end: int) -> int:
    """What the supply can carry between readings a minute off both ends."""
    return amount(ELECTRICITY.supply_limit, end - start + 2 * NEAR_MS)


def merged_of(found: list[Reading], days: int, grace: int) -> Merged:
    closings = closing_readings(found)
    cutoff = min(START + days * DAY_MS + grace, STOP)
    batch = side(publish(7, closings, days, cutoff), days) if days else BatchSide()
    return merge(batch, ring(closings, STOP), ELECTRICITY, START, STOP)


@settings(max_examples=300, deadline=None)
@given(troubled_readings(), st.integers(0, DAYS), st.integers(0, DAY_MS))
def test_no_usage_is_negative_or_more_than_can_be(found: list[Reading], days: int, grace: int) -> None:
    merged = merged_of(found, days, grace)
    live_pieces = [piece for piece in merged.pieces if piece.layer is Layer.SPEED]
    parts: list[Piece | Usage] = [*live_pieces, *merged.spans]
    for part in parts:
        assert part.usage is None or 0 <= part.usage <= most(part.start, part.end), part
    values, loose = sums(merged, pairwise(range(START, STOP + 1, DAY_MS)))
    assert all(value.usage is None or value.usage >= 0 for value in values)
    assert all(span.usage is None or span.usage >= 0 for span in loose)


@settings(max_examples=200, deadline=None)
@given(troubled_readings())
def test_all_that_is_known_is_shown(found: list[Reading]) -> None:
    merged = merged_of(found, 0, 0)
    opened = min((reading.at for reading in found), default=STOP) // INTERVAL_MS * INTERVAL_MS
    told = speed_usage(history(ring(closing_readings(found), STOP), ELECTRICITY), opened, STOP)
    parts: list[Piece | Usage] = [*merged.pieces, *merged.spans]
    shown = {(part.start, part.end, part.usage) for part in parts if part.usage is not None}
    assert shown == {(usage.start, usage.end, usage.usage) for usage in told}


@settings(max_examples=100, deadline=None)
@given(st.lists(troubled_readings(), min_size=1, max_size=3), st.integers(0, DAYS), st.integers(0, DAY_MS))
def test_a_county_is_answered_as_its_homes(homes: list[list[Reading]], days: int, grace: int) -> None:
    horizon = START + days * DAY_MS if days else None
    members = []
    for found in homes:
        closings = closing_readings(found)
        carry = publish(7, closings, days, min((horizon or 0) + grace, STOP)).carry if days else None
        members.append(Member(carry, *held(closings)))
    together = speed_parts(members, ELECTRICITY, horizon, NOON, STOP)
    assert together == [one(member, horizon, NOON, STOP) for member in members]


def live(*registers: int, meters: tuple[int, ...] = ()) -> Merged:
    """Quarter-hourly registers from noon on, no day settled."""
    fitted = [*meters, *[1] * len(registers)][: len(registers)]
    closings = [
        Closing(NOON + number * INTERVAL_MS, register, meter)
        for number, (register, meter) in enumerate(zip(registers, fitted, strict=True))
    ]
    return merge(BatchSide(), closings, ELECTRICITY, NOON, closings[-1].at)


def used(merged: Merged) -> list[int | None]:
    return [piece.usage for piece in merged.pieces]


def test_the_step_of_a_swap_counts_nothing() -> None:
    for first in (0, 90_000, 10**13):
        merged = live(50_000, 50_700, first, first + 300, meters=(1, 1, 2, 2))
        assert used(merged) == [700, 0, 300]
        (event,) = merged.events
        assert (event.kind, event.register_before, event.register_after) == (EventKind.SWAP, 50_700, first)
        assert (event.after, event.at) == (NOON + INTERVAL_MS, NOON + 2 * INTERVAL_MS)


def test_a_back_step_is_held_until_the_register_has_passed_it() -> None:
    low = 2 * NOISE - NOISE // 2
    merged = live(2 * NOISE - 500, 2 * NOISE, low, low + 100)
    assert used(merged) == [500, 0, 0]
    (event,) = merged.events
    assert (event.kind, event.until, event.register_before) == (EventKind.BACK_STEP, None, 2 * NOISE)
    passed = live(2 * NOISE - 500, 2 * NOISE, low, low + 100, 2 * NOISE + 40)
    assert used(passed) == [500, 0, 0, 40]
    assert [event.until for event in passed.events] == [NOON + 4 * INTERVAL_MS]


def test_a_dial_that_passes_its_last_digit_goes_on() -> None:
    merged = live(DIAL - 1000, DIAL - 400, 200)
    assert used(merged) == [600, 600]
    assert [event.kind for event in merged.events] == [EventKind.ROLLOVER]


def test_one_odd_reading_counts_nothing_and_hides_nothing() -> None:
    for odd in (10**9, 10**13):
        merged = live(10**12, 10**12 + 500, odd, 10**12 + 900, 10**12 + 950)
        assert used(merged) == [500, 0, 400, 50]
        assert [event.kind for event in merged.events][1:] == [EventKind.RETURN]


def test_a_reset_begins_anew() -> None:
    merged = live(10**12, 10**12 + 500, 300, 450)
    assert used(merged) == [500, 0, 150]
    assert [(event.kind, event.counted) for event in merged.events] == [(EventKind.RESET, 0)]


def test_a_step_that_no_supply_can_carry_counts_nothing_and_is_said() -> None:
    merged = live(1000, 2000, 2000 + 10**12, 2500 + 10**12)
    assert used(merged) == [1000, 0, 500]
    (event,) = merged.events
    assert (event.kind, event.counted) == (EventKind.JUMP, None)
