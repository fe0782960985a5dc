"""Live views as the speed layer would have written them; for tests of the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

import numpy as np
from numpy.typing import NDArray

from contract.closing import Closing
from contract.encoding.live_layout import HEADER
from contract.live_view import SLOT, SLOTS, LiveState, slot_of, write_slot
from contract.windows import INTERVAL_MS, index


def live_view(closings: list[Closing]) -> tuple[LiveState | None, bytes | None]:
    """Header and ring of a service point after its closing readings, in order of `at`; nothing if there are none."""
    if not closings:
        return None, None
    last, first = closings[-1], index(closings[0].at, INTERVAL_MS)
    ring = bytearray()
    for closing in closings[:-1]:
        begin = slot_of(index(closing.at, INTERVAL_MS), first) * SLOT.size
        ring += bytes(max(begin + SLOT.size - len(ring), 0))
        ring[begin : begin + SLOT.size] = write_slot(closing)
    assert len(ring) <= SLOTS * SLOT.size
    state = LiveState(last.at, last.register, 0, last.meter_id, first, 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, 0, 0)
    return state, bytes(ring)


def headers_of(states: Sequence[LiveState | None]) -> NDArray[np.void]:
    """HEADER of each, zeros where there is none."""
    rows = [(0,) * len(HEADER.names or ()) if state is None else astuple(state) for state in states]
    return np.array(rows, HEADER)
