"""What the broker holds is what was acknowledged: the truth that Redis and the archive are compared with."""

from __future__ import annotations

from typing import Any

import numpy as np
from redis import Redis

from contract.encoding.columns import decode
from contract.encoding.live_layout import HEADER
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from tests import report_topics


def reports(settings: Settings) -> int:
    """Reports on the namespace's three topics."""
    return sum(report_topics.ends(settings).values())


def differences(settings: Settings, readings: int) -> tuple[int, int]:
    """How many service points sent something, and how many of them Redis does not show as the broker last heard them.

    All reports must have `readings` readings.
    """
    points = wrong = 0
    with Redis(settings.host, settings.redis_port) as redis:
        for utility in UTILITIES:
            users, at, register = _last(settings, utility, readings)
            shown = np.concatenate([_headers(redis, settings, utility, part) for part in _parts(users)])
            wrong += int(((shown["last_at"] != at) | (shown["last_register"] != register)).sum())
            points += len(users)
    return points, wrong


def _last(settings: Settings, utility: Utility, readings: int) -> tuple[Any, Any, Any]:
    """Users in order, and the greatest (instant, register) of each."""
    batches = report_topics.messages(settings, utility)
    found = [_ends([message.value() or b"" for message in batch], readings) for batch in batches]
    users, at, register = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((register, at, users))
    newest = np.append(users[order][1:] != users[order][:-1], True)
    return users[order][newest], at[order][newest], register[order][newest]


def _ends(batch: list[bytes], readings: int) -> tuple[Any, Any, Any]:
    rows, good = decode(batch, readings, with_status=False)
    if not good.all():
        raise AssertionError(f"{(~good).sum()} messages are not reports of {readings} readings")
    at = rows["at"] + rows["offset_ms"][:, -1].astype(np.int64)
    return rows["user_id"].astype(np.int64), at, rows["register"][:, -1].copy()


def _headers(redis: Redis, settings: Settings, utility: Utility, users: Any) -> Any:
    prefix = settings.redis_prefix() + b"h" + utility.letter.encode()
    keys = [prefix + user for user in users.astype(">u4").view("V4").tolist()]
    held: list[Any] = redis.mget(keys)
    return np.frombuffer(b"".join(value or bytes(HEADER.itemsize) for value in held), HEADER)


def _parts(users: Any) -> list[Any]:
    return np.array_split(users, max(1, len(users) // 20_000))
