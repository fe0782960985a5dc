"""Flink equals the reference to the integer: windows, last readings, closing readings, counties, late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from redis import Redis

from contract.live_view import ring_closings, ring_key
from contract.live_windows import WindowStatistics
from contract.region_view import PAST_SLOTS, latest_key, past_key, read_latest, read_past
from contract.registry import block_of
from contract.utilities import UTILITIES, Utility
from tests.agreement.drained import drained
from tests.agreement.generated_readings import BLOCKS
from tests.agreement.playing import Played
from tests.live_headers import header


@pytest.fixture(scope="module")
def redis(played: Played) -> Iterator[Redis]:
    with Redis(host=played.settings.host, port=played.settings.redis_port) as client:
        yield client


@pytest.mark.parametrize("utility", UTILITIES, ids=lambda utility: utility.name)
def test_live_view_equals_the_reference(played: Played, redis: Redis, utility: Utility) -> None:
    prefix = played.settings.redis_prefix()
    reference = played.references[utility.name]
    newest = dict(sorted(reference.windows))
    for user_id in reference.readings:
        state = header(redis, prefix, utility, user_id)
        assert state
        closings = played.closings(utility, user_id)
        held = ring_closings(state, _value(redis, ring_key(prefix, utility, user_id)))
        assert held == [closing._replace(meter_id=closing.meter_id % 32) for closing in closings]
        if user_id in newest:
            window = reference.windows[user_id, newest[user_id]]
            found = (state.window_end, state.n, state.sum, state.sum_of_squares, state.min, state.max)
            assert found == (window.closes, window.n, window.total, window.squares, window.least, window.most)


@pytest.mark.parametrize("utility", UTILITIES, ids=lambda utility: utility.name)
def test_county_windows_are_the_sums_of_their_service_points(played: Played, redis: Redis, utility: Utility) -> None:
    prefix, reference = played.settings.redis_prefix(), played.references[utility.name]
    for block, where in BLOCKS.items():
        windows: dict[int, list[WindowStatistics]] = {}
        for user_id, window in reference.rows:
            if block_of(user_id) == block:
                windows.setdefault(window.closes, []).append(window)
        latest = read_latest(_value(redis, latest_key(prefix, utility, where.county)))
        members = windows[max(windows)]
        loads = {closes: sum(window.total // window.n for window in found) for closes, found in windows.items()}
        assert latest.window_end == max(windows)
        assert latest.service_points == len(members)
        assert (latest.n, latest.sum) == (sum(w.n for w in members), sum(w.total for w in members))
        assert (latest.min, latest.max) == (min(w.least for w in members), max(w.most for w in members))
        assert latest.load == loads[max(windows)]
        past = read_past(_value(redis, past_key(prefix, utility, where.county)))
        kept = {closes // played.settings.live_window_ms % PAST_SLOTS: closes for closes in sorted(loads)}
        assert past == sorted((closes, loads[closes]) for closes in kept.values())


def test_every_late_row_is_on_its_topic(played: Played) -> None:
    late = drained(played.settings, "late")
    counted: Counter[str] = Counter()
    for row in late:
        counted[row["utility"]] += row["n"]
    assert counted == {name: ref.late for name, ref in played.references.items()}


def _value(redis: Redis, key: bytes) -> bytes:
    """A key's bytes, none if it is not there."""
    found = redis.get(key) or b""
    assert isinstance(found, bytes)
    return found
