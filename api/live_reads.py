"""The live view out of Redis: each question is one command, so header and ring are of one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

from redis.asyncio import Redis

from contract.alerts import Alert, hash_key, open_key, read_alert, read_open
from contract.closing import Closing
from contract.live_page import page_key, read_header
from contract.live_view import LiveState, ring_closings, ring_key
from contract.utilities import UTILITIES, Utility

States = dict[Utility, LiveState]


class LiveReads:
    """Reads of the live view under a namespace's `prefix`."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._redis, self._prefix = redis, prefix

    async def closings(self, utility: Utility, user_id: int) -> list[Closing]:
        """All closing readings the live view holds of a service point, in order; none if it does not know it."""
        [(state, ring)] = await self.held(utility, [user_id])
        return ring_closings(state, ring) if state else []

    async def held(self, utility: Utility, user_ids: Sequence[int]) -> list[tuple[LiveState | None, bytes]]:
        """Header (None if there is none) and ring of many homes, in one command."""
        pages = [page_key(self._prefix, utility, user_id) for user_id in user_ids]
        rings = [ring_key(self._prefix, utility, user_id) for user_id in user_ids]
        found = await self._get([*pages, *rings])
        return [
            (read_header(found[page], user_id), found[ring] or b"")
            for page, ring, user_id in zip(pages, rings, user_ids, strict=True)
        ]

    async def _get(self, keys: list[bytes]) -> dict[bytes, bytes | None]:
        """The values of keys, each asked for once: a page has many service points."""
        names = list(dict.fromkeys(keys))
        found = cast("list[bytes | None]", await self._redis.mget(names)) if names else []
        return dict(zip(names, found, strict=True))

    async def states(self, user_ids: Sequence[int]) -> dict[int, States]:
        """The headers of many homes; a home without any is left out."""
        pages = {
            (user_id, utility): page_key(self._prefix, utility, user_id)
            for user_id in user_ids
            for utility in UTILITIES
        }
        held = await self._get(list(pages.values()))
        found: dict[int, States] = {}
        for (user_id, utility), page in pages.items():
            if state := read_header(held[page], user_id):
                found.setdefault(user_id, {})[utility] = state
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
