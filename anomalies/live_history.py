"""The history of a utility's service points as the live view holds it."""

from __future__ import annotations

import numpy as np

from anomalies.closings import closings_of
from anomalies.demands import KEPT, Demands
from anomalies.history import Array, History
from anomalies.levels import levels_of
from anomalies.live_reads import LiveReads
from anomalies.registry import Points
from contract.live_view import SLOTS
from contract.utilities import Utility
from contract.windows import HOUR_MS, INTERVAL_MS

PART = 2000  # service points whose rings are looked at together


def live_history(
    utility: Utility, points: Points, headers: Array, live: LiveReads, *, demands: Demands, end: int
) -> History:
    """Up to `end` (UTC ms, an interval's end), beginning with a whole hour. Raises RedisError."""
    last = end // INTERVAL_MS  # the interval after `end` may hold what a line to it goes to
    opening = (last - SLOTS + 2) * INTERVAL_MS  # the end of the first interval
    skipped = -opening % HOUR_MS // INTERVAL_MS
    start, intervals = opening + skipped * INTERVAL_MS, SLOTS - 2 - skipped
    level = np.full((len(points), intervals + 1), np.nan)
    fallen = np.zeros((len(points), intervals), np.float32)
    for begin in range(0, len(points), PART):
        part = slice(begin, begin + PART)
        closings = closings_of(headers[part], live.rings(utility, points.user_id[part]), last)
        found, fell = levels_of(closings, utility, points.dials_of(part))
        level[part] = found[:, skipped:-1]
        if fell.any():  # zeros that nobody has written take no room
            fallen[part] = fell[:, skipped + 1 : -1]
    least, most = demands.of(last - KEPT, KEPT)
    named = (points.user_id, points.zone, level, points.place, points.feeder, points.heads)
    return History(utility, start, *named, least=least, most=most, fallen=fallen)
