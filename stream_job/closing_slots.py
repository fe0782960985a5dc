"""Many closing readings at once: the interval they lie in, and the slots that hold them."""

from __future__ import annotations

from typing import Any

import numpy as np

from contract.encoding.live_layout import SLOT
from contract.live_view import LAP_BITS, METER_BITS, OFFSET_BITS, SLOTS
from contract.windows import INTERVAL_MS

Array = np.ndarray[Any, np.dtype[Any]]


def interval_of(at: Array) -> Array:
    """The number of the 15-min interval that the instants (UTC ms) lie in."""
    numbers: Array = (at.astype(np.int64) - 1) // INTERVAL_MS
    return numbers


def slots_of(at: Array, register: Array, meter_id: Array) -> Array:
    """SLOT of each closing reading."""
    at, register = at.astype(np.int64), register.astype(np.int64)
    interval = interval_of(at)
    lap, meter = interval // SLOTS % 2**LAP_BITS, meter_id.astype(np.int64) % 2**METER_BITS
    slots = np.empty(len(at), SLOT)
    slots["low"], slots["high"] = register & 0xFFFFFFFF, register >> 32
    slots["word"] = at - interval * INTERVAL_MS | lap << OFFSET_BITS | meter << OFFSET_BITS + LAP_BITS
    return slots
