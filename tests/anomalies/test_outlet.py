"""The live view's alerts are those of the topic, whatever Redis loses and whenever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import Producer
from redis import Redis

from anomalies.outlet import Outlet
from contract.alerts import Alert, Kind, Severity, alert_id, hash_key, open_key, read_open, told_key
from contract.settings import Settings
from contract.topics import ALERTS
from contract.utilities import WATER

START = 1_795_000_000_000


@pytest.fixture
def redis(namespace: Settings) -> Iterator[Redis]:
    with Redis(namespace.host, namespace.redis_port) as client:
        yield client


def leak(user: int, end: int | None = None) -> Alert:
    name, updated = alert_id(Kind.LEAK, WATER, user, START), START if end is None else end
    return Alert(name, Kind.LEAK, user, "water", START, end, Severity.WARNING, {"hours": 1.0}, updated=updated)


def kept(redis: Redis, settings: Settings) -> tuple[Any, list[str]]:
    """All of them, and the ids of those that last."""
    prefix = settings.redis_prefix()
    lasting: Any = redis.hvals(open_key(prefix))
    return redis.hgetall(hash_key(prefix)), sorted(name for data in lasting for name in read_open(data))


def lose(redis: Redis, settings: Settings) -> None:
    redis.delete(*redis.keys(settings.redis_prefix() + b"alerts*"))


def test_what_redis_lost_comes_back_as_it_was_told_last(namespace: Settings, redis: Redis) -> None:
    outlet = Outlet(redis, namespace)
    outlet.recover()
    outlet.tell([leak(1), leak(2)])
    outlet.tell([leak(2, end=START + 5)])
    before = kept(redis, namespace)
    for again in (outlet, Outlet(redis, namespace)):
        lose(redis, namespace)
        again.recover()
        assert kept(redis, namespace) == before
    assert before[1] == [leak(1).id]


def test_what_is_lost_while_alerts_are_on_their_way_comes_back_too(namespace: Settings, redis: Redis) -> None:
    outlet = Outlet(redis, namespace)
    outlet.recover()
    outlet.tell([leak(1)])
    lose(redis, namespace)
    outlet.tell([leak(2)])
    outlet.recover()
    assert kept(redis, namespace)[1] == [leak(1).id, leak(2).id]


def test_a_topic_that_was_made_anew_is_read_from_its_beginning(namespace: Settings, redis: Redis) -> None:
    Outlet(redis, namespace).tell([leak(1)])
    lose(redis, namespace)
    redis.set(told_key(namespace.redis_prefix()), 99)
    Outlet(redis, namespace).recover()
    assert kept(redis, namespace)[1] == [leak(1).id]


def test_what_is_no_alert_is_passed_over(namespace: Settings, redis: Redis) -> None:
    producer = Producer({"bootstrap.servers": namespace.kafka})
    for key, value in {b"1": b"no alert", b"2": b"{}", b"3": None}.items():
        producer.produce(namespace.topic(ALERTS.name), value, key)
    producer.flush(10)
    outlet = Outlet(redis, namespace)
    outlet.recover()
    outlet.tell([leak(1)])
    assert redis.get(told_key(namespace.redis_prefix())) == b"4"
    assert kept(redis, namespace)[1] == [leak(1).id]
