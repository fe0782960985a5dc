"""Many homes at once are answered as one by one, whatever their meters did and wherever the horizon lies."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from api.merge import BatchSide, Layer, merge
from api.region_speed import Live, Member, speed_parts
from api.ring_grid import grid
from contract.closing import Closing, closing_readings
from contract.live_view import METER_BITS, SLOT, SLOTS, LiveState, ring_closings, slot_of, write_slot
from contract.reading import Reading
from contract.utilities import ELECTRICITY
from contract.windows import DAY_MS, INTERVAL_MS, index
from tests.api.test_merge import DAYS, START, STOP, publish, readings


def held(closings: Sequence[Closing]) -> tuple[LiveState | None, bytes]:
    """Header and ring after these closing readings."""
    if not closings:
        return None, b""
    first, last = index(closings[0].at, INTERVAL_MS), closings[-1]
    ring = bytearray(SLOTS * SLOT.size)
    for closing in closings[:-1]:
        slot = slot_of(index(closing.at, INTERVAL_MS), first) * SLOT.size
        ring[slot : slot + SLOT.size] = write_slot(closing)
    rest = (0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, 0, 0)
    return LiveState(last.at, last.register, 0, last.meter_id, first, *rest), bytes(ring)


def one(member: Member, horizon: int | None, start: int, stop: int) -> Live:
    closings = ring_closings(member.state, member.ring) if member.state else []
    merged = merge(BatchSide(horizon, member.carry), closings, ELECTRICITY, start, stop)
    known = [piece.usage for piece in merged.pieces if piece.layer is Layer.SPEED and piece.usage is not None]
    amounts = known + [span.usage or 0 for span in merged.spans]
    spanned = sum(min(span.end, stop) - max(span.start, start) for span in merged.spans) // INTERVAL_MS
    return Live(sum(amounts) if amounts else None, len(known) + spanned)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(readings(), min_size=1, max_size=4),
    st.integers(0, DAYS),
    st.integers(0, DAY_MS),
    st.integers(0, DAYS * 96),
    st.integers(0, DAYS * 96),
)
def test_many_homes_as_one_by_one(homes: list[list[Reading]], days: int, grace: int, a: int, b: int) -> None:
    horizon = START + days * DAY_MS if days else None
    start, stop = (START + min(a, b) * INTERVAL_MS, START + max(a, b) * INTERVAL_MS)
    members = []
    for found in homes:
        closings = closing_readings(found)
        carry = publish(7, closings, days, min((horizon or 0) + grace, STOP)).carry if days else None
        members.append(Member(carry, *held(closings)))
    together = speed_parts(members, ELECTRICITY, horizon, start, stop)
    assert together == [one(member, horizon, start, stop) for member in members]


@settings(max_examples=60, deadline=None)
@given(st.lists(readings().filter(bool), min_size=1, max_size=3))
def test_the_grid_holds_what_header_and_ring_hold(homes: list[list[Reading]]) -> None:
    pairs = [held(closing_readings(found)) for found in homes]
    states = [state for state, _ in pairs if state]
    whole = grid(states, [ring for _, ring in pairs])
    for row, (state, (_, ring)) in enumerate(zip(states, pairs, strict=True)):
        columns = (whole.at[row], whole.register[row], whole.meter[row])
        found = [Closing(*(int(number) for number in cell)) for cell in zip(*columns, strict=True) if cell[0]]
        assert found == [closing for closing in ring_closings(state, ring) if closing.at > whole.first * INTERVAL_MS]


def test_a_home_with_a_dial_of_its_own_is_answered_by_it() -> None:
    horizon, last = START + DAY_MS, 10**9 - 50
    closings = [Closing(START + INTERVAL_MS * i, (last + 100 * (i - 96)) % 10**9, 33) for i in range(1, 101)]
    carry = publish(7, closings[:96], 1, horizon).carry
    found = [Member(carry, *held(closings), dials) for dials in ({}, {33 % 2**METER_BITS: 9})]
    parts = speed_parts(found, ELECTRICITY, horizon, horizon, horizon + 4 * INTERVAL_MS)
    assert [part.usage for part in parts] == [300, 400]
