"""Live views as the speed layer would have written them; for tests of the comparison."""

from __future__ import annotations

from contract.closing import Closing
from contract.live_view import SLOT, SLOTS, LiveState, slot_of, write_header, write_slot
from contract.windows import INTERVAL_MS, index


def live_view(closings: list[Closing]) -> tuple[bytes | None, bytes | None, LiveState | None]:
    """Header and ring of a service point after its closing readings, in order of `at`; nothing if there are none."""
    if not closings:
        return None, None, None
    last, first = closings[-1], index(closings[0].at, INTERVAL_MS)
    ring = bytearray()
    for closing in closings[:-1]:
        begin = slot_of(index(closing.at, INTERVAL_MS), first) * SLOT.size
        ring += bytes(max(begin + SLOT.size - len(ring), 0))
        ring[begin : begin + SLOT.size] = write_slot(closing)
    assert len(ring) <= SLOTS * SLOT.size
    state = LiveState(last.at, last.register, 0, last.meter_id, first, 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, 0, 0)
    return write_header(state), bytes(ring), state


def nobody() -> tuple[None, None]:
    """A service point that the speed layer never heard of."""
    return None, None
