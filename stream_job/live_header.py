"""The header of the live view and its slots as numpy sees them; their layout is contract/live_view.py's."""

from __future__ import annotations

from typing import Any

import numpy as np

from contract.live_view import LAP_BITS, METER_BITS, OFFSET_BITS, SLOTS, LiveState
from contract.windows import INTERVAL_MS

Array = np.ndarray[Any, np.dtype[Any]]

_KINDS = (
    ">i8",
    ">i8",
    ">i4",
    ">u4",
    ">u4",
    ">i8",
    ">u4",
    ">i4",
    ">i4",
    ">i8",
    ">i8",
    ">u4",
    ">f8",
    ">f8",
    ">i8",
    ">i8",
)
HEADER = np.dtype(list(zip(LiveState.__dataclass_fields__, _KINDS, strict=True)))
SLOT = np.dtype([("low", "<u4"), ("high", "<u2"), ("word", "<u4")])


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
