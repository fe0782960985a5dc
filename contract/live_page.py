"""Where headers lie in Redis: 64 service points of one utility in one page, so that one look finds all of them.

Users whose numbers differ by 16 are neighbours: the job reads them one after the other, because they are in the same of
1, 2, 4, 8 or 16 partitions. (With other counts the pages are right, and slower.) A page is all its service points'
latest readings, then all their latest windows, because what changes one often leaves the other. Zeros: nothing yet.
Key: prefix + "p" + utility letter + number of the page (4 bytes, big end first).
"""

from __future__ import annotations

from contract.live_view import READING, WINDOW, LiveState
from contract.utilities import Utility

SPREAD_BITS, POINT_BITS = 4, 6
POINTS = 2**POINT_BITS
PAGE = POINTS * (READING.size + WINDOW.size)  # bytes
_READING_FIELDS = 5


def place(user_id: int) -> tuple[int, int]:
    """The page of a user, and the place in it."""
    page = user_id >> SPREAD_BITS + POINT_BITS << SPREAD_BITS | user_id % 2**SPREAD_BITS
    return page, user_id >> SPREAD_BITS & POINTS - 1


def page_key(prefix: bytes, utility: Utility, user_id: int) -> bytes:
    return prefix + b"p" + utility.letter.encode() + place(user_id)[0].to_bytes(4, "big")


def offsets(user_id: int) -> tuple[int, int]:
    """Where in its page a user's reading and window begin."""
    point = place(user_id)[1]
    return point * READING.size, POINTS * READING.size + point * WINDOW.size


def read_header(page: bytes | None, user_id: int) -> LiveState | None:
    """None if nothing has come of this service point. Raises struct.error if the bytes are not a page."""
    if not page:
        return None
    reading, window = offsets(user_id)
    state = LiveState(*READING.unpack_from(page, reading), *WINDOW.unpack_from(page, window))
    return state if state.last_at or state.window_end else None


def write_header(page: bytes | None, user_id: int, state: LiveState) -> bytes:
    """The page (None: a new one) with this header."""
    written = bytearray(page or PAGE)
    values = [getattr(state, name) for name in LiveState.__dataclass_fields__]
    reading, window = offsets(user_id)
    READING.pack_into(written, reading, *values[:_READING_FIELDS])
    WINDOW.pack_into(written, window, *values[_READING_FIELDS:])
    return bytes(written)
