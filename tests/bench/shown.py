"""What Redis shows of many service points: their headers, thousands at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from redis import Redis

from contract.encoding.live_layout import read_headers
from contract.settings import Settings
from contract.utilities import Utility

AT_ONCE = 50_000
PAGES_A_CALL = 1000
Array = np.ndarray[Any, np.dtype[Any]]


class Shown:
    """The headers of one utility's service points."""

    def __init__(self, redis: Redis, settings: Settings, utility: Utility) -> None:
        self._redis, self._prefix, self._utility = redis, settings.redis_prefix(), utility

    def differ(self, heard: Array, names: list[str]) -> int:
        """In how many rows of `heard` (with `user_id`) any of these fields is not what the header has."""
        wrong = 0
        for start in range(0, len(heard), AT_ONCE):
            part = heard[start : start + AT_ONCE]
            headers = read_headers(self._pages, self._prefix, self._utility, part["user_id"])
            wrong += int(np.logical_or.reduce([headers[name] != part[name] for name in names]).sum())
        return wrong

    def _pages(self, keys: list[bytes]) -> list[bytes | None]:
        ask: Any = self._redis
        parts = (ask.mget(keys[start : start + PAGES_A_CALL]) for start in range(0, len(keys), PAGES_A_CALL))
        return [page for part in parts for page in part]
