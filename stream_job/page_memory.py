"""What this worker last knew of each page: almost always what Redis still holds, so it need not be asked first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import HEADER, places_of
from contract.live_page import POINT_BITS, POINTS
from stream_job.closing_slots import Array

FIRST_ROOM = 64  # pages
PLACE_BITS = 32
RAW = np.dtype(f"V{HEADER.itemsize}")  # fields that are not in this machine's order are copied one by one
PAGE_NAME = np.dtype([("letter", "u1"), ("page", ">u4")])


@dataclass(frozen=True)
class Points:
    """Where service points lie: of each the number of its page in `pages`, and its address in the memory."""

    pages: Array  # PAGE_NAME
    page: Array
    address: Array


class PageMemory:
    """6,400 bytes a page, of those alone that this worker writes.

    A half of a header is certain while nobody else can have written it since this worker did.
    """

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._headers = np.zeros(FIRST_ROOM * POINTS, HEADER)
        self._certain = np.zeros((FIRST_ROOM * POINTS, 2), bool)

    def find(self, keys: Array) -> Points:
        """Where the headers of `keys` (KEY, in order of their places) lie."""
        places = keys["letter"].astype(np.int64) << PLACE_BITS | places_of(keys["user_id"])
        pages, which = np.unique(places >> POINT_BITS, return_inverse=True)
        rows = self._rows
        found = np.array([rows.setdefault(page, len(rows)) for page in pages.tolist()], np.int64)
        while len(rows) * POINTS > len(self._headers):
            self._grow()
        names = np.empty(len(pages), PAGE_NAME)
        names["letter"], names["page"] = pages >> PLACE_BITS - POINT_BITS, pages & 2 ** (PLACE_BITS - POINT_BITS) - 1
        return Points(names, which, found[which] << POINT_BITS | places & POINTS - 1)

    def recall(self, points: Points) -> Array:
        """HEADER of each, zeros where nothing is known."""
        headers: Array = self._headers.take(points.address)
        return headers

    def is_certain(self, points: Points, halves: Array) -> bool:
        """Whether all of these halves (bool, shape (points, 2)) are."""
        return bool((self._certain[points.address] >= halves).all())

    def doubt(self) -> None:
        """Somebody else has written."""
        self._certain[:] = False

    def keep(self, points: Points, headers: Array, halves: Array) -> None:
        """These halves of these headers are what Redis holds now."""
        self._headers.view(RAW)[points.address] = headers.view(RAW)
        self._certain[points.address] |= halves

    def _grow(self) -> None:
        # not by concatenate(): it would turn the fields into this machine's byte order
        larger = np.zeros(2 * len(self._headers), HEADER)
        larger[: len(self._headers)] = self._headers
        self._headers, self._certain = larger, np.concatenate([self._certain, np.zeros_like(self._certain)])
