"""Header and ring read back what was written, and never take an old lap for a new one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contract.closing import Closing
from contract.encoding import live_layout
from contract.live_view import (
    SLOT,
    SLOTS,
    LiveState,
    read_slot,
    ring_closings,
    slot_of,
    write_slot,
)
from contract.windows import INTERVAL_MS, index

STATE = LiveState(0, 0, -3, 77, 0, 10_000, 2, 1, 9, 10, 82, 5, 1.5, 0.25, 0, 0)


def test_mean_and_deviation() -> None:
    assert (STATE.mean, STATE.deviation) == (5.0, 4.0)


@given(st.integers(1, 2**41), st.integers(0, 10**14 - 1), st.integers(1, 2**31 - 1))
def test_a_slot_reads_back_in_its_own_lap_only(at: int, register: int, meter_id: int) -> None:
    data, interval = write_slot(Closing(at, register, meter_id)), index(at, INTERVAL_MS)
    assert read_slot(data, interval) == Closing(at, register, meter_id % 32)
    assert read_slot(data, interval + SLOTS) is None
    assert read_slot(bytes(SLOT.size), interval) is None


@given(st.sets(st.integers(2_000_000, 2_001_500), min_size=1), st.integers(0, 700))
def test_a_ring_keeps_the_last_96_hours(intervals: set[int], before: int) -> None:
    first, ring = min(intervals) - before, bytearray(SLOTS * SLOT.size)
    closings = [Closing(interval * INTERVAL_MS + 7, interval, 5) for interval in sorted(intervals)]
    for closing in closings[:-1]:
        place = slot_of(index(closing.at, INTERVAL_MS), first) * SLOT.size
        ring[place : place + SLOT.size] = write_slot(closing)
    last = closings[-1]
    state = replace(STATE, last_at=last.at, last_register=last.register, meter_id=5, first_interval=first)
    kept = [closing for closing in closings if index(closing.at, INTERVAL_MS) > max(intervals) - SLOTS]
    assert ring_closings(state, bytes(ring)) == kept


def test_numpy_reads_the_same_slots() -> None:
    slot = bytes(range(SLOT.size))
    assert np.frombuffer(slot, live_layout.SLOT)[0].tolist() == SLOT.unpack(slot)
