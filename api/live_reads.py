"""The live view out of Redis: each question is one command, so header and ring are of one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

from redis.asyncio import Redis

from contract.alerts import Alert, hash_key, open_key, read_alert, read_open
from contract.closing import Closing
from contract.live_view import LiveState, header_key, read_header, ring_closings, ring_key
from contract.utilities import UTILITIES, Utility

States = dict[Utility, LiveState]


class LiveReads:
    """Reads of the live view under a namespace's `prefix`."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._redis, self._prefix = redis, prefix

    async def closings(self, utility: Utility, user_id: int) -> list[Closing]:
        """All closing readings the live view holds of a service point, in order; none if it does not know it."""
        keys = [header_key(self._prefix, utility, user_id), ring_key(self._prefix, utility, user_id)]
        header, ring = await self._get(keys)
        return ring_closings(read_header(header), ring or b"") if header else []

    async def held(self, utility: Utility, user_ids: Sequence[int]) -> list[tuple[LiveState | None, bytes]]:
        """Header (None if there is none) and ring of many homes, in one command."""
        keys = [header_key(self._prefix, utility, user_id) for user_id in user_ids]
        keys += [ring_key(self._prefix, utility, user_id) for user_id in user_ids]
        found = await self._get(keys) if keys else []
        pairs = zip(found[: len(user_ids)], found[len(user_ids) :], strict=True)
        return [(read_header(header) if header else None, ring or b"") for header, ring in pairs]

    async def _get(self, keys: list[bytes]) -> list[bytes | None]:
        return cast("list[bytes | None]", await self._redis.mget(keys))

    async def states(self, user_ids: Sequence[int]) -> dict[int, States]:
        """The headers of many homes; a home without any is left out."""
        pairs = [(user_id, utility) for user_id in user_ids for utility in UTILITIES]
        headers = await self._get([header_key(self._prefix, utility, user_id) for user_id, utility in pairs])
        found: dict[int, States] = {}
        for (user_id, utility), header in zip(pairs, headers, strict=True):
            if header:
                found.setdefault(user_id, {})[utility] = read_header(header)
        return found

    async def homes(self, user_ids: Sequence[int]) -> tuple[dict[int, States], dict[int, list[str]]]:
        """The headers of many homes, and the ids of each one's alerts that last, in one turn."""
        states, found = await asyncio.gather(self.states(user_ids), self._open(user_ids))
        return states, found

    async def _open(self, user_ids: Sequence[int]) -> dict[int, list[str]]:
        names = [str(user_id) for user_id in user_ids]
        found = cast("list[bytes | None]", await self._redis.hmget(open_key(self._prefix), names)) if names else []
        return {user_id: read_open(data) for user_id, data in zip(user_ids, found, strict=True)}

    async def open_everywhere(self) -> dict[int, list[str]]:
        """The ids of the alerts that last, by user."""
        found = cast("dict[bytes, bytes]", await self._redis.hgetall(open_key(self._prefix)))
        return {int(user): read_open(data) for user, data in found.items()}

    async def alerts(self, ids: Sequence[str]) -> dict[str, Alert]:
        """Alerts by id; those that have left are not in it."""
        if not ids:
            return {}
        found = cast("list[bytes | None]", await self._redis.hmget(hash_key(self._prefix), list(ids)))
        return {name: read_alert(data) for name, data in zip(ids, found, strict=True) if data}
