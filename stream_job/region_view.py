"""Writes windows of counties into the region view: the newest, the last 64 loads, and the accounting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from redis import Redis

from contract.settings import Settings
from stream_job.closing_slots import Array

SCRIPT = Path(__file__).with_suffix(".lua")
ROW = np.dtype(
    [
        ("letter", "u1"),
        ("county", ">u4"),
        ("closes", "<i8"),
        ("service_points", "<i8"),
        ("n", "<i8"),
        ("total", "<i8"),
        ("load", "<i8"),
        ("least", "<i4"),
        ("most", "<i4"),
        ("received", "<i8"),
        ("in_windows", "<i8"),
        ("late", "<i8"),
        ("unusable", "<i8"),
    ]
)
COLUMNS = tuple(name for name in ROW.names or ())


class RegionView:
    """The view of one namespace."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._settings = settings
        self._script = redis.register_script(SCRIPT.read_text())

    def write(self, rows: Array) -> None:
        """ROW, in any order; what is older than what is there changes nothing."""
        self._script(args=[self._settings.redis_prefix(), rows.tobytes(), self._settings.live_window_ms])
