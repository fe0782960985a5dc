"""Flink equals the reference to the integer: windows, last readings, closing readings, counties, late, quarantine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from redis import Redis

from contract.closing import closing_readings
from contract.live_view import header_key, read_header, ring_closings, ring_key
from contract.live_windows import LiveReference, WindowStatistics, live_reference
from contract.region_view import PAST_SLOTS, latest_key, past_key, read_latest, read_past
from contract.registry import Block, block_of
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from tests.agreement.drained import drained
from tests.agreement.generated_readings import Sent, fleet
from tests.agreement.sending import send, send_registry
from tests.agreement.stream_run import run_to_end

USERS, HOURS = 100, 5
COUNTIES = {0: 6037, 1: 36061}  # of the blocks of users 1..63 and 64..100


@dataclass(frozen=True)
class Run:
    settings: Settings
    sent: list[Sent]
    references: dict[str, LiveReference]
    redis: Redis


@pytest.fixture(scope="module")
def run(module_namespace: Settings) -> Iterator[Run]:
    settings = module_namespace
    sent = fleet(settings, users=USERS, hours=HOURS, seed=7)
    send_registry(settings, [Block(block, county, "UTC") for block, county in COUNTIES.items()])
    send(settings, sent)
    run_to_end(settings)
    references = {
        utility.name: live_reference(((m.report, m.stamp) for m in sent if m.utility is utility), settings)
        for utility in UTILITIES
    }
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        yield Run(settings, sent, references, redis)


@pytest.mark.parametrize("utility", UTILITIES, ids=lambda utility: utility.name)
def test_live_view_equals_the_reference(run: Run, utility: Utility) -> None:
    prefix = run.settings.redis_prefix()
    reference = run.references[utility.name]
    newest = dict(sorted(reference.windows))
    for user_id, readings in reference.readings.items():
        state = read_header(_value(run.redis, header_key(prefix, utility, user_id)))
        closings = closing_readings(readings)
        held = ring_closings(state, _value(run.redis, ring_key(prefix, utility, user_id)))
        assert held == [closing._replace(meter_id=closing.meter_id % 32) for closing in closings]
        if user_id in newest:
            window = reference.windows[user_id, newest[user_id]]
            found = (state.window_end, state.n, state.sum, state.sum_of_squares, state.min, state.max)
            assert found == (window.closes, window.n, window.total, window.squares, window.least, window.most)


@pytest.mark.parametrize("utility", UTILITIES, ids=lambda utility: utility.name)
def test_county_windows_are_the_sums_of_their_service_points(run: Run, utility: Utility) -> None:
    prefix, reference = run.settings.redis_prefix(), run.references[utility.name]
    for block, county in COUNTIES.items():
        windows: dict[int, list[WindowStatistics]] = {}
        for user_id, window in reference.rows:
            if block_of(user_id) == block:
                windows.setdefault(window.closes, []).append(window)
        latest = read_latest(_value(run.redis, latest_key(prefix, utility, county)))
        members = windows[max(windows)]
        loads = {closes: sum(window.total // window.n for window in found) for closes, found in windows.items()}
        assert latest.window_end == max(windows)
        assert latest.service_points == len(members)
        assert (latest.n, latest.sum) == (sum(w.n for w in members), sum(w.total for w in members))
        assert (latest.min, latest.max) == (min(w.least for w in members), max(w.most for w in members))
        assert latest.load == loads[max(windows)]
        past = read_past(_value(run.redis, past_key(prefix, utility, county)))
        kept = {closes // run.settings.live_window_ms % PAST_SLOTS: closes for closes in sorted(loads)}
        assert past == sorted((closes, loads[closes]) for closes in kept.values())


def test_every_late_and_unusable_row_is_on_its_topic(run: Run) -> None:
    late = drained(run.settings, "late")
    counted: Counter[str] = Counter()
    for row in late:
        counted[row["utility"]] += row["n"]
    assert counted == {name: ref.late for name, ref in run.references.items()}
    unusable = drained(run.settings, "quarantine")
    expected = Counter((name, fault.name.lower()) for name, ref in run.references.items() for fault in ref.unusable)
    assert Counter((row["utility"], row["reason"]) for row in unusable) == expected


def _value(redis: Redis, key: bytes) -> bytes:
    """A key's bytes, none if it is not there."""
    found = redis.get(key) or b""
    assert isinstance(found, bytes)
    return found
