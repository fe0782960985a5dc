"""Compare and swap of headers in Redis, with the rings and alerts that belong to them: one script, all or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from redis import Redis

from contract.alerts import KEPT, Alert, keep_script, write_alert
from stream_job.closing_slots import Array
from stream_job.live_merge import RingWrites

SCRIPT = Path(__file__).with_suffix(".lua")


class LiveExchange:
    """The headers of one namespace."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._prefix, self._script = prefix, redis.register_script(keep_script() + SCRIPT.read_text())

    def swap(self, keys: Array, expected: bytes, headers: bytes, rings: RingWrites, alerts: list[Alert]) -> bytes:
        """Writes all of it and gives nothing; or gives the headers, if they are no longer the `expected` ones."""
        pieces = [piece.tobytes() for piece in (rings.runs, rings.run_slots, rings.late, rings.late_slots)]
        told = [write_alert(alert) for alert in alerts]
        refused: bytes | None = self._script(args=[*self._names(keys), expected, headers, *pieces, KEPT, *told])
        return refused or b""

    def _names(self, keys: Array) -> list[bytes | int]:
        """How long the prefix is, and the names of the headers in one piece."""
        begin = self._prefix + b"h"
        names = np.empty(len(keys), [("begin", f"V{len(begin)}"), ("key", keys.dtype)])
        names["begin"], names["key"] = np.void(begin), keys
        return [len(self._prefix), names.tobytes()]
