"""The clock of a namespace's data: a replay, or a simulation that stands still, has a now of its own."""

from __future__ import annotations

from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from api.regions import Regions
from contract.region_view import latest_key, read_latest
from contract.utilities import UTILITIES
from contract.windows import SECOND_MS, Clock

LOOKED_FOR_MS = 5 * SECOND_MS


class DataClock:
    """Real fleets run on our clock; where producers stamp their messages, the newest window of a county tells."""

    def __init__(self, redis: Redis, prefix: bytes, regions: Regions, clock: Clock, *, by_producer: bool) -> None:
        self._redis, self._prefix, self._regions, self._clock = redis, prefix, regions, clock
        self._by_producer = by_producer
        self._looked, self._newest = 0, 0

    async def now(self) -> int:
        """UTC ms; our clock before the first window."""
        return await self._reached() if self._by_producer else self._clock()

    async def heard(self, patience_ms: int) -> int:
        """`now`; where nothing at all has come for `patience_ms`, when the last did: then we hear nobody."""
        now, reached = await self.now(), await self._reached()
        return now if now - reached <= patience_ms else reached

    async def _reached(self) -> int:
        """End of the newest window; our clock before the first."""
        now = self._clock()
        if now - self._looked >= LOOKED_FOR_MS or now < self._looked:
            self._looked = now  # before the look, which may wait for a server that is away: one asker is enough
            self._newest = await self._look()
        return self._newest or now

    async def _look(self) -> int:
        try:
            counties = await self._regions.counties()
            keys = [latest_key(self._prefix, utility, county) for utility in UTILITIES for county in counties]
            found = cast("list[bytes | None]", await self._redis.mget(keys)) if keys else []
        except (SQLAlchemyError, RedisError):  # live values answer without the one, who is logged in without the other
            return self._newest
        return max((read_latest(data).window_end for data in found if data), default=0)
