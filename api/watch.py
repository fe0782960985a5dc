"""Watching for changes: one read in a while for all that anybody watches, however many watch it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

K = TypeVar("K", bound=Hashable)


class Seen(NamedTuple):
    """A body as JSON; it is news when its mark differs from the one before."""

    mark: Hashable
    text: str


class Watch(Generic[K]):
    """Tells followers of a key each new body of it; `read` gives the bodies that there are of many keys."""

    def __init__(self, read: Callable[[Sequence[K]], Awaitable[dict[K, Seen]]], every_s: float = 1.0) -> None:
        self._read, self._every_s = read, every_s
        self._followers: dict[K, set[asyncio.Queue[Seen]]] = {}
        self._task: asyncio.Task[None] | None = None

    async def follow(self, key: K) -> AsyncGenerator[str, None]:
        """The body now, if there is one, and then each new one; a slow follower misses those in between."""
        queue: asyncio.Queue[Seen] = asyncio.Queue(1)
        self._followers.setdefault(key, set()).add(queue)
        try:
            mark: Hashable = None
            for seen in (await self._try([key])).values():
                mark = seen.mark
                yield seen.text
            self._start()
            while True:
                seen = await queue.get()
                if seen.mark != mark:
                    mark = seen.mark
                    yield seen.text
        finally:
            self._leave(key, queue)

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._poll())

    def _leave(self, key: K, queue: asyncio.Queue[Seen]) -> None:
        self._followers[key].discard(queue)
        if not self._followers[key]:
            del self._followers[key]

    async def _poll(self) -> None:
        marks: dict[K, Hashable] = {}
        while self._followers:
            await asyncio.sleep(self._every_s)
            found = await self._try(list(self._followers))
            news = {key: seen for key, seen in found.items() if marks.get(key) != seen.mark}
            marks = {key: mark for key, mark in marks.items() if key in self._followers}
            marks |= {key: seen.mark for key, seen in found.items()}
            for key, seen in news.items():
                self._tell(key, seen)

    async def _try(self, keys: Sequence[K]) -> dict[K, Seen]:
        """The bodies, none while a server is away: followers wait for it to come back."""
        try:
            return await self._read(keys)
        except (RedisError, SQLAlchemyError) as error:
            structlog.get_logger().warning("nothing to watch", error=type(error).__name__)
            return {}

    def _tell(self, key: K, seen: Seen) -> None:
        for queue in self._followers.get(key, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(seen)
