"""One read for all followers, and each hears of a change once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

from redis.exceptions import ConnectionError as RedisAway

from api.watch import Seen, Watch


class Source:
    """Bodies that change; counts the reads."""

    def __init__(self) -> None:
        self.value, self.reads, self.away = 1, 0, False

    async def read(self, keys: Sequence[int]) -> dict[int, Seen]:
        self.reads += 1
        if self.away:
            raise RedisAway
        return {key: Seen(self.value, f"{key}:{self.value}") for key in keys}


async def first(watch: Watch[int], key: int, count: int) -> list[str]:
    async with aclosing(watch.follow(key)) as bodies:
        return [await anext(bodies) for _ in range(count)]


def test_followers_share_reads_and_hear_each_change_once() -> None:
    async def scene() -> None:
        source = Source()
        watch = Watch(source.read, 0.02)
        followers = [asyncio.create_task(first(watch, key, 2)) for key in (1, 1, 1, 2)]
        await asyncio.sleep(0.2)
        assert not any(follower.done() for follower in followers)
        source.value = 2
        assert await asyncio.gather(*followers) == [["1:1", "1:2"]] * 3 + [["2:1", "2:2"]]
        assert source.reads < 25
        await watch.close()

    asyncio.run(scene())


def test_nobody_watching_reads_nothing() -> None:
    async def scene() -> None:
        source = Source()
        watch = Watch(source.read, 0.01)
        assert await first(watch, 1, 1) == ["1:1"]
        await asyncio.sleep(0.1)
        assert source.reads <= 2

    asyncio.run(scene())


def test_an_outage_passes() -> None:
    async def scene() -> None:
        source = Source()
        watch = Watch(source.read, 0.01)
        follower = asyncio.create_task(first(watch, 1, 2))
        await asyncio.sleep(0.03)
        source.away, source.value = True, 2
        await asyncio.sleep(0.03)
        source.away = False
        assert await asyncio.wait_for(follower, 2) == ["1:1", "1:2"]
        await watch.close()

    asyncio.run(scene())
