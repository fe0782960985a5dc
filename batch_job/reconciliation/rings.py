"""The live view's closing readings of many service points at once: contract.live_view in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contract.encoding.live_layout import SLOT
from contract.live_view import LAP_BITS, OFFSET_BITS, SLOTS
from contract.windows import INTERVAL_MS

NONE = -1


@dataclass(frozen=True)
class LiveClosings:
    """Closing readings of n service points in k intervals, shape (n, k), -1 where there is none.

    `there`: the service point has a header. `held`: the ring has not passed over the interval since.
    """

    there: NDArray[np.bool_]
    held: NDArray[np.bool_]
    at: NDArray[np.int64]
    register: NDArray[np.int64]


class Rings:
    """HEADER of n service points, and their rings as Redis gave them."""

    def __init__(self, headers: NDArray[np.void], rings: list[bytes | None]) -> None:
        self._head = headers
        whole = b"".join((ring or b"").ljust(SLOTS * SLOT.itemsize, b"\0") for ring in rings)
        cells = np.frombuffer(whole, SLOT).reshape(len(rings), SLOTS)
        self._word = cells["word"].astype(np.int64)
        self._register = cells["high"].astype(np.int64) << 32 | cells["low"].astype(np.int64)

    def closings(self, rows: NDArray[np.int64], first_interval: int, count: int) -> LiveClosings:
        """What the given service points hold of the `count` intervals from `first_interval`."""
        head = self._head[rows]
        last_at = head["last_at"]
        latest = ((last_at - 1) // INTERVAL_MS)[:, None]
        interval = first_interval + np.arange(count)[None, :]
        there = last_at > 0
        held = there[:, None] & (interval > latest - SLOTS)
        slot = (interval - head["first_interval"].astype(np.int64)[:, None]) % SLOTS
        word, register = (part[rows[:, None], slot] for part in (self._word, self._register))
        offset, lap = word & 2**OFFSET_BITS - 1, word >> OFFSET_BITS & 2**LAP_BITS - 1
        usable = held & (interval < latest) & (offset != 0) & (lap == interval // SLOTS % 2**LAP_BITS)
        newest = there[:, None] & (interval == latest)
        at = np.where(newest, last_at[:, None], np.where(usable, interval * INTERVAL_MS + offset, NONE))
        register = np.where(newest, head["last_register"][:, None], np.where(usable, register, NONE))
        return LiveClosings(there, held, at, register)
