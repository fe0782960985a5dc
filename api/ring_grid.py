"""Closing readings of many service points as one grid: a row each, a column per interval, decoded without a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contract.encoding.live_layout import SLOT
from contract.live_view import LAP_BITS, METER_BITS, OFFSET_BITS, SLOTS, LiveState
from contract.windows import INTERVAL_MS, index

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Shape (service points, 384): UTC ms, mWh or mL, meter number modulo 32; `at` is 0 where there is none.

    Column 0 is interval number `first`; what is older is left out.
    """

    first: int
    at: Numbers
    register: Numbers
    meter: Numbers


def grid(states: Sequence[LiveState], rings: Sequence[bytes]) -> Grid:
    """Headers and rings, at least one of each, as `live_view.ring_closings` reads them."""
    count = len(states)
    slots = np.frombuffer(
        b"".join(ring[: SLOTS * SLOT.itemsize].ljust(SLOTS * SLOT.itemsize, b"\0") for ring in rings), SLOT
    )
    slots = slots.reshape(count, SLOTS)
    latest = np.array([index(state.last_at, INTERVAL_MS) for state in states])[:, None]
    opened = np.array([state.first_interval for state in states])[:, None]
    interval = latest - (latest - opened - np.arange(SLOTS)) % SLOTS
    word = slots["word"].astype(np.int64)
    offset, lap = word & 2**OFFSET_BITS - 1, word >> OFFSET_BITS & 2**LAP_BITS - 1
    first = int(latest.max()) - SLOTS + 1
    held = (offset > 0) & (lap == interval // SLOTS % 2**LAP_BITS) & (interval < latest) & (interval >= first)
    found = Grid(first, *(np.zeros((count, SLOTS), np.int64) for _ in range(3)))
    row = np.nonzero(held)[0]
    register = slots["high"].astype(np.int64) << 32 | slots["low"]
    _put(found, row, interval[held], (interval * INTERVAL_MS + offset)[held], register[held])
    found.meter[row, interval[held] - first] = word[held] >> OFFSET_BITS + LAP_BITS
    return _with_latest(found, states)


def _with_latest(found: Grid, states: Sequence[LiveState]) -> Grid:
    """The closing reading of the latest interval is the header's."""
    last_at = np.array([state.last_at for state in states])
    interval = (last_at - 1) // INTERVAL_MS
    row = np.nonzero(interval >= found.first)[0]
    registers = np.array([state.last_register for state in states])
    _put(found, row, interval[row], last_at[row], registers[row])
    meters = np.array([state.meter_id % 2**METER_BITS for state in states])
    found.meter[row, interval[row] - found.first] = meters[row]
    return found


def _put(found: Grid, row: Numbers, interval: Numbers, at: Numbers, register: Numbers) -> None:
    found.at[row, interval - found.first] = at
    found.register[row, interval - found.first] = register
