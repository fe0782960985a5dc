"""Writes batches into the live view: thousands of service points in one guarded script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from redis import Redis

from contract.alerts import KEPT
from contract.settings import Settings
from contract.utilities import UTILITIES
from stream_job.live_batch import LiveBatch

SCRIPT = Path(__file__).with_suffix(".lua")
POINTS_A_CALL = 3000  # the script's stack holds 8,000 values, and others wait for Redis as long as one call takes


class LiveView:
    """The view of one namespace."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._script = redis.register_script(SCRIPT.read_text())
        judging = [settings.live_window_ms, settings.spike_sigmas, settings.spike_min_windows, KEPT]
        floors = [item for utility in UTILITIES for item in (utility.letter, utility.spike_floor)]
        self._prefix, self._judging = settings.redis_prefix(), [*judging, *floors]

    def write(self, batch: LiveBatch) -> Iterator[list[bytes]]:
        """Yields after each call the alerts that it raised, changed or met again, as JSON."""
        for part in batch.split(POINTS_A_CALL):
            columns = (part.points, part.intervals, part.slots, part.windows)
            yield self._script(args=[self._prefix, *(column.tobytes() for column in columns), *self._judging])
