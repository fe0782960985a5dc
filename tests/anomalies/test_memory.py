"""What a service point takes of the watcher's memory, and that what is left out for it changes nothing."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np

from anomalies.criteria import Criteria
from anomalies.demands import KEPT, Demands
from anomalies.detectors import detect, found_by_kind
from anomalies.history import Array, History, of_usage
from contract.encoding.live_layout import HEADER
from contract.utilities import GAS
from contract.windows import DAY_MS, INTERVAL_MS

START = 20_000 * DAY_MS
INTERVALS, POINTS = 380, 4_000
DEMANDS_BYTES, PASS_BYTES = 1_000, 9_000


def past(points: int) -> History:
    """Homes with a day and a night, of which some rest, and some show demand below nothing."""
    dice = np.random.default_rng(5)
    day = 1 + np.sin(np.arange(INTERVALS) / KEPT * 2 * np.pi)
    usage = (100_000 * day + dice.integers(0, 50_000, (points, INTERVALS))).astype(np.int64)
    usage[::100, 200:300] = 0
    usage[1::100, 300:] = 0
    least = np.full((points, INTERVALS), np.nan, np.float32)
    least[:, -KEPT:] = dice.integers(0, 90, (points, KEPT))
    most = least + 100
    least[2::100, 320:330] = -300
    least[3::100, -KEPT] = -300
    users, zone = np.arange(points), np.full(points, "America/New_York")
    places = np.zeros((points, 2))
    return of_usage(GAS, START, usage, user_id=users, zone=zone, place=places, least=least, most=most)


def newest(columns: Array | None) -> Array:
    assert columns is not None
    return columns[:, -KEPT:].copy()


def test_demand_of_the_newest_day_tells_what_that_of_all_days_does() -> None:
    whole = past(200)
    lean = replace(whole, least=newest(whole.least), most=newest(whole.most))
    expected, found = detect(whole, Criteria()), detect(lean, Criteria())
    assert len({episode.kind for episode in expected.episodes}) >= 3
    assert found.episodes == expected.episodes
    for kind, score in expected.scores.items():
        np.testing.assert_array_equal(found.scores[kind], score)


def test_a_day_of_demands_is_kept_in_a_kilobyte() -> None:
    headers = np.zeros(POINTS, HEADER)
    headers["last_at"], headers["last_demand"] = START + INTERVAL_MS, 70
    tracemalloc.start()
    demands = Demands(np.arange(POINTS))
    demands.see(headers)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held / POINTS < DEMANDS_BYTES
    least, most = demands.of(START // INTERVAL_MS, 2)
    assert least[0].tolist()[:1] == most[0].tolist()[:1] == [70.0]
    assert np.isnan(least[:, 1]).all()
    seen_a_day_before, _ = demands.of(START // INTERVAL_MS + KEPT, 1)
    assert np.isnan(seen_a_day_before).all()


def test_a_pass_keeps_the_scores_of_one_kind_only() -> None:
    whole = past(POINTS)
    lean = replace(whole, least=newest(whole.least), most=newest(whole.most))
    median = np.full(lean.hourly.shape, 400_000.0)
    tracemalloc.start()
    kinds = [kind for kind, _ in found_by_kind(lean, Criteria(), usual=(median, median / 10))]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(kinds) >= 4
    assert peak / POINTS < PASS_BYTES
