"""What this worker last knew of each page: almost always what Redis still holds, so it need not be asked first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import HEADER, places_of
from contract.live_page import PAGE, POINT_BITS, POINTS
from stream_job.closing_slots import Array

FIRST_ROOM = 64  # pages
PLACE_BITS = 32
RAW = np.dtype(f"V{HEADER.itemsize}")  # fields that are not in this machine's order are copied one by one
PAGE_NAME = np.dtype([("letter", "u1"), ("page", ">u4")])


@dataclass(frozen=True)
class Points:
    """Where service points lie: of each the number of its page in `pages`, and its address in the memory."""

    pages: Array  # PAGE_NAME
    rows: Array  # where the memory has each of these
    page: Array
    address: Array


class PageMemory:
    """6,400 bytes a page, of those alone that this worker writes.

    A page is certain while nobody else can have written it since this worker did.
    """

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._headers = np.zeros(FIRST_ROOM * POINTS, HEADER)
        self._certain = np.zeros(FIRST_ROOM, bool)

    def find(self, keys: Array) -> Points:
        """Where the headers of `keys` (KEY, in order of their places) lie."""
        places = keys["letter"].astype(np.int64) << PLACE_BITS | places_of(keys["user_id"])
        pages, which = np.unique(places >> POINT_BITS, return_inverse=True)
        rows = self._rows
        found = np.array([rows.setdefault(page, len(rows)) for page in pages.tolist()], np.int64)
        while len(rows) > len(self._certain):
            self._grow()
        names = np.empty(len(pages), PAGE_NAME)
        names["letter"], names["page"] = pages >> PLACE_BITS - POINT_BITS, pages & 2 ** (PLACE_BITS - POINT_BITS) - 1
        return Points(names, found, which, found[which] << POINT_BITS | places & POINTS - 1)

    def doubtful(self, points: Points) -> Array:
        """Numbers in `points.pages` of those that are not certain."""
        return np.flatnonzero(~self._certain[points.rows])

    def learn(self, rows: Array, held: Sequence[bytes | None]) -> None:
        """What Redis holds of the pages that lie in these rows."""
        whole = b"".join(page if page and len(page) == PAGE else bytes(PAGE) for page in held)
        self._headers.view(RAW).reshape(-1, POINTS)[rows] = np.frombuffer(whole, RAW).reshape(-1, POINTS)

    def recall(self, addresses: Array) -> Array:
        """HEADER of each, zeros where there is none."""
        headers: Array = self._headers.take(addresses)
        return headers

    def put(self, points: Points, headers: Array) -> None:
        """What Redis is to hold."""
        self._headers.view(RAW)[points.address] = headers.view(RAW)

    def trust(self, points: Points) -> None:
        """Redis holds these pages as they are here, and nobody else writes them."""
        self._certain[points.rows] = True

    def doubt(self) -> None:
        """Somebody else has written, or it is not known what was."""
        self._certain[:] = False

    def _grow(self) -> None:
        # not by concatenate(): it would turn the fields into this machine's byte order
        larger = np.zeros(2 * len(self._headers), HEADER)
        larger[: len(self._headers)] = self._headers
        self._headers, self._certain = larger, np.concatenate([self._certain, np.zeros_like(self._certain)])
