"""What this worker last knew of each page: almost always what Redis still holds, so it need not be asked first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import PAGE, places_of
from contract.live_page import POINT_BITS, POINTS
from stream_job.closing_slots import Array

FIRST_ROOM = 64
PLACE_BITS = 32
PAGE_NAME = np.dtype([("letter", "u1"), ("page", ">u4")])
SAYS_SOMETHING = {"reading": "last_at", "window": "window_end"}  # the field that is 0 while nothing has come


@dataclass(frozen=True)
class Points:
    """Where service points lie: of each the number of its page in `pages`, and its address in the memory."""

    pages: Array  # PAGE_NAME
    page: Array
    address: Array


class PageMemory:
    """6,400 bytes a page, of those alone that this worker writes."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._pages = np.zeros(FIRST_ROOM, PAGE)

    def find(self, keys: Array) -> Points:
        """Where the headers of `keys` (KEY, in order of their places) lie."""
        places = keys["letter"].astype(np.int64) << PLACE_BITS | places_of(keys["user_id"])
        pages, which = np.unique(places >> POINT_BITS, return_inverse=True)
        rows = self._rows
        found = np.array([rows.setdefault(page, len(rows)) for page in pages.tolist()], np.int64)
        while len(rows) > len(self._pages):
            self._grow()
        names = np.empty(len(pages), PAGE_NAME)
        names["letter"], names["page"] = pages >> PLACE_BITS - POINT_BITS, pages & 2 ** (PLACE_BITS - POINT_BITS) - 1
        return Points(names, which, found[which] << POINT_BITS | places & POINTS - 1)

    def recall(self, half: str, addresses: Array) -> Array:
        """READING or WINDOW at each, zeros where nothing is known."""
        found: Array = self._pages[half][addresses >> POINT_BITS, addresses & POINTS - 1]
        return found

    def keep(self, half: str, addresses: Array, held: Array) -> None:
        """These are what Redis holds now."""
        self._pages[half][addresses >> POINT_BITS, addresses & POINTS - 1] = held

    def anything_between(self, half: str, first: Array, last: Array) -> Array:
        """Whether a header between two of one page is known to be there."""
        known = self._pages[half][SAYS_SOMETHING[half]][first >> POINT_BITS] != 0
        point = np.arange(POINTS)
        between = (point > (first & POINTS - 1)[:, None]) & (point < (last & POINTS - 1)[:, None])
        anything: Array = (known & between).any(axis=1)
        return anything

    def _grow(self) -> None:
        # not by concatenate(): it would turn the fields into this machine's byte order
        larger = np.zeros(2 * len(self._pages), PAGE)
        larger[: len(self._pages)] = self._pages
        self._pages = larger
