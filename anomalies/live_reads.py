"""Headers and rings of many service points at once, out of Redis."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from redis import Redis

from anomalies.history import Array
from contract.encoding.live_layout import SLOT, read_headers
from contract.live_view import SLOTS, ring_key
from contract.utilities import Utility

PAGES_A_CALL, RINGS_A_CALL = 300, 500  # others wait for Redis as long as one call takes
RING_BYTES = SLOTS * SLOT.itemsize


class LiveReads:
    """Reads under a namespace's prefix. Every method raises RedisError while Redis is away."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._redis, self._prefix = redis, prefix

    def headers(self, utility: Utility, user_id: Array) -> Array:
        """HEADER of each user, zeros where there is none."""
        return read_headers(lambda keys: [*chain(*self._in_parts(keys, PAGES_A_CALL))], self._prefix, utility, user_id)

    def rings(self, utility: Utility, user_id: Array) -> Array:
        """SLOT of each user and place in the ring, shape (users, 384); zeros where a ring is shorter."""
        keys = [ring_key(self._prefix, utility, user) for user in user_id.tolist()]
        parts = self._in_parts(keys, RINGS_A_CALL)
        rings = b"".join((data or b"")[:RING_BYTES].ljust(RING_BYTES, b"\0") for part in parts for data in part)
        return np.frombuffer(rings, SLOT).reshape(-1, SLOTS)

    def _in_parts(self, keys: list[bytes], size: int) -> Iterator[list[bytes | None]]:
        ask: Any = self._redis
        for start in range(0, len(keys), size):
            yield ask.mget(keys[start : start + size])
