"""Reading the live view in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import numpy as np
from redis import Redis

from batch_job.reconciliation.rings import Rings
from contract.encoding.live_layout import read_headers
from contract.live_view import ring_key
from contract.settings import Settings
from contract.utilities import BY_NAME, UTILITIES

AT_ONCE = 1000  # rings of one request: 4 MB


class LiveView:
    """The live view of a namespace; every method raises redis.RedisError while it is away."""

    def __init__(self, settings: Settings) -> None:
        self._redis = Redis(host=settings.host, port=settings.redis_port, socket_timeout=30)
        self._prefix = settings.redis_prefix()

    def knows_any(self, users: Iterable[int]) -> bool:
        """Whether it has heard of any of these users' service points."""
        if not self._redis.dbsize():
            return False
        homes = np.array(sorted(users), np.int64)
        headers = [read_headers(self._read_all, self._prefix, utility, homes) for utility in UTILITIES]
        return any(bool((found["last_at"] | found["window_end"]).any()) for found in headers)

    def rings(self, utility: str, users: list[int]) -> Rings:
        """All that it holds of these users' service points of one utility, in their order."""
        kind = BY_NAME[utility]
        headers = read_headers(self._read_all, self._prefix, kind, np.array(users, np.int64))
        return Rings(headers, self._read_all([ring_key(self._prefix, kind, user) for user in users]))

    def close(self) -> None:
        self._redis.close()

    def _read_all(self, keys: list[bytes]) -> list[bytes | None]:
        parts = (self._read(keys[begin : begin + AT_ONCE]) for begin in range(0, len(keys), AT_ONCE))
        return [value for part in parts for value in part]

    def _read(self, keys: list[bytes]) -> list[bytes | None]:
        return cast("list[bytes | None]", self._redis.mget(keys))
