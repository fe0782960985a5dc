"""Changed headers as pieces of pages: neighbours go to Redis in one piece, and so do the empty places between them.

Only empty ones: a header between that another worker writes would have changed each time, and refuse the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import READING, WINDOW
from contract.live_page import POINT_BITS, POINTS
from stream_job.closing_slots import Array
from stream_job.page_memory import PageMemory, Points

LIES = {"reading": (0, READING.itemsize), "window": (POINTS * READING.itemsize, WINDOW.itemsize)}
PIECE = np.dtype([("page", ">u4"), ("offset", ">u2"), ("length", ">u2")])


@dataclass(frozen=True)
class Pieces:
    """Of one half of the headers. `expected` and `headers` belong to `addresses`, those of all pieces in order."""

    half: str
    pieces: Array  # PIECE
    addresses: Array
    expected: Array
    headers: Array


def pieces_of(memory: PageMemory, half: str, points: Points, chosen: Array, headers: Array) -> Pieces:
    """`headers` (READING or WINDOW) of the chosen points, and what the memory knows instead."""
    address = points.address[chosen]
    begins = np.flatnonzero(_apart(memory, half, address))
    ends = np.append(begins[1:], len(address)) - 1
    counts = address[ends] - address[begins] + 1 if len(address) else address
    starts = np.cumsum(counts) - counts
    whole = np.arange(counts.sum()) + np.repeat(address[begins] - starts, counts)
    expected = memory.recall(half, whole)
    changed = expected.copy()
    changed[address + np.repeat(starts - address[begins], np.diff(np.append(begins, len(address))))] = headers
    return Pieces(half, _pieces(half, points.page[chosen][begins], address[begins], counts), whole, expected, changed)


def _apart(memory: PageMemory, half: str, address: Array) -> Array:
    """Whether a piece begins with each of these."""
    apart = np.ones(len(address), bool)
    step, same_page = np.diff(address), np.diff(address >> POINT_BITS) == 0
    apart[1:] = (step != 1) | ~same_page
    near = np.flatnonzero((step > 1) & same_page)
    apart[near + 1] = memory.anything_between(half, address[near], address[near + 1])
    return apart


def _pieces(half: str, page: Array, address: Array, counts: Array) -> Array:
    begin, size = LIES[half]
    pieces = np.empty(len(page), PIECE)
    pieces["page"], pieces["offset"] = page, begin + (address & POINTS - 1) * size
    pieces["length"] = counts * size
    return pieces
