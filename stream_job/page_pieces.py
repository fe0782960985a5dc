"""Changed headers as pieces of pages: neighbours, and those with few others between them, in one piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import HEADER
from contract.live_page import POINTS, SPREAD_BITS
from stream_job.closing_slots import Array
from stream_job.live_batch import LiveBatch
from stream_job.page_memory import Points

PIECE = np.dtype([("page", ">u4"), ("offset", ">u2"), ("length", ">u2")])
SIZE = HEADER.itemsize
# To write one more piece costs about as much as to write so many headers that did not change.
BRIDGED = 8


@dataclass(frozen=True)
class Pieces:
    """Of the pages of a batch."""

    pieces: Array  # PIECE
    addresses: Array  # of all their headers in the memory, one piece after the other
    lanes: bytes  # who writes what: utility letter, and what the users are modulo 16; two bytes each


def pieces_of(points: Points, batch: LiveBatch) -> Pieces:
    """The pieces that hold all headers of a batch."""
    first = np.ones(len(points.page), bool)
    first[1:] = (np.diff(points.page) != 0) | (np.diff(points.address) > BRIDGED + 1)
    begins = np.flatnonzero(first)
    start = points.address[begins]
    length = points.address[np.append(begins[1:], len(first)) - 1] + 1 - start
    pieces = np.empty(len(begins), PIECE)
    pieces["page"], pieces["offset"] = points.page[begins], (start & POINTS - 1) * SIZE
    pieces["length"] = length * SIZE
    return Pieces(pieces, _ranges(start, length), _lanes(batch.keys))


def _ranges(start: Array, length: Array) -> Array:
    """start, start + 1, ... of each, so many."""
    before = np.cumsum(length) - length
    ranges: Array = np.repeat(start - before, length) + np.arange(int(length.sum()))
    return ranges


def _lanes(keys: Array) -> bytes:
    lanes = np.unique(keys["letter"].astype(np.int64) << SPREAD_BITS | keys["user_id"] & 2**SPREAD_BITS - 1)
    return b"".join(bytes((lane >> SPREAD_BITS, lane % 2**SPREAD_BITS)) for lane in lanes.tolist())
