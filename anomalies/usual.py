"""What the batch says is usual for homes, remembered hour by hour, so that a pass asks only for the newest hour."""

from __future__ import annotations

import numpy as np
from redis import Redis

from anomalies.detectors import Usual
from anomalies.history import Array, History
from contract.encoding.baseline_book import BaselineBook, Piece
from contract.windows import HOUR_MS


class UsualHours:
    """Medians and MADs of hours, of the service points of one registry."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        def fetch(pieces: list[Piece]) -> list[bytes]:
            pipeline = redis.pipeline(transaction=False)
            for key, first, last in pieces:
                pipeline.getrange(key, first, last)
            return list(pipeline.execute())

        self._book = BaselineBook(fetch, prefix)
        self._known: dict[tuple[str, int], tuple[Array, Array]] = {}

    def of(self, history: History) -> Usual | None:
        """Of the hours of a history; None if the batch has supplied nothing for the newest. Raises RedisError."""
        ends = [history.start + (hour + 1) * HOUR_MS for hour in range(history.hourly.shape[1])]
        if np.isnan(self._hour(history, ends[-1])[0]).all():
            return None
        found = [self._hour(history, end) for end in ends]
        self._known = {
            place: kept
            for place, kept in self._known.items()
            if place[0] != history.utility.letter or place[1] > history.start
        }
        median, mad = (np.stack([hour[each] for hour in found], axis=1) for each in (0, 1))
        return median.astype(np.float64), mad.astype(np.float64)

    def _hour(self, history: History, end: int) -> tuple[Array, Array]:
        place = (history.utility.letter, end)
        held = self._known.get(place)
        if held is not None and len(held[0]) == history.points:
            return held
        letter = np.full(history.points, ord(history.utility.letter))
        entries = self._book.lookup(letter, history.user_id, np.full(history.points, end))
        found = (entries["usage_median"], entries["usage_mad"])
        if not np.isnan(found[0]).all():  # else the batch may yet supply it
            self._known[place] = found
        return found
