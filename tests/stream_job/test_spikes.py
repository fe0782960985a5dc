"""A window is judged by its home's hours of other weeks, or by the windows before it; never by itself."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from contract.baseline_view import Level, Version, block_key, directory_key, index_key, write_index
from contract.encoding.baselines import BASELINE, PLACE, write_entries
from contract.encoding.live_layout import HEADER
from contract.registry import BLOCK_SIZE
from contract.settings import Settings
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS, MINUTE_MS
from stream_job.baselines import baselines
from stream_job.closing_slots import Array
from stream_job.live_batch import LiveBatch, gather
from stream_job.spikes import LONGEST_MEMORY, Flagged, judge_windows

USER = 70
BEGIN = 1_795_000_000_000 // INTERVAL_MS * INTERVAL_MS
SETTINGS = Settings()
LETTER = ord(ELECTRICITY.letter)
FLOOR = ELECTRICITY.spike_floor


def windows_of(heights: list[int], begin: int = BEGIN, user: int = USER) -> LiveBatch:
    """One window after the other of one home."""
    count = len(heights)
    rows = {name: np.zeros(count, np.int64) for name in ("last_at", "last_register", "last_demand", "meter_id")}
    rows |= {"letter": np.full(count, LETTER), "user_id": np.full(count, user), "n": np.ones(count, np.int64)}
    rows["closes"] = begin + np.arange(1, count + 1) * SETTINGS.live_window_ms
    most = np.array(heights, np.int64)
    return gather({**rows, "least": most, "most": most, "total": most, "squares": most * most})


def judged(heights: list[int]) -> list[Flagged]:
    return judge_windows(np.zeros(1, HEADER), windows_of(heights), SETTINGS)


@given(st.lists(st.integers(0, 1_000), min_size=30, max_size=60), st.integers(FLOOR, 60_000))
def test_a_window_is_left_out_of_what_it_is_judged_by(before: list[int], height: int) -> None:
    [found] = judged([*before, height])
    # with itself among them no window of n could be more than sqrt(n - 1) deviations away
    assert (found.value, found.samples, found.by_baseline) == (height, len(before), False)
    assert found.mean == pytest.approx(statistics.fmean(before), abs=1e-6)
    assert found.deviation == pytest.approx(max(statistics.pstdev(before), 0.02 * found.mean, 1), rel=1e-6)


@given(st.lists(st.integers(0, 1_000), min_size=30, max_size=40), st.lists(st.integers(FLOOR, 60_000), min_size=2))
def test_the_first_of_several_spikes_does_not_excuse_the_rest(before: list[int], heights: list[int]) -> None:
    found = judged([*before, *heights[:3]])
    assert [each.value for each in found] == heights[:3]
    assert {each.first for each in found} == {BEGIN + (len(before) + 1) * SETTINGS.live_window_ms}


def test_nothing_is_a_spike_while_too_little_is_known() -> None:
    assert judged([200] * (SETTINGS.spike_min_windows - 1) + [50_000]) == []


def test_a_lasting_change_of_level_becomes_usual_within_the_hour() -> None:
    """However long the home had been known before."""
    headers = np.zeros(1, HEADER)
    for begin, height, count in ((0, 200, 3 * LONGEST_MEMORY), (3 * LONGEST_MEMORY, 1_000, LONGEST_MEMORY)):
        judge_windows(headers, windows_of([height] * count, BEGIN + begin * SETTINGS.live_window_ms), SETTINGS)
    assert headers["baseline_mean"][0] > 600  # of 1,000


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    named = replace(settings, namespace="spikes")
    yield named
    with Redis(host=settings.host, port=settings.redis_port) as client:
        for key in client.scan_iter(b"spikes:*"):
            client.delete(key)


def publish(settings: Settings, run: int, peak: tuple[float, float], effective: int) -> None:
    """Baselines of the home alone, the same for every hour."""
    rows: Array = np.full((1, BLOCK_SIZE), np.zeros(1, BASELINE)[0])
    for name in ("usage_median", "usage_mad", "peak_median", "peak_mad"):
        rows[name] = np.nan
    rows["peak_median"][0, USER % BLOCK_SIZE], rows["peak_mad"][0, USER % BLOCK_SIZE] = peak
    rows["samples"], rows["level"] = 12, Level.HOUR_OF_WEEK
    prefix, block = settings.redis_prefix(), USER // BLOCK_SIZE
    with Redis(host=settings.host, port=settings.redis_port) as client:
        client.set(block_key(prefix, run, ELECTRICITY.letter, block), write_entries(rows))
        client.set(directory_key(prefix, run), np.array([(LETTER, 1, BLOCK_SIZE, block)], PLACE).tobytes())
        client.set(index_key(prefix), write_index([Version("America/New_York", run, effective)]))


def test_a_baseline_is_met_without_a_restart_and_only_after_its_day(own: Settings) -> None:
    headers = np.zeros(1, HEADER)
    with Redis(host=own.host, port=own.redis_port) as client:
        book = baselines(client, own)

        def judge(minute: int, height: int) -> list[Flagged]:
            return judge_windows(headers, windows_of([height], BEGIN + minute * MINUTE_MS), own, book)

        assert judge(0, 12_000) == []  # nothing is known
        publish(own, 1, (1_000, 500), BEGIN + 30 * MINUTE_MS)
        assert judge(15, 12_000) == []  # of a day to come
        [found] = judge(30, 12_000)
        assert (found.mean, found.deviation, found.samples, found.by_baseline) == (1_000, 1.4826 * 500, 12, True)
        assert judge(31, FLOOR - 1) == []
        publish(own, 2, (11_000, 500), BEGIN)
        [still] = judge(32, 12_000)  # in this quarter hour the one that it began with
        assert still.mean == 1_000
        assert judge(45, 17_500) == []  # 11 kW are usual now, and a tenth of them is the least deviation
        [found] = judge(46, 17_700)
        assert found.mean == 11_008  # eight binary digits of 11,000
        assert found.deviation == pytest.approx(1_100.8)


def test_homes_without_a_baseline_are_judged_by_their_windows(own: Settings) -> None:
    publish(own, 1, (1_000, 500), 0)
    with Redis(host=own.host, port=own.redis_port) as client:
        book = baselines(client, own)
        batch = windows_of([200] * SETTINGS.spike_min_windows + [10_000], user=USER + 1)
        [found] = judge_windows(np.zeros(1, HEADER), batch, own, book)
    assert (found.by_baseline, found.samples, found.mean) == (False, SETTINGS.spike_min_windows, 200)


def test_a_home_that_never_used_anything_has_a_finite_limit(own: Settings) -> None:
    publish(own, 1, (0, 0), 0)
    with Redis(host=own.host, port=own.redis_port) as client:
        [found] = judge_windows(np.zeros(1, HEADER), windows_of([FLOOR]), own, baselines(client, own))
    assert (found.by_baseline, found.mean, found.deviation) == (True, 0, 1)
