"""The watcher's question on a real Redis: published baselines are used, and nothing is found without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from redis import Redis

from anomalies.folding import folded
from anomalies.history import of_usage
from anomalies.models.judge import Unusual
from contract.alerts import Kind
from contract.baseline_view import Level, Version, block_key, directory_key, index_key, write_index
from contract.encoding.baselines import NOTHING, PLACE, write_entries
from contract.registry import BLOCK_SIZE
from contract.settings import Settings
from contract.utilities import WATER
from contract.windows import HOUR_MS

BEGIN = 1_795_000_000_000 // HOUR_MS * HOUR_MS
USUAL = 100_000.0


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    yield replace(settings, namespace="judge", unusual_model="robust")
    with Redis(host=settings.host, port=settings.redis_port) as client:
        for key in client.scan_iter(b"judge:*"):
            client.delete(key)


def test_the_published_baseline_of_the_hour_says_what_is_unusual(own: Settings) -> None:
    usage = np.full((1, 72), USUAL)
    usage[0, -4:] *= 30
    named = {"user_id": np.array([70]), "zone": np.array(["America/New_York"]), "place": np.zeros((1, 2))}
    history = of_usage(WATER, BEGIN, np.repeat(usage / 4, 4, axis=1), **named)
    with Redis(host=own.host, port=own.redis_port) as redis:
        assert Unusual(own, redis).find(history).episodes == []
        _publish(redis, own)
        [episode] = Unusual(own, redis).find(history).episodes
    assert (episode.kind, episode.user_id, episode.end) == (Kind.UNUSUAL, 70, None)
    assert episode.start == BEGIN + 68 * HOUR_MS
    assert folded([episode]) == [episode]
    assert folded([episode, replace(episode, kind=Kind.LEAK)]) == [replace(episode, kind=Kind.LEAK)]


def _publish(redis: Redis, settings: Settings) -> None:
    rows = NOTHING[None].copy()
    rows["usage_median"], rows["usage_mad"], rows["level"] = USUAL, USUAL / 20, Level.ALL_HOURS
    prefix = settings.redis_prefix()
    redis.set(block_key(prefix, 1, WATER.letter, 1), write_entries(rows))
    redis.set(directory_key(prefix, 1), np.array([(ord(WATER.letter), 1, BLOCK_SIZE, 1)], PLACE).tobytes())
    redis.set(index_key(prefix), write_index([Version("America/New_York", 1, BEGIN)]))
