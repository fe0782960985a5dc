"""Keeps the last live windows of the homes that somebody watches, or watched within a day, for all API processes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.live_reads import LiveReads, States
from api.trail_ring import TrailWindow, place_of, read_windows, trail_key, window_of, write_window
from contract.utilities import UTILITIES, Utility
from contract.windows import DAY_MS, MINUTE_MS, Clock

MOST_HOMES = 2000  # the longest unwatched leave first; 6.5 KB each
WATCHED_MS = DAY_MS  # after the last visit
VISIT_MS = MINUTE_MS  # visits closer than this are one
READS_A_WINDOW = 3  # so that none is missed
LONGEST_WAIT_S = 10.0
_HOLD = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 1 end
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
"""


class Trails:
    """Windows of watched homes in Redis. One process collects at a time; every process reads and tells of visits."""

    def __init__(
        self, redis: Redis, prefix: bytes, live: LiveReads, window_ms: int, clock: Clock, *, most: int = MOST_HOMES
    ) -> None:
        self._redis, self._prefix, self._live, self._clock, self._most = redis, prefix, live, clock, most
        self._window_ms, self._every_s = window_ms, min(window_ms / 1000 / READS_A_WINDOW, LONGEST_WAIT_S)
        self._me = secrets.token_hex(8)
        self._visits: dict[int, int] = {}
        self._written: dict[tuple[int, Utility], TrailWindow] = {}
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def visit(self, user_id: int) -> None:
        """Watches a home from now on; cheap, however often it is said."""
        now = self._clock()
        if now - self._visits.get(user_id, -VISIT_MS) < VISIT_MS:
            return
        self._visits = {user: at for user, at in self._visits.items() if now - at < VISIT_MS} | {user_id: now}
        await self._redis.zadd(self._watched, {str(user_id): now})
        await self.collect([user_id])

    async def read(self, user_id: int) -> dict[Utility, list[TrailWindow]]:
        """The windows there are, in order of time; fewer than 60 if the home is watched for less long."""
        keys = [trail_key(self._prefix, utility, user_id) for utility in UTILITIES]
        found = cast("list[bytes | None]", await self._redis.mget(keys))
        return {
            utility: read_windows(data or b"", self._window_ms) for utility, data in zip(UTILITIES, found, strict=True)
        }

    async def collect(self, user_ids: Sequence[int]) -> None:
        """Writes the newest window of each service point of these homes, if it is a new one."""
        states = await self._live.states(user_ids)
        fresh = [(user_id, *one) for user_id, found in states.items() for one in self._fresh(user_id, found)]
        if not fresh:
            return
        async with self._redis.pipeline(transaction=False) as pipeline:
            for user_id, utility, window in fresh:
                key = trail_key(self._prefix, utility, user_id)
                pipeline.setrange(key, place_of(window, self._window_ms), write_window(window))
                pipeline.pexpire(key, WATCHED_MS)
            await pipeline.execute()
        self._written |= {(user_id, utility): window for user_id, utility, window in fresh}

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        self._closed = True  # a cancelled command may come out as an error of Redis
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def _watched(self) -> bytes:
        return self._prefix + b"watched"

    async def _run(self) -> None:
        while not self._closed:
            try:
                if await self._collects():
                    await self.collect(await self._homes())
            except RedisError as error:
                structlog.get_logger().warning("no trails", error=type(error).__name__)
            await asyncio.sleep(self._every_s)

    async def _collects(self) -> bool:
        """Whether this process is the one that collects; another takes over when it stops."""
        hold = str(round(self._every_s * 3000))
        return bool(await self._redis.eval(_HOLD, 1, self._prefix + b"watched:by", self._me, hold))

    async def _homes(self) -> list[int]:
        """The homes to watch; those not visited for long are forgotten."""
        await self._redis.zremrangebyscore(self._watched, 0, self._clock() - WATCHED_MS)
        await self._redis.zremrangebyrank(self._watched, 0, -self._most - 1)
        found = [int(name) for name in cast("list[bytes]", await self._redis.zrange(self._watched, 0, -1))]
        kept = set(found)
        self._written = {key: window for key, window in self._written.items() if key[0] in kept}
        return found

    def _fresh(self, user_id: int, states: States) -> Iterable[tuple[Utility, TrailWindow]]:
        for utility, state in states.items():
            window = window_of(state)
            if window and self._written.get((user_id, utility)) != window:
                yield utility, window
