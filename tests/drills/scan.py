"""The whole live view of a namespace, key by key."""

from __future__ import annotations

from typing import Any

from redis import Redis

from contract.alerts import hash_key
from contract.closing import Closing
from contract.live_view import read_header, ring_closings
from contract.settings import Settings
from tests.drills.truth import Point


def dump(settings: Settings, kinds: bytes = b"hr") -> dict[bytes, bytes]:
    """Every header and ring, or only the one, by its key without prefix."""
    prefix = settings.redis_prefix()
    with _connect(settings) as redis:
        keys = [key for key in redis.scan_iter(prefix + b"*", count=5000) if key[len(prefix)] in kinds]
        found: list[Any] = redis.mget(keys) if keys else []
    return {key[len(prefix) :]: value for key, value in zip(keys, found, strict=True) if value}


def closings(settings: Settings) -> dict[Point, list[Closing]]:
    """The closing readings that the live view holds, by service point."""
    held = dump(settings)
    return {
        (chr(key[1]), int.from_bytes(key[2:], "big")): ring_closings(read_header(value), held.get(b"r" + key[1:], b""))
        for key, value in held.items()
        if key.startswith(b"h")
    }


def alerts(settings: Settings) -> dict[str, bytes]:
    """The alerts of the live view by id."""
    with _connect(settings) as redis:
        found: Any = redis.hgetall(hash_key(settings.redis_prefix()))
    return {name.decode(): alert for name, alert in found.items()}


def lose(settings: Settings, keys: list[bytes]) -> None:
    """Deletes headers and rings by their keys without prefix, and nothing that would tell."""
    with _connect(settings) as redis:
        redis.delete(*(settings.redis_prefix() + key for key in keys))


def flush(settings: Settings) -> None:
    """FLUSHALL: nothing is left, of no namespace."""
    with _connect(settings) as redis:
        redis.flushall()


def _connect(settings: Settings) -> Redis:
    return Redis(host=settings.host, port=settings.redis_port, socket_timeout=10)
