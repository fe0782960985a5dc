"""The last windows of a watched home outlive the visit and the process, and are never more than were seen."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from api.live_reads import LiveReads
from api.trail_ring import SLOTS, TrailWindow, read_windows
from api.trails import WATCHED_MS, Trails
from contract.live_page import page_key, write_header
from contract.live_view import LiveState
from contract.settings import Settings
from contract.utilities import GAS, WATER

HOME, OTHER, WINDOW_MS, START = 7, 8, 60, 1_800_000_000_040  # windows of 60 ms: START ends one


class Scene:
    """A Redis of its own prefix, a clock that is set, and processes that keep trails."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self.redis, self.prefix, self.now = redis, prefix, START

    def process(self, most: int = 10) -> Trails:
        live = LiveReads(self.redis, self.prefix)
        return Trails(self.redis, self.prefix, live, WINDOW_MS, lambda: self.now, most=most)

    async def window(self, number: int, home: int = HOME) -> None:
        """The stream writes a window of two readings, 10 apart around 100 + number."""
        end, low, high = START + number * WINDOW_MS, 95 + number, 105 + number
        window = (end, 2, low, high, low + high, low * low + high * high)
        state = LiveState(end, 1000, high, 3, 1, *window, 0, 0.0, 0.0, 0, 0)
        key = page_key(self.prefix, WATER, home)
        held = await self.redis.get(key)
        await self.redis.set(key, write_header(held if isinstance(held, bytes) else None, home, state))


def play(settings: Settings, scene: Callable[[Scene], Awaitable[None]]) -> None:
    async def whole() -> None:
        prefix = f"trails{uuid.uuid4().hex[:8]}:".encode()
        async with Redis(host=settings.host, port=settings.redis_port) as redis:
            await scene(Scene(redis, prefix))
            async for name in redis.scan_iter(prefix + b"*"):
                await redis.delete(name)

    asyncio.run(whole())


def test_a_new_process_tells_what_another_kept(settings: Settings) -> None:
    async def scene(it: Scene) -> None:
        first = it.process()
        for number in range(SLOTS + 5):
            await it.window(number)
            await first.visit(HOME) if number == 0 else await first.collect([HOME])
        found = await it.process().read(HOME)
        assert [window.mean for window in found[WATER]] == [100 + number for number in range(5, SLOTS + 5)]
        assert {window.deviation for window in found[WATER]} == {5}
        assert found[GAS] == []

    play(settings, scene)


def test_a_trail_with_a_hole_is_shorter_and_never_filled_with_old_ones(settings: Settings) -> None:
    async def scene(it: Scene) -> None:
        process = it.process()
        for number in (0, 1, 2, 59, 61):
            await it.window(number)
            await process.collect([HOME])
        assert [window.mean - 100 for window in (await process.read(HOME))[WATER]] == [2, 59, 61]

    play(settings, scene)


def test_a_home_is_watched_for_a_day_after_the_visit_and_one_process_collects(settings: Settings) -> None:
    async def scene(it: Scene) -> None:
        processes = [it.process(), it.process()]
        await it.window(0)
        await processes[0].visit(HOME)
        for process in processes:
            process.start()
        await it.window(1)
        await asyncio.sleep(0.3)
        assert len((await processes[1].read(HOME))[WATER]) == 2
        holder = await it.redis.get(it.prefix + b"watched:by")
        await processes[0].close()
        await processes[1].close()
        other = it.process()
        other.start()
        await asyncio.sleep(0.3)
        assert await it.redis.get(it.prefix + b"watched:by") != holder
        it.now += WATCHED_MS + 1
        await asyncio.sleep(0.2)
        await it.window(2)
        await asyncio.sleep(0.2)
        assert len((await other.read(HOME))[WATER]) == 2
        await other.close()

    play(settings, scene)


def test_so_many_homes_are_watched_and_the_longest_unvisited_leave(settings: Settings) -> None:
    async def scene(it: Scene) -> None:
        process = it.process(most=1)
        for home in (HOME, OTHER):
            await it.window(0, home)
            await process.visit(home)
            it.now += 1
        process.start()
        for home in (HOME, OTHER):
            await it.window(1, home)
        await asyncio.sleep(0.2)
        await process.close()
        assert [len((await process.read(home))[WATER]) for home in (HOME, OTHER)] == [1, 2]

    play(settings, scene)


def test_bytes_that_are_cut_short_tell_what_is_whole() -> None:
    assert read_windows(b"\x00" * 10, WINDOW_MS) == []
    assert TrailWindow(1, 1, 5, 5, 5, 25).deviation == 0
