"""Changed headers as pieces of pages: of a header only what a batch speaks of, and neighbours in one piece.

Who writes windows alone and who writes readings alone are two workers: neither may touch what the other writes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import HEADER
from contract.live_page import POINT_BITS, POINTS, SPREAD_BITS
from contract.live_view import WINDOW_AT
from stream_job.closing_slots import Array
from stream_job.live_batch import LiveBatch
from stream_job.page_memory import Points

PIECE = np.dtype([("page", ">u4"), ("offset", ">u2"), ("length", ">u2")])
SIZE = HEADER.itemsize
READING, WINDOW = b"rw"


@dataclass(frozen=True)
class Pieces:
    """Of the headers of a batch."""

    pieces: Array  # PIECE
    halves: Array  # whether they hold its reading and its window, shape (headers, 2)
    parts: bytes  # what is written: utility letter, half, and what the users are modulo 16; three bytes each

    @property
    def spoken(self) -> Array:
        """Which bytes of each header they hold, shape (headers, 100)."""
        return np.repeat(self.halves, (WINDOW_AT, SIZE - WINDOW_AT), axis=1)

    def take(self, headers: Array) -> bytes:
        """These headers' bytes in the pieces, in order."""
        return headers.tobytes() if self.halves.all() else headers.view("u1").reshape(-1, SIZE)[self.spoken].tobytes()

    def put(self, held: bytes, headers: Array) -> None:
        """The other way round."""
        headers.view("u1").reshape(-1, SIZE)[self.spoken] = np.frombuffer(held, "u1")


def pieces_of(points: Points, batch: LiveBatch) -> Pieces:
    """The pieces that a batch changes."""
    reading = batch.last["last_at"] != 0
    window = np.zeros(len(reading), bool)
    window[batch.window_point] = True
    place = (points.page << POINT_BITS | points.address & POINTS - 1) * SIZE
    begin, end = place + np.where(reading, 0, WINDOW_AT), place + np.where(window, SIZE, WINDOW_AT)
    parts = _parts(batch.keys[reading], READING) + _parts(batch.keys[window], WINDOW)
    return Pieces(_joined(points.page, begin, end), np.stack([reading, window], axis=1), parts)


def _parts(keys: Array, half: int) -> bytes:
    lanes = np.unique(keys["letter"].astype(np.int64) << SPREAD_BITS | keys["user_id"] & 2**SPREAD_BITS - 1)
    return b"".join(bytes((lane >> SPREAD_BITS, half, lane % 2**SPREAD_BITS)) for lane in lanes.tolist())


def _joined(page: Array, begin: Array, end: Array) -> Array:
    apart = np.ones(len(page), bool)
    apart[1:] = (begin[1:] != end[:-1]) | (page[1:] != page[:-1])
    first = np.flatnonzero(apart)
    last = np.append(first[1:], len(page)) - 1
    pieces = np.empty(len(first), PIECE)
    pieces["page"], pieces["offset"] = page[first], begin[first] % (POINTS * SIZE)
    pieces["length"] = end[last] - begin[first]
    return pieces
