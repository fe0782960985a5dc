"""Users of no enrolled block fill nothing: refused and counted while unknown, and whole once they are enrolled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from batch_job.reconciliation.refused import refused
from contract.accounting import accounting_key, read_accounts
from contract.encoding import messages
from contract.live_view import ring_closings, ring_key
from contract.reading import Reading, as_report
from contract.region_view import UNKNOWN_COUNTY
from contract.registry import Block, block_of
from contract.settings import Settings
from contract.utilities import ELECTRICITY, WATER
from contract.windows import INTERVAL_MS
from tests.agreement.drained import drained
from tests.agreement.generated_readings import START, Sent
from tests.agreement.sending import places, send, send_registry
from tests.agreement.stream_run import run_to_end
from tests.live_headers import header

HOME, STRANGERS = 70, (5_000_001, 5_000_002, 2_000_000_000)
COUNTY, REPORTS, READINGS = 36061, 3, 2


@pytest.fixture(scope="module")
def refusing(module_namespace: Settings) -> list[Sent]:
    """A home and strangers report in three intervals, after the home was enrolled."""
    sent = [each for user_id in (HOME, *STRANGERS) for each in _reports(module_namespace, user_id)]
    sent.sort(key=lambda message: message.stamp)
    send_registry(module_namespace, [Block(block_of(HOME), COUNTY, "America/New_York")])
    send(module_namespace, sent)
    run_to_end(module_namespace)
    return sent


def test_nothing_of_them_is_in_redis(refusing: list[Sent], module_namespace: Settings) -> None:
    assert closings(module_namespace, HOME) == REPORTS
    assert [closings(module_namespace, user_id) for user_id in STRANGERS] == [0, 0, 0]
    with Redis(host=module_namespace.host, port=module_namespace.redis_port) as redis:
        prefix = module_namespace.redis_prefix()
        kept = [key for kind in (b"p", b"r") for key in redis.scan_iter(prefix + kind + b"*")]
    assert len(kept) == 4  # two pages and two rings of the home


def test_their_readings_are_accounted_for_as_quarantined(refusing: list[Sent], module_namespace: Settings) -> None:
    with Redis(host=module_namespace.host, port=module_namespace.redis_port) as redis:
        fields: Any = redis.hgetall(accounting_key(module_namespace.redis_prefix()))
    accounts = {place: (a.received, a.in_windows, a.late, a.unusable) for place, a in read_accounts(fields).items()}
    own, theirs = REPORTS * READINGS, REPORTS * READINGS * len(STRANGERS)
    for utility in (ELECTRICITY, WATER):
        assert accounts[utility, COUNTY] == (own, own, 0, 0)
        assert accounts[utility, UNKNOWN_COUNTY] == (theirs, 0, 0, theirs)


def test_each_of_their_reports_is_in_quarantine(refusing: list[Sent], module_namespace: Settings) -> None:
    expected = [
        (message.utility.name, partition, offset, message.user_id)
        for message, partition, offset in places(module_namespace, refusing)
        if message.user_id in STRANGERS
    ]
    rows = drained(module_namespace, "quarantine")
    assert {row["reason"] for row in rows} == {"unregistered"}
    assert sorted((row["utility"], row["partition"], row["offset"], row["user_id"]) for row in rows) == sorted(expected)
    told = [(*place, offset) for place, offsets in refused(module_namespace).items() for offset in offsets.tolist()]
    assert sorted(told) == sorted(place[:3] for place in expected)


def test_once_enrolled_all_of_it_is_there(refusing: list[Sent], module_namespace: Settings) -> None:
    """As `python -m stream_job rebuild` does it: the topics are read again, and now somebody is known."""
    send_registry(module_namespace, [Block(block_of(STRANGERS[0]), COUNTY, "America/New_York")])
    run_to_end(module_namespace)
    assert [closings(module_namespace, user_id) for user_id in (HOME, *STRANGERS)] == [3, 3, 3, 0]


def closings(settings: Settings, user_id: int) -> int:
    """Of the electricity of a user: how many closing readings the live view holds."""
    prefix = settings.redis_prefix()
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        client: Any = redis
        state = header(redis, prefix, ELECTRICITY, user_id)
        ring = client.get(ring_key(prefix, ELECTRICITY, user_id)) or b""
    return len(ring_closings(state, ring)) if state else 0


def _reports(settings: Settings, user_id: int) -> Iterator[Sent]:
    for utility in (ELECTRICITY, WATER):
        for number in range(REPORTS):
            at = START + number * INTERVAL_MS + 2_000
            readings = [Reading(user_id, user_id, at + each, 1_000 * (number + 1) + each, 100) for each in (0, 5_000)]
            report = as_report(readings)
            yield Sent(utility, user_id, messages.encode(report), report, readings[-1].at + 1_000)
