"""A mark in Redis: which process of it holds everything up to which checkpoint. By it Redis' losses are noticed.

Redis loses everything (the mark too), or, when its process ends, at most the end of what it wrote: it writes its file
in order, so where a mark has survived, all that a checkpoint covered before the mark was set has survived with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis

from contract.progress import progress_key
from contract.settings import Settings

SCRIPT = Path(__file__).with_suffix(".lua")
PATIENCE_S = 5


@dataclass(frozen=True)
class Seen:
    """Redis at one moment: which process it is, and its mark, if there is one."""

    process: str
    mark: str

    @property
    def lost(self) -> bool:
        """Whether something may be missing that had been written."""
        return self.mark.partition(" ")[0] != self.process

    @property
    def checkpoint(self) -> str:
        """What it covers has been written and not been lost; nothing where there is no mark."""
        return self.mark.partition(" ")[2]


class Progress:
    """The mark of one namespace. Everything raises RedisError while Redis is away."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis, self._key = redis, progress_key(settings.redis_prefix())
        self._script = redis.register_script(SCRIPT.read_text())

    @classmethod
    def of(cls, settings: Settings) -> Progress:
        return cls(Redis(host=settings.host, port=settings.redis_port, socket_timeout=PATIENCE_S), settings)

    def look(self) -> Seen:
        """The present state."""
        # its answers have other types in each of the two environments' clients
        redis: Any = self._redis
        return Seen(redis.info("server")["run_id"], (redis.get(self._key) or b"").decode())

    def move(self, seen: Seen, checkpoint: str) -> bool:
        """Says that Redis holds what `checkpoint` covers; False, and nothing is said, if it is not as `seen` now."""
        return bool(self._script(keys=[self._key], args=[seen.process, seen.mark, f"{seen.process} {checkpoint}"]))

    def forget(self) -> None:
        """As if everything were lost."""
        self._redis.delete(self._key)
