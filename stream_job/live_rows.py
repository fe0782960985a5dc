"""The rows of which the live view is made, as the job's reader packs them (java/concord/stream/LiveRows.java)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from stream_job.closing_slots import Array

# A reading, a live window (UTC ms; it ends at `closes`), or both: n is 0 where there is no window, last_at is 0 where
# there is no reading.
LIVE_ROW = np.dtype(
    [
        ("letter", "<i4"),
        ("user_id", "<i4"),
        ("meter_id", "<i4"),
        ("n", "<i4"),
        ("closes", "<i8"),
        ("total", "<i8"),
        ("squares", "<i8"),
        ("least", "<i4"),
        ("most", "<i4"),
        ("last_at", "<i8"),
        ("last_register", "<i8"),
        ("last_demand", "<i4"),
    ],
    align=True,
)


def unpack(packs: Iterable[bytes]) -> Array:
    """LIVE_ROW of all packs, in order. Raises ValueError if they are no whole rows."""
    rows: Array = np.frombuffer(b"".join(packs), LIVE_ROW)
    return rows
