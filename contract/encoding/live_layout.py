"""Pages and slots of the live view for numpy; contract/live_page.py and live_view.py say what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from contract.live_page import PAGE as PAGE_BYTES
from contract.live_page import POINT_BITS, POINTS, SPREAD_BITS, page_key
from contract.live_view import READING as READING_FORMAT
from contract.live_view import WINDOW as WINDOW_FORMAT
from contract.live_view import LiveState
from contract.utilities import Utility

Array = np.ndarray[Any, np.dtype[Any]]

_KINDS = {"q": ">i8", "i": ">i4", "I": ">u4", "d": ">f8"}
_LETTERS = READING_FORMAT.format[1:] + WINDOW_FORMAT.format[1:]
_FIELDS = [(name, _KINDS[kind]) for name, kind in zip(LiveState.__dataclass_fields__, _LETTERS, strict=True)]
_HALF = len(READING_FORMAT.format) - 1

READING, WINDOW, HEADER = np.dtype(_FIELDS[:_HALF]), np.dtype(_FIELDS[_HALF:]), np.dtype(_FIELDS)
PAGE = np.dtype([("reading", READING, POINTS), ("window", WINDOW, POINTS)])
SLOT = np.dtype([("low", "<u4"), ("high", "<u2"), ("word", "<u4")])


def places_of(user_id: Array) -> Array:
    """Number of the page times 64, plus the place in it; users of one page follow each other."""
    user = user_id.astype(np.int64)
    page = user >> SPREAD_BITS + POINT_BITS << SPREAD_BITS | user & 2**SPREAD_BITS - 1
    places: Array = page << POINT_BITS | user >> SPREAD_BITS & POINTS - 1
    return places


def users_of(places: Array) -> Array:
    """The other way round."""
    page, point = places >> POINT_BITS, places & POINTS - 1
    users: Array = page >> SPREAD_BITS << SPREAD_BITS + POINT_BITS | point << SPREAD_BITS | page & 2**SPREAD_BITS - 1
    return users


def read_headers(
    ask: Callable[[list[bytes]], Sequence[bytes | None]], prefix: bytes, utility: Utility, user_id: Array
) -> Array:
    """HEADER of each user, zeros where there is none; `ask` gives the values of keys. Other lengths count as none."""
    places = places_of(user_id)
    numbers, first, which = np.unique(places >> POINT_BITS, return_index=True, return_inverse=True)
    found = ask([page_key(prefix, utility, user) for user in user_id[first].tolist()]) if len(numbers) else []
    whole = b"".join(data if data and len(data) == PAGE_BYTES else bytes(PAGE_BYTES) for data in found)
    pages, headers = np.frombuffer(whole, PAGE), np.zeros(len(places), HEADER)
    for half in PAGE.names or ():
        part = pages[half][which, places & POINTS - 1]
        for name in part.dtype.names or ():
            headers[name] = part[name]
    return headers
