"""The whole way on real servers: registry and live view in; alerts out, in Redis and in their topic."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from confluent_kafka import Consumer, TopicPartition
from redis import Redis
from sqlalchemy import Engine, create_engine

from anomalies.watcher import Watcher
from contract.alerts import Alert, Kind, Status, hash_key, open_key, read_alert, read_open, status_of
from contract.closing import Closing
from contract.live_view import ring_key
from contract.settings import Settings
from contract.tables import registry
from contract.topics import ALERTS
from contract.utilities import ELECTRICITY, WATER, Utility
from contract.windows import INTERVAL_MS, MINUTE_MS
from tests.anomalies.homes import DAY, START, always_on, used_by_day
from tests.anomalies.live import header_of, ring_of
from tests.live_headers import put_header

HOMES = range(64, 64 + 24)
FEEDER = {user: 1 if user < 64 + 12 else 2 for user in HOMES}
LEAKING, RUNNING = 70, 6.0
END = START + 4 * DAY * INTERVAL_MS
QUIET_MS = 2 * MINUTE_MS  # after an interval's end, when its closing readings have come


@pytest.fixture
def redis(namespace: Settings) -> Iterator[Redis]:
    with Redis(namespace.host, namespace.redis_port) as client:
        yield client


@pytest.fixture
def engine(namespace: Settings) -> Iterator[Engine]:
    """A country of two feeders, whose homes have electricity and water."""
    made = create_engine(namespace.mysql_url)
    with made.begin() as connection:
        county = {"county": 19153, "name": "Polk", "state": "IA", "lat": 41.6, "lon": -93.6, "zone": "UTC"}
        connection.execute(registry.counties.insert(), [county])
        feeders = [{"feeder_id": each, "county": 19153, "rating_w": 1, "head_user_id": 1} for each in (1, 2)]
        connection.execute(registry.feeders.insert(), feeders)
        about = {"name": "", "kind": "home", "county": 19153, "zone": "UTC", "lat": 41.6, "lon": -93.6}
        homes = [{"user_id": user, "feeder_id": feeder, **about} for user, feeder in FEEDER.items()]
        connection.execute(registry.users.insert(), homes)
        kinds = [(user, utility.name) for user in HOMES for utility in (ELECTRICITY, WATER)]
        points = [{"user_id": user, "utility": name, "supply_from": 0} for user, name in kinds]
        connection.execute(registry.service_points.insert(), points)
    yield made
    made.dispose()


class Country:
    """What the stream has written of it by an instant."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis, self._prefix = redis, settings.redis_prefix()
        self.used: dict[tuple[Utility, int], Any] = {}
        for user in HOMES:
            self.used[ELECTRICITY, user] = always_on(6, user)
            self.used[WATER, user] = used_by_day(6, user)

    def write(self, at: int, *, silent: Sequence[int] = (), since: int = 0) -> None:
        """Everybody's readings up to `at`; of the `silent` ones, no electricity after `since`."""
        for (utility, user), used in self.used.items():
            heard = since if utility is ELECTRICITY and user in silent else at
            count = (heard - START) // INTERVAL_MS
            register = 10**9 + np.concatenate([[0], np.cumsum(used[:count])]).astype(np.int64) * 1000
            ends = START + np.arange(count + 1) * INTERVAL_MS
            closings = [Closing(*each, 7) for each in zip(ends.tolist(), register.tolist(), strict=True)]
            closings.append(Closing(heard, int(register[-1]), 7))
            put_header(self._redis, self._prefix, utility, user, header_of(closings))
            self._redis.set(ring_key(self._prefix, utility, user), ring_of(closings))


@pytest.fixture
def country(redis: Redis, namespace: Settings, engine: Engine) -> Country:
    return Country(redis, namespace)


@pytest.fixture
def look(namespace: Settings, redis: Redis, engine: Engine) -> Callable[[], None]:
    """A watcher that has just been started looks twice: before the second time it calls nobody silent."""

    def twice() -> None:
        wall = iter([END, END + namespace.live_window_ms])
        watcher = Watcher(namespace, redis, engine, lambda: next(wall))
        assert watcher.look()
        assert watcher.look()

    return twice


def alerts(redis: Redis, settings: Settings) -> dict[str, Alert]:
    """By kind and user or place."""
    found: Any = redis.hgetall(hash_key(settings.redis_prefix()))
    return {name.decode().rsplit("-", 1)[0]: read_alert(data) for name, data in found.items()}


def said(settings: Settings) -> list[Alert]:
    """All that topic `alerts` has been told."""
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "none"})
    try:
        partition = TopicPartition(settings.topic(ALERTS.name), 0, 0)
        _, high = consumer.get_watermark_offsets(TopicPartition(partition.topic, 0), 10)
        consumer.assign([partition])
        messages = consumer.consume(high, 10) if high else []
        return [read_alert(message.value() or b"") for message in messages]
    finally:
        consumer.close()


def status(redis: Redis, settings: Settings, user: int, utility: Utility) -> Status:
    data = redis.hget(open_key(settings.redis_prefix()), str(user))
    assert data is None or isinstance(data, bytes)
    return status_of(read_open(data), utility)


def test_a_leak_opens_grows_and_clears_and_is_told_once_each_time(
    namespace: Settings, redis: Redis, country: Country, look: Callable[[], None]
) -> None:
    country.used[WATER, LEAKING][2 * DAY : 5 * DAY] += RUNNING
    country.write(END + QUIET_MS)
    look()
    (leak,) = alerts(redis, namespace).values()
    assert (leak.kind, leak.user_id, leak.start, leak.end) == (Kind.LEAK, LEAKING, START + 2 * DAY * INTERVAL_MS, None)
    assert leak.evidence["hours"] == 48
    assert (leak.cost, leak.place is not None) == ("2.76", True)  # of 1.15 m3
    assert status(redis, namespace, LEAKING, WATER) is Status.ANOMALOUS
    assert status(redis, namespace, LEAKING, ELECTRICITY) is Status.NORMAL

    look()
    assert said(namespace) == [leak], "the same again is not told again"

    country.write(END + 2 * 60 * MINUTE_MS + QUIET_MS)
    look()
    grown = alerts(redis, namespace)[f"leak-w-{LEAKING}"]
    assert (grown.id, grown.start, grown.evidence["hours"]) == (leak.id, leak.start, 50)

    country.write(END + DAY * INTERVAL_MS + 40 * INTERVAL_MS + QUIET_MS)
    look()
    ended = alerts(redis, namespace)[f"leak-w-{LEAKING}"]
    assert (ended.id, ended.end) == (leak.id, START + 5 * DAY * INTERVAL_MS)
    assert [alert.id for alert in said(namespace) if alert.kind is Kind.LEAK] == [leak.id] * 3
    assert status(redis, namespace, LEAKING, WATER) is Status.NORMAL


def test_an_outage_is_raised_once_for_all_of_a_feeder(
    namespace: Settings, redis: Redis, country: Country, look: Callable[[], None]
) -> None:
    struck = [user for user, feeder in FEEDER.items() if feeder == 1][:9]
    alone = HOMES[-1]
    last = END - 20 * MINUTE_MS
    country.write(END + QUIET_MS, silent=[*struck, alone], since=last)
    look()
    look()
    found = alerts(redis, namespace)
    assert set(found) == {"outage-e-f1", f"silent-e-{alone}"}
    outage = found["outage-e-f1"]
    assert outage.members == tuple(struck)
    assert (outage.evidence["meters"], outage.evidence["of"], outage.start) == (9, 12, last)
    assert [status(redis, namespace, user, ELECTRICITY) for user in (*struck, alone)] == [Status.SILENT] * 10
    assert len(said(namespace)) == 2

    country.write(END + 20 * MINUTE_MS, silent=[alone], since=last)
    look()
    found = alerts(redis, namespace)
    assert found["outage-e-f1"].end == END + 20 * MINUTE_MS
    assert found[f"silent-e-{alone}"].end is None
    assert status(redis, namespace, struck[0], ELECTRICITY) is Status.NORMAL


def test_a_partition_that_is_behind_makes_nobody_silent(
    namespace: Settings, redis: Redis, country: Country, look: Callable[[], None]
) -> None:
    behind = [user for user in HOMES if user % namespace.partitions == 1]
    country.write(END + QUIET_MS, silent=behind, since=END - 60 * MINUTE_MS)
    look()
    assert alerts(redis, namespace) == {}


def test_nobody_is_silent_while_history_is_being_read(
    namespace: Settings, redis: Redis, country: Country, engine: Engine
) -> None:
    wall = iter([END, END + 10_000, END + 20_000, END + 41_000])
    watcher, alone = Watcher(namespace, redis, engine, lambda: next(wall)), HOMES[-1]
    country.write(END - 60 * MINUTE_MS, silent=[alone], since=END - 90 * MINUTE_MS)
    assert watcher.look()
    assert alerts(redis, namespace) == {}, "it was started in the middle of a backlog"
    country.write(END + QUIET_MS, silent=[alone], since=END - 15 * MINUTE_MS)
    assert watcher.look()
    assert alerts(redis, namespace) == {}
    assert watcher.look()  # the data's clock has stopped running ahead of ours; what it read last is being written
    assert alerts(redis, namespace) == {}
    assert watcher.look()
    assert set(alerts(redis, namespace)) == {f"silent-e-{alone}"}


def test_after_redis_lost_everything_the_same_alerts_come_again(
    namespace: Settings, redis: Redis, country: Country, look: Callable[[], None]
) -> None:
    country.used[WATER, LEAKING][2 * DAY :] += RUNNING
    country.write(END + QUIET_MS)
    look()
    before = alerts(redis, namespace)
    redis.delete(*redis.keys(namespace.redis_prefix() + b"alerts*"))
    look()
    assert alerts(redis, namespace) == before


@pytest.mark.parametrize("restarted", [False, True])
def test_what_began_before_the_rings_is_the_same_alert_after_redis_lost_everything(
    namespace: Settings, redis: Redis, country: Country, engine: Engine, restarted: bool
) -> None:
    first, second, last = (END + intervals * INTERVAL_MS for intervals in (0, 80, DAY + 40))
    country.used[WATER, LEAKING][DAY // 2 : 5 * DAY] += RUNNING
    wall = itertools.count(END, namespace.live_window_ms)
    started = [Watcher(namespace, redis, engine, lambda: next(wall), passes_apart_ms=0) for _ in range(1 + restarted)]
    country.write(first + QUIET_MS)
    assert started[0].look()
    (leak,) = alerts(redis, namespace).values()
    for at in (second, last):
        redis.delete(*redis.keys(namespace.redis_prefix() + b"alerts*"))
        country.write(at + QUIET_MS)
        assert started[-1].look()
    assert {alert.id for alert in said(namespace)} == {leak.id}
    assert alerts(redis, namespace)[f"leak-w-{LEAKING}"].end == START + 5 * DAY * INTERVAL_MS
    assert status(redis, namespace, LEAKING, WATER) is Status.NORMAL


def test_what_the_topic_knows_later_than_redis_comes_back(
    namespace: Settings, redis: Redis, country: Country, look: Callable[[], None]
) -> None:
    country.used[WATER, LEAKING][2 * DAY : 5 * DAY] += RUNNING
    country.write(END + QUIET_MS)
    look()
    keys = redis.keys(namespace.redis_prefix() + b"alerts*")
    before = {key: redis.dump(key) or b"" for key in keys}
    country.write(END + DAY * INTERVAL_MS + 40 * INTERVAL_MS + QUIET_MS)
    look()
    after, told = alerts(redis, namespace), said(namespace)
    redis.delete(*redis.keys(namespace.redis_prefix() + b"alerts*"))
    for key, data in before.items():
        redis.restore(key, 0, data)
    look()
    assert alerts(redis, namespace) == after
    assert said(namespace) == told


def test_the_process_waits_while_its_servers_are_away() -> None:
    environment = {"CONCORD_PORT_BASE": "1100", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "anomalies"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if "waiting" in line)
            assert "OperationalError" in line
            assert process.poll() is None
        finally:
            process.terminate()
