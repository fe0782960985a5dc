"""Looks at every stage from door to page once in a while, and remembers the last half hour in this process."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import pairwise
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool

from api.flink_metrics import FlinkMetrics
from api.kafka_offsets import KafkaOffsets
from api.models.stages import Stages as Body
from api.stage_sample import StageSample, point
from contract.accounting import accounting_key, read_accounts
from contract.windows import MINUTE_MS, SECOND_MS, Clock

EVERY_MS = 10 * SECOND_MS
KEPT = 30 * MINUTE_MS // EVERY_MS + 1


class Stages:
    """Samples of a namespace's stages; collaborators are passed in."""

    def __init__(self, redis: Redis, prefix: bytes, flink: FlinkMetrics, kafka: KafkaOffsets, clock: Clock) -> None:
        self._redis, self._prefix, self._flink, self._kafka, self._clock = redis, prefix, flink, kafka, clock
        self._samples: deque[StageSample] = deque(maxlen=KEPT)
        self._task: asyncio.Task[None] | None = None

    def body(self) -> Body:
        points = [point(before, after) for before, after in pairwise(self._samples)]
        return Body(now=self._clock(), every_ms=EVERY_MS, points=points)

    async def look(self) -> None:
        """Adds a sample; a part that does not answer leaves a gap, and holds the others up for seconds at most."""
        unread, offsets, live = await asyncio.gather(
            self._flink.unread(), run_in_threadpool(self._kafka.read), self._live()
        )
        sent, unarchived = offsets or (None, None)
        self._samples.append(StageSample(self._clock(), sent=sent, unread=unread, unarchived=unarchived, **live))

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await run_in_threadpool(self._kafka.close)

    async def _run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY_MS / SECOND_MS)

    async def _live(self) -> dict[str, int]:
        """What Redis and the stream's accounts in it say; nothing while Redis is away."""
        try:
            stats: dict[str, Any] = await self._redis.info("stats")
            memory: dict[str, Any] = await self._redis.info("memory")
            fields = cast("dict[bytes, bytes]", await self._redis.hgetall(accounting_key(self._prefix)))
        except RedisError as error:
            structlog.get_logger().info("Redis does not say how it is", error=type(error).__name__)
            return {}
        accounts = read_accounts(fields).values()
        counted = {
            "received": sum(one.received for one in accounts),
            "late": sum(one.late for one in accounts),
            "quarantined": sum(one.unusable for one in accounts),
        }
        newest = {"window_end": max(one.window_end for one in accounts)} if accounts else {}
        used = {"redis_commands": stats["total_commands_processed"], "redis_bytes": memory["used_memory"]}
        return {**counted, **newest, **used}
