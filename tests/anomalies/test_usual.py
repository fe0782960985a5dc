"""What the batch supplies to level shifts, out of a real Redis: of the hour and the home it was made for, once only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from redis import Redis

from anomalies.history import History
from anomalies.usual import UsualHours
from contract.baseline_view import HOURS, Level, Version, block_key, directory_key, hour_of_week, index_key, write_index
from contract.encoding.baselines import NOTHING, PLACE, write_entries
from contract.registry import BLOCK_SIZE
from contract.settings import Settings
from contract.utilities import WATER
from contract.windows import HOUR_MS
from tests.anomalies.homes import FIRST_USER, START, history, used_by_day

ZONE = "UTC"
RUN = 1


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    yield replace(settings, namespace="usual")
    with Redis(host=settings.host, port=settings.redis_port) as client:
        for key in client.scan_iter(b"usual:*"):
            client.delete(key)


def homes() -> History:
    return history(WATER, np.stack([used_by_day(4, seed) for seed in range(3)]))


def median(hour_of_the_week: int, user: int) -> float:
    return 1000.0 * (1 + hour_of_the_week) * (1 + user % BLOCK_SIZE)


def publish(redis: Redis, settings: Settings) -> None:
    """Of each home and hour of the week another median; the MAD is a tenth of it."""
    rows = np.broadcast_to(NOTHING[0], (HOURS, BLOCK_SIZE)).copy()
    rows["usage_median"] = [[median(hour, user) for user in range(BLOCK_SIZE)] for hour in range(HOURS)]
    rows["usage_mad"], rows["level"] = rows["usage_median"] / 10, Level.HOUR_OF_WEEK
    prefix, block = settings.redis_prefix(), FIRST_USER // BLOCK_SIZE
    redis.set(block_key(prefix, RUN, WATER.letter, block), write_entries(rows))
    redis.set(directory_key(prefix, RUN), np.array([(ord(WATER.letter), HOURS, BLOCK_SIZE, block)], PLACE).tobytes())
    redis.set(index_key(prefix), write_index([Version(ZONE, RUN, START)]))


def test_each_hour_of_each_home_has_its_own_median(own: Settings) -> None:
    past = homes()
    with Redis(host=own.host, port=own.redis_port) as redis:
        usual = UsualHours(redis, own.redis_prefix())
        assert usual.of(past) is None
        publish(redis, own)
        found = UsualHours(redis, own.redis_prefix()).of(past)
    assert found is not None
    ends = [past.start + (number + 1) * HOUR_MS for number in range(past.hourly.shape[1])]
    expected = np.array([[median(hour_of_week(end, ZONE), user) for end in ends] for user in past.user_id.tolist()])
    np.testing.assert_allclose(found[0], expected, rtol=2**-8)
    np.testing.assert_allclose(found[1], expected / 10, rtol=2**-8)


def test_only_the_newest_hour_is_asked_for(own: Settings) -> None:
    past = homes()
    with Redis(host=own.host, port=own.redis_port) as redis:
        publish(redis, own)
        usual = UsualHours(redis, own.redis_prefix())
        first = usual.of(past)
        before = redis.info("stats")["total_commands_processed"]
        again = usual.of(past)
        asked = redis.info("stats")["total_commands_processed"] - before
    assert first is not None
    assert again is not None
    np.testing.assert_equal(first, again)
    assert asked <= 2  # the questions themselves
