"""The live view's closing readings of many service points at once: contract.live_view in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contract.live_view import HEADER, LAP_BITS, OFFSET_BITS, SLOT, SLOTS
from contract.windows import INTERVAL_MS

NONE = -1
HEAD = np.dtype(
    {
        "names": ["last_at", "last_register", "first_interval"],
        "formats": [">i8", ">i8", ">u4"],
        "offsets": [0, 8, 24],
        "itemsize": HEADER.size,
    }
)
CELL = np.dtype([("low", "<u4"), ("high", "<u2"), ("word", "<u4")])


@dataclass(frozen=True)
class LiveClosings:
    """Closing readings of n service points in k intervals, shape (n, k), -1 where there is none.

    `there`: the service point has a header. `held`: the ring has not passed over the interval since.
    """

    there: NDArray[np.bool_]
    held: NDArray[np.bool_]
    at: NDArray[np.int64]
    register: NDArray[np.int64]


def live_closings(
    headers: list[bytes | None], rings: list[bytes | None], first_interval: int, count: int
) -> LiveClosings:
    """What headers and rings hold of the `count` intervals from `first_interval`."""
    head = np.frombuffer(b"".join(header or bytes(HEADER.size) for header in headers), HEAD)
    cells = np.frombuffer(b"".join((ring or b"").ljust(SLOTS * SLOT.size, b"\0") for ring in rings), CELL)
    last_at = head["last_at"].astype(np.int64)
    latest = ((last_at - 1) // INTERVAL_MS)[:, None]
    interval = np.broadcast_to(first_interval + np.arange(count), (len(headers), count))
    there = last_at > 0
    held = there[:, None] & (interval > latest - SLOTS)
    slot = (interval - head["first_interval"].astype(np.int64)[:, None]) % SLOTS
    cell = cells.reshape(len(headers), SLOTS)[np.arange(len(headers))[:, None], slot]
    at, register = _read(cell, interval)
    usable = held & (interval < latest) & (at != NONE)
    newest = there[:, None] & (interval == latest)
    at = np.where(newest, last_at[:, None], np.where(usable, at, NONE))
    register = np.where(newest, head["last_register"][:, None], np.where(usable, register, NONE))
    return LiveClosings(there, held, at, register)


def _read(cell: NDArray[np.void], interval: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    word = cell["word"].astype(np.int64)
    offset, lap = word & 2**OFFSET_BITS - 1, word >> OFFSET_BITS & 2**LAP_BITS - 1
    written = (offset != 0) & (lap == interval // SLOTS % 2**LAP_BITS)
    register = cell["high"].astype(np.int64) << 32 | cell["low"].astype(np.int64)
    return np.where(written, interval * INTERVAL_MS + offset, NONE), np.where(written, register, NONE)
