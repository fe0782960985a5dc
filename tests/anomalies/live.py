"""Service points in the live view, written as the stream writes them."""

from __future__ import annotations

from collections.abc import Sequence

from contract.closing import Closing
from contract.live_view import SLOT, SLOTS, LiveState, slot_of, write_slot
from contract.windows import INTERVAL_MS, index

EMPTY = bytes(SLOT.size * SLOTS)


def header_of(closings: Sequence[Closing], demand: int = 100, *, first: int | None = None) -> LiveState:
    """The header after these closing readings; its live window shows `demand` throughout."""
    last = closings[-1]
    opened = index(closings[0].at, INTERVAL_MS) if first is None else first
    window = (last.at, 2, demand, demand, 2 * demand, 2 * demand**2)
    return LiveState(last.at, last.register, demand, last.meter_id, opened, *window, 0, 0.0, 0.0, 0, 0)


def ring_of(closings: Sequence[Closing]) -> bytes:
    """The ring: all but the last one, each in its slot."""
    opened = index(closings[0].at, INTERVAL_MS)
    ring = bytearray(EMPTY)
    for closing in closings[:-1]:
        start = slot_of(index(closing.at, INTERVAL_MS), opened) * SLOT.size
        ring[start : start + SLOT.size] = write_slot(closing)
    return bytes(ring)
