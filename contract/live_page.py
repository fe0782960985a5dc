"""Where headers lie in Redis: 64 service points of one utility in one page, one after the other.

Users whose numbers differ by 16 are neighbours: the job reads them together, because they are in the same of 1, 2, 4, 8
or 16 partitions. (With other counts the pages are right, and slower.) Zeros: nothing has come yet.
Key: prefix + "p" + utility letter + number of the page (4 bytes, big end first).
"""

from __future__ import annotations

from contract.live_view import HEADER, LiveState
from contract.utilities import Utility

SPREAD_BITS, POINT_BITS = 4, 6
POINTS = 2**POINT_BITS
PAGE = POINTS * HEADER.size  # bytes


def place(user_id: int) -> tuple[int, int]:
    """The page of a user, and the place in it."""
    page = user_id >> SPREAD_BITS + POINT_BITS << SPREAD_BITS | user_id % 2**SPREAD_BITS
    return page, user_id >> SPREAD_BITS & POINTS - 1


def page_key(prefix: bytes, utility: Utility, user_id: int) -> bytes:
    return prefix + b"p" + utility.letter.encode() + place(user_id)[0].to_bytes(4, "big")


def read_header(page: bytes | None, user_id: int) -> LiveState | None:
    """None if nothing has come of this service point. Raises struct.error if the bytes are not a page."""
    if not page:
        return None
    state = LiveState(*HEADER.unpack_from(page, place(user_id)[1] * HEADER.size))
    return state if state.last_at or state.window_end else None


def write_header(page: bytes | None, user_id: int, state: LiveState) -> bytes:
    """The page (None: a new one) with this header."""
    written = bytearray(page or PAGE)
    values = (getattr(state, name) for name in LiveState.__dataclass_fields__)
    HEADER.pack_into(written, place(user_id)[1] * HEADER.size, *values)
    return bytes(written)
