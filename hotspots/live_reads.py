"""What homes show now, out of Redis: the newest live window of each, and the latest alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import structlog
from redis import Redis

from contract.alerts import Alert, all_key, hash_key, read_alert
from contract.encoding.live_layout import read_headers
from contract.region_view import latest_key, read_latest
from contract.utilities import Utility
from hotspots.earth import Array
from hotspots.registry import Registry

KEYS_A_CALL = 500  # others wait for Redis as long as one call takes
MOST_ALERTS = 5000
log = structlog.get_logger()


class LiveReads:
    """Reads under a namespace's prefix."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._redis, self._prefix = redis, prefix

    def newest_window(self, utility: Utility, counties: Sequence[int]) -> int:
        """End of the newest live window that any county has closed, UTC ms; 0 if there is none."""
        found = self._get([latest_key(self._prefix, utility, county) for county in counties])
        return max((read_latest(data).window_end for data in found if data), default=0)

    def loads(self, utility: Utility, registry: Registry, since: int) -> tuple[Array, Array]:
        """Mean demand (W, L/h) of the homes whose newest live window ended at `since` or later, and who they are."""
        homes = registry.supplied[utility]
        headers = read_headers(self._get, self._prefix, utility, registry.user_id[homes])
        shown = (headers["n"] > 0) & (headers["window_end"] >= since)
        return headers["sum"][shown].astype(np.float64) / headers["n"][shown], homes[shown]

    def alerts(self, since: int) -> list[Alert]:
        """The latest alerts that began after `since`, oldest first; one that nobody can read is told and left out."""
        ask: Any = self._redis
        names = ask.zrevrangebyscore(all_key(self._prefix), "+inf", f"({since}", start=0, num=MOST_ALERTS)
        found = ask.hmget(hash_key(self._prefix), names) if names else []
        alerts = [alert for name, data in zip(names, found, strict=True) if data and (alert := _read(name, data))]
        return alerts[::-1]

    def _get(self, keys: list[bytes]) -> list[bytes | None]:
        ask: Any = self._redis
        found: list[bytes | None] = []
        for start in range(0, len(keys), KEYS_A_CALL):
            found += ask.mget(keys[start : start + KEYS_A_CALL])
        return found


def _read(name: bytes, data: bytes) -> Alert | None:
    try:
        return read_alert(data)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("unreadable alert", alert=name.decode(errors="replace"), error=str(error))
        return None
