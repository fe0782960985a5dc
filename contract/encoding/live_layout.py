"""Pages and slots of the live view for numpy; contract/live_page.py and live_view.py say what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from contract.live_page import PAGE as PAGE_BYTES
from contract.live_page import POINT_BITS, POINTS, SPREAD_BITS, page_key
from contract.live_view import HEADER as HEADER_FORMAT
from contract.live_view import LiveState
from contract.utilities import Utility

Array = np.ndarray[Any, np.dtype[Any]]

_KINDS = {"q": ">i8", "i": ">i4", "I": ">u4", "d": ">f8"}

HEADER = np.dtype(
    [(name, _KINDS[kind]) for name, kind in zip(LiveState.__dataclass_fields__, HEADER_FORMAT.format[1:], strict=True)]
)
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
    headers: Array = np.frombuffer(whole, HEADER)[which * POINTS + (places & POINTS - 1)]
    return headers
