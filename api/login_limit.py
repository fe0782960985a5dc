"""A limit on guesses: so many tries for a name, and from an address, in five minutes."""

from __future__ import annotations

from hashlib import sha256

from redis.asyncio import Redis

from api.problems import Problem

WINDOW_S = 300
TRIES_FOR_NAME = 10
TRIES_FROM_ADDRESS = 60


class LoginLimit:
    """Counts tries in Redis, so that all API processes count together."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._redis, self._prefix = redis, prefix

    async def count(self, name: str, address: str) -> None:
        """One more try. Raises Problem (429) when there were too many."""
        keys = (self._key("name", name), self._key("address", address))
        async with self._redis.pipeline(transaction=True) as pipeline:
            for key in keys:
                pipeline.set(key, 0, ex=WINDOW_S, nx=True)
                pipeline.incr(key)
            _, for_name, _, from_address = await pipeline.execute()
        if for_name > TRIES_FOR_NAME or from_address > TRIES_FROM_ADDRESS:
            detail = "Too many tries to log in; wait five minutes and try again."
            raise Problem(429, "Too many tries", detail, {"Retry-After": str(WINDOW_S)})

    async def forget(self, name: str) -> None:
        """After a login that succeeded."""
        await self._redis.delete(self._key("name", name))

    def _key(self, kind: str, value: str) -> bytes:
        return self._prefix + f"login:{kind}:{sha256(value.encode()).hexdigest()[:24]}".encode()
