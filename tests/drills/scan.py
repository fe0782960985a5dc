"""The whole live view of a namespace, key by key."""

from __future__ import annotations

from typing import Any

import numpy as np
from redis import Redis

from contract.alerts import hash_key
from contract.closing import Closing
from contract.encoding.live_layout import users_of
from contract.live_page import POINTS, read_header
from contract.live_view import LiveState, ring_closings
from contract.settings import Settings
from tests.drills.truth import Point

KEY = 6  # kind, utility letter, number


def dump(settings: Settings, kinds: bytes = b"pr") -> dict[bytes, bytes]:
    """Every page of headers and every ring, or only the one, by its key without prefix."""
    prefix = settings.redis_prefix()
    with _connect(settings) as redis:
        everything = redis.scan_iter(prefix + b"*", count=5000)
        keys = [key for key in everything if key[len(prefix)] in kinds and len(key) == len(prefix) + KEY]
        found: list[Any] = redis.mget(keys) if keys else []
    return {key[len(prefix) :]: value for key, value in zip(keys, found, strict=True) if value}


def closings(settings: Settings) -> dict[Point, list[Closing]]:
    """The closing readings that the live view holds, by service point."""
    rings = dump(settings, b"r")
    return {
        point: ring_closings(state, rings.get(b"r" + point[0].encode() + point[1].to_bytes(4, "big"), b""))
        for point, state in headers(settings).items()
    }


def headers(settings: Settings) -> dict[Point, LiveState]:
    """The header of every service point that something has come of."""
    found: dict[Point, LiveState] = {}
    for key, page in dump(settings, b"p").items():
        first = int.from_bytes(key[2:], "big") * POINTS
        for user in users_of(np.arange(first, first + POINTS)).tolist():
            if state := read_header(page, user):
                found[chr(key[1]), user] = state
    return found


def alerts(settings: Settings) -> dict[str, bytes]:
    """The alerts of the live view by id."""
    with _connect(settings) as redis:
        found: Any = redis.hgetall(hash_key(settings.redis_prefix()))
    return {name.decode(): alert for name, alert in found.items()}


def lose(settings: Settings, keys: list[bytes]) -> None:
    """Deletes pages and rings by their keys without prefix, and nothing that would tell."""
    with _connect(settings) as redis:
        redis.delete(*(settings.redis_prefix() + key for key in keys))


def flush(settings: Settings) -> None:
    """FLUSHALL: nothing is left, of no namespace."""
    with _connect(settings) as redis:
        redis.flushall()


def _connect(settings: Settings) -> Redis:
    return Redis(host=settings.host, port=settings.redis_port, socket_timeout=10)
