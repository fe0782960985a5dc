"""The live view in Redis: per service point a header (latest reading and window) and a ring of closing readings.

Headers lie in pages (contract/live_page.py). Key of a ring: prefix + "r" + utility letter + user_id (4 bytes, big end
first). The ring holds 384 slots of 10 bytes, 96 h. Interval number i lies in slot (i - first_interval) mod 384, so a
new ring begins at its first slot. A slot tells the lap it was written in and (five bits of) the meter, so that an
old one is never taken for a new one. The closing reading of the latest interval is not in the ring: it is the last
reading.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from contract.closing import Closing
from contract.utilities import Utility
from contract.windows import INTERVAL_MS, index

# Big end first, because Lua hashes only every fourth byte of a string this long: these must be the ones that differ.
HEADER = struct.Struct(">qqiIIqIiiqqIddqq")
WINDOW_AT = 28  # where in a header its window begins; before it the last reading
SLOT = struct.Struct("<IHI")
SLOTS = 384
OFFSET_BITS, LAP_BITS, METER_BITS = 20, 7, 5


@dataclass(frozen=True)
class LiveState:
    """The header. Instants UTC ms, register mWh or mL, demand W or L/h; `baseline_*` describe earlier window maxima."""

    last_at: int  # 0 while only windows have come
    last_register: int
    last_demand: int
    meter_id: int
    first_interval: int
    window_end: int  # 0 while no live window is complete
    n: int
    min: int
    max: int
    sum: int
    sum_of_squares: int
    baseline_windows: int
    baseline_mean: float
    baseline_variance: float
    spike_first: int  # window_end of the first window of the latest spike (its alert's number), 0 if none
    spike_last: int  # window_end of its last window so far

    @property
    def mean(self) -> float:
        return self.sum / self.n if self.n else 0.0

    @property
    def deviation(self) -> float:
        """Standard deviation of the window's demand (of all its readings, not of a sample)."""
        if not self.n:
            return 0.0
        return float(max(self.n * self.sum_of_squares - self.sum**2, 0) ** 0.5 / self.n)


def ring_key(prefix: bytes, utility: Utility, user_id: int) -> bytes:
    return prefix + b"r" + utility.letter.encode() + user_id.to_bytes(4, "big")


def slot_of(interval: int, first_interval: int) -> int:
    return (interval - first_interval) % SLOTS


def write_slot(closing: Closing) -> bytes:
    """Ten bytes: register (48 bits), then offset in the interval (20), lap (7), meter (5)."""
    interval = index(closing.at, INTERVAL_MS)
    offset = closing.at - interval * INTERVAL_MS
    lap = interval // SLOTS % 2**LAP_BITS
    word = offset | lap << OFFSET_BITS | closing.meter_id % 2**METER_BITS << OFFSET_BITS + LAP_BITS
    return SLOT.pack(closing.register & 0xFFFFFFFF, closing.register >> 32, word)


def read_slot(data: bytes, interval: int) -> Closing | None:
    """The closing reading of `interval`, with meter_id modulo 32; None if the slot is empty or of another lap."""
    low, high, word = SLOT.unpack(data)
    offset = word & 2**OFFSET_BITS - 1
    lap = word >> OFFSET_BITS & 2**LAP_BITS - 1
    if offset == 0 or lap != interval // SLOTS % 2**LAP_BITS:
        return None
    return Closing(interval * INTERVAL_MS + offset, high << 32 | low, word >> OFFSET_BITS + LAP_BITS)


def ring_closings(state: LiveState, ring: bytes) -> list[Closing]:
    """All closing readings that header and ring hold, in order of `at`; meter_id modulo 32 throughout.

    The ring may be shorter than 384 slots.
    """
    if state.last_at == 0:
        return []
    latest = index(state.last_at, INTERVAL_MS)
    found: list[Closing] = []
    for interval in range(latest - SLOTS + 1, latest):
        start = slot_of(interval, state.first_interval) * SLOT.size
        closing = read_slot(ring[start : start + SLOT.size], interval) if start + SLOT.size <= len(ring) else None
        if closing:
            found.append(closing)
    return [*found, Closing(state.last_at, state.last_register, state.meter_id % 2**METER_BITS)]
