"""The scan of the benches finds what differs, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from redis import Redis

from contract.encoding.messages import encode
from contract.live_view import LiveState
from contract.reading import Reading, as_report
from contract.settings import Settings
from contract.utilities import WATER
from tests.agreement.generated_readings import START, Sent
from tests.agreement.sending import send
from tests.bench.acknowledged import differences
from tests.live_headers import put_header

EVERY_MS, READINGS = 5_000, 2
USERS = range(1, 41)
NOTHING = LiveState(**dict.fromkeys(LiveState.__dataclass_fields__, 0))


def test_it_counts_headers_that_differ_or_are_missing(namespace: Settings) -> None:
    reports = {user: [_report(user, minute) for minute in range(3)] for user in USERS}
    send(namespace, [sent for minute in range(3) for user in USERS for sent in [reports[user][minute]]])
    with Redis(namespace.host, namespace.redis_port) as redis:
        put = partial(put_header, redis, namespace.redis_prefix(), WATER)
        for user in USERS:
            put(user, _state(reports[user][-1]))
        assert differences(namespace, READINGS) == (len(USERS), 0)
        assert differences(namespace, READINGS, users=len(USERS)) == (len(USERS), 0)

        put(7, NOTHING)
        wrong_sum = replace(_state(reports[8][-1]), sum=1)
        put(8, wrong_sum)
        put(9, _state(reports[9][1]))
        assert differences(namespace, READINGS) == (len(USERS), 3)


def _report(user: int, window: int) -> Sent:
    at = START + window * READINGS * EVERY_MS + 100
    readings = [
        Reading(user, user * 4, at + n * EVERY_MS, 1000 * window + 10 * n + user, user + n) for n in range(READINGS)
    ]
    report = as_report(readings)
    return Sent(WATER, user, encode(report), report, at + READINGS * EVERY_MS)


def _state(sent: Sent) -> LiveState:
    """The header that the stream makes of a report that fills its window."""
    report = sent.report
    assert report
    demand, last_at = report.demand, report.at + report.offset_ms[-1]
    squares = sum(each * each for each in demand)
    closes = ((last_at - 1) // 10_000 + 1) * 10_000
    known = {"last_at": last_at, "last_register": report.register[-1], "last_demand": demand[-1]}
    window = {"window_end": closes, "n": len(demand), "min": min(demand), "max": max(demand), "sum": sum(demand)}
    none = dict.fromkeys(LiveState.__dataclass_fields__, 0)
    return LiveState(**{**none, **known, **window, "meter_id": report.meter_id, "sum_of_squares": squares})
