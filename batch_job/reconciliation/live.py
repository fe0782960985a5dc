"""Reading the live view in bulk."""

from __future__ import annotations

from typing import cast

import numpy as np
from redis import Redis

from batch_job.reconciliation.kept import KeptDay
from batch_job.reconciliation.rings import LiveClosings, live_closings
from contract.live_view import header_key, ring_key
from contract.settings import Settings
from contract.utilities import BY_NAME

AT_ONCE = 1000  # rings of one request: 4 MB


class LiveView:
    """The live view of a namespace; every method raises redis.RedisError while it is away."""

    def __init__(self, settings: Settings) -> None:
        self._redis = Redis(host=settings.host, port=settings.redis_port, socket_timeout=30)
        self._prefix = settings.redis_prefix()

    def closings(self, utility: str, kept: KeptDay) -> LiveClosings:
        """The closing readings of the same service points and intervals."""
        users = kept.users.tolist()
        parts = [self._read(utility, users[begin : begin + AT_ONCE], kept) for begin in range(0, len(users), AT_ONCE)]
        columns = (
            np.concatenate([getattr(part, name) for part in parts]) for name in LiveClosings.__dataclass_fields__
        )
        return LiveClosings(*columns)

    def close(self) -> None:
        self._redis.close()

    def _read(self, utility: str, users: list[int], kept: KeptDay) -> LiveClosings:
        kind = BY_NAME[utility]
        keys = [header_key(self._prefix, kind, user) for user in users]
        keys += [ring_key(self._prefix, kind, user) for user in users]
        found = cast("list[bytes | None]", self._redis.mget(keys))
        return live_closings(found[: len(users)], found[len(users) :], kept.first_interval, kept.at.shape[1])
