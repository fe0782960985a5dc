"""Alerts as the contract's own script keeps them: guarded, open by user; what ended first leaves first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from contract.alerts import (
    Alert,
    Kind,
    Place,
    Severity,
    Status,
    alert_id,
    all_key,
    ended_key,
    hash_key,
    keep_script,
    open_key,
    read_alert,
    read_open,
    status_of,
    user_key,
    write_alert,
)
from contract.settings import Settings
from contract.utilities import ELECTRICITY, WATER

KEPT = 5
START = 1_795_000_000_000
names = itertools.count()


class Kept:
    """A namespace of its own."""

    def __init__(self, redis: Redis) -> None:
        self.prefix, self._redis = b"alertstest%d:" % next(names), redis
        self._keep = redis.register_script(keep_script() + "return keep(ARGV[1], tonumber(ARGV[2]), ARGV[3])")

    def write(self, alert: Alert) -> bool:
        return bool(self._keep(args=[self.prefix, KEPT, write_alert(alert)]))

    def read(self, name: str) -> Alert | None:
        data = self._redis.hget(hash_key(self.prefix), name)
        return read_alert(data) if isinstance(data, bytes) else None

    def open(self, user: int) -> list[str]:
        data = self._redis.hget(open_key(self.prefix), str(user))
        assert data is None or isinstance(data, bytes)
        return read_open(data)

    def of(self, key: bytes) -> list[str]:
        found: Any = self._redis.zrange(key, 0, -1)
        return [name.decode() for name in found]


@pytest.fixture(scope="module")
def redis(settings: Settings) -> Iterator[Redis]:
    with Redis(host=settings.host, port=settings.redis_port) as client:
        yield client
        for key in client.scan_iter(b"alertstest*"):
            client.delete(key)


@pytest.fixture
def kept(redis: Redis) -> Kept:
    return Kept(redis)


def leak(user: int, start: int = START, updated: int = START, end: int | None = None) -> Alert:
    name = alert_id(Kind.LEAK, WATER, user, start)
    return Alert(name, Kind.LEAK, user, "water", start, end, Severity.WARNING, {"l_per_min": 0.4}, updated=updated)


def test_an_alert_comes_back_as_it_was() -> None:
    alert = replace(leak(64), cost="1.50", place=Place(19153, 41.5, -93.5), members=(64, 65))
    assert read_alert(write_alert(alert)) == alert


def test_what_is_older_moves_nothing(kept: Kept) -> None:
    ended = leak(64, updated=START + 10, end=START + 10)
    assert kept.write(leak(64))
    assert kept.open(64) == [ended.id]
    assert kept.write(ended)
    assert not kept.write(leak(64, updated=START + 5))
    assert kept.read(ended.id) == ended
    assert kept.open(64) == []
    assert kept.of(all_key(kept.prefix)) == kept.of(user_key(kept.prefix, 64)) == [ended.id]


def test_an_outage_is_of_all_its_members_until_they_leave_it(kept: Kept) -> None:
    name = alert_id(Kind.OUTAGE, ELECTRICITY, "f7", START)
    evidence: dict[str, int | float | str] = {"where": "feeder", "feeder": 7}
    outage = Alert(name, Kind.OUTAGE, 0, "electricity", START, None, Severity.CRITICAL, evidence, members=(64, 65))
    kept.write(outage)
    kept.write(leak(64))
    assert kept.open(64) == sorted([name, leak(64).id])
    assert status_of(kept.open(64), ELECTRICITY) is Status.SILENT
    assert status_of(kept.open(64), WATER) is Status.ANOMALOUS
    kept.write(replace(outage, members=(65, 66), updated=1))
    assert [kept.open(user) for user in (64, 65, 66)] == [[leak(64).id], [name], [name]]
    kept.write(replace(outage, members=(65, 66), updated=2, end=START + 1))
    assert kept.open(65) == kept.open(66) == []
    assert kept.of(user_key(kept.prefix, 66)) == [name]


def test_who_leaves_an_outage_and_what_is_dropped_is_in_nobodys_list(kept: Kept) -> None:
    name = alert_id(Kind.OUTAGE, ELECTRICITY, "f7", START)
    outage = Alert(name, Kind.OUTAGE, 0, "electricity", START, None, Severity.CRITICAL, {}, members=(1, 2, 3))
    kept.write(outage)
    kept.write(replace(outage, members=(1, 3), updated=1))
    assert [kept.of(user_key(kept.prefix, user)) for user in (1, 2, 3)] == [[name], [], [name]]
    kept.write(replace(outage, members=(3,), updated=2, end=START + 1))
    for number in range(KEPT):
        kept.write(leak(9, START + number, end=START + 100))
    assert kept.read(name) is None
    assert [kept.of(user_key(kept.prefix, user)) for user in (1, 2, 3)] == [[], [], []]


def test_those_that_last_stay_however_many_there_are(kept: Kept) -> None:
    lasting = [leak(user, START + user) for user in range(1, 61)]
    for alert in lasting:
        kept.write(alert)
    for number in range(100, 100 + 3 * KEPT):
        kept.write(leak(99, START + number, end=START + number))
    assert kept.of(all_key(kept.prefix))[:-KEPT] == [alert.id for alert in lasting]
    assert [kept.open(alert.user_id) for alert in lasting] == [[alert.id] for alert in lasting]


def test_what_ended_first_leaves_first_whenever_it_began(kept: Kept) -> None:
    ends = [70, 20, 90, 10, 50, 30, 80, 60, 40]
    ended = [leak(user, START + user, end=START + end) for user, end in enumerate(ends, start=1)]
    for alert in ended:
        kept.write(alert)
    left = [alert for alert in ended if alert.end is not None and alert.end >= START + 50]
    assert kept.of(all_key(kept.prefix)) == [alert.id for alert in left]
    assert kept.of(ended_key(kept.prefix)) == [leak(user, START + user).id for user in (5, 8, 1, 7, 3)]
    assert [kept.of(user_key(kept.prefix, user)) for user in (2, 3)] == [[], [ended[2].id]]


def test_what_lasts_again_leaves_no_more(kept: Kept) -> None:
    kept.write(leak(1, end=START + 1))
    kept.write(leak(1, updated=START + 2))
    for number in range(2, 3 * KEPT):
        kept.write(leak(2, START + number, end=START + number))
    assert kept.open(1) == [leak(1).id]
    assert kept.read(leak(1).id) == leak(1, updated=START + 2)


def test_what_a_former_version_left_leaves_by_its_end_too(kept: Kept, redis: Redis) -> None:
    kept.write(leak(1))
    for user, end in ((2, 30), (3, 10), (4, 20)):
        kept.write(leak(user, START + user, end=START + end))
    redis.delete(ended_key(kept.prefix), kept.prefix + b"alerts:sorted")
    for number in range(100, 99 + KEPT):
        kept.write(leak(9, START + number, end=START + number))
    assert [kept.read(leak(user, START + user).id) is None for user in (3, 4)] == [True, True]
    assert kept.open(1) == [leak(1).id]
    assert kept.of(ended_key(kept.prefix))[0] == leak(2, START + 2).id
    assert len(kept.of(ended_key(kept.prefix))) == KEPT
