"""Crowds are found and little else; a window holds what it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.density import Scan, box, crowds, found_in, in_window
from hotspots.earth import Array, in_space, km_between

SEEDS = 200
SIDE, BOXES, BOX_SIDE = 10.0, 3, 0.3
POINTS, CROWDED = 1000, 200
SCAN = Scan(0.2, 17)
LEAST_RECALL, LEAST_PRECISION = 0.99, 0.94


def planted(seed: int) -> tuple[Array, Array]:
    """1,000 points on a square of 10 by 10, a fifth of them in three small boxes; and which lie in one."""
    chance = np.random.default_rng(seed)
    low = chance.uniform(0, SIDE - BOX_SIDE, (BOXES, 2))
    which = chance.integers(0, BOXES, CROWDED)
    inside = low[which] + chance.uniform(0, BOX_SIDE, (CROWDED, 2))
    points = np.concatenate([chance.uniform(0, SIDE, (POINTS - CROWDED, 2)), inside])
    within: Array = (points[:, None] >= low) & (points[:, None] <= low + BOX_SIDE)
    return points, np.logical_or.reduce(within.all(axis=2), axis=1)


def members(points: Array) -> Array:
    found = np.zeros(len(points), bool)
    for crowd in crowds(points, SCAN):
        found[crowd] = True
    return found


def test_crowds_are_found_and_little_else() -> None:
    recalls, precisions = [], []
    for seed in range(SEEDS):
        points, hot = planted(seed)
        found = members(points)
        recalls.append((found & hot).sum() / hot.sum())
        precisions.append((found & hot).sum() / found.sum())
    assert np.mean(recalls) >= LEAST_RECALL
    assert np.mean(precisions) >= LEAST_PRECISION


def test_points_spread_evenly_are_no_crowd() -> None:
    quiet = [np.random.default_rng(seed).uniform(0, SIDE, (POINTS, 2)) for seed in range(50)]
    assert sum(len(crowds(points, SCAN)) for points in quiet) == 0


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), max_size=60), st.integers(2, 6))
def test_every_member_has_a_full_neighbourhood_within_reach(places: list[tuple[int, int]], minimum: int) -> None:
    points = np.array(places, dtype=np.float64).reshape(-1, 2) / 10
    for crowd in crowds(points, Scan(0.5, minimum)):
        apart = np.linalg.norm(points[crowd][:, None] - points[None, :], axis=2) <= 0.5
        full = apart.sum(axis=1) >= minimum
        assert full.any()
        among = np.linalg.norm(points[crowd][:, None] - points[crowd][None, full], axis=2)
        assert (among.min(axis=1) <= 0.5).all()
        low, high = box(points[crowd])
        assert ((points[crowd] >= low) & (points[crowd] <= high)).all()


@given(st.lists(st.integers(0, 100), max_size=40), st.integers(0, 10), st.integers(0, 50), st.integers(0, 120))
def test_a_window_is_the_newest_records_of_its_time(at: list[int], records: int, length: int, now: int) -> None:
    kept = in_window(np.array(at, dtype=np.int64), records, length, now)
    instants = [at[place] for place in kept]
    fits = sorted(value for value in at if not length or now - length < value <= now)
    assert instants == (fits[-records:] if records else fits)


def test_a_crowd_on_earth_has_a_box_in_degrees_and_a_density_in_square_kilometres() -> None:
    chance = np.random.default_rng(3)
    crowd = np.array([41.6, -93.6]) + chance.uniform(-0.01, 0.01, (40, 2))
    far = np.column_stack([chance.uniform(30, 45, 100), chance.uniform(-120, -80, 100)])
    (found,) = found_in(np.concatenate([far, crowd]), [str(number) for number in range(140)], Scan(2.0, 10))
    assert found.members == tuple(str(number) for number in range(100, 140))
    assert km_between((found.lat, found.lon), (41.6, -93.6)) < 0.5
    ((south, west), _, (north, east), _) = found.areas[0]
    assert (crowd >= [south, west]).all()
    assert (crowd <= [north, east]).all()
    assert found.value == pytest.approx(40 / (2.2 * 1.65), rel=0.2)


def test_points_on_one_spot_make_a_box_all_the_same() -> None:
    (found,) = found_in(np.full((6, 2), 40.0), list("abcdef"), Scan(1.0, 5))
    assert found.value is not None
    assert np.isfinite(found.value)


@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_straight_lines_are_distances_on_earth(lat: float, lon: float, up: float, right: float) -> None:
    one, other = np.radians([lat, lon]), np.radians([lat + up, lon + right])
    half = np.sin((other - one) / 2) ** 2
    haversine = 2 * 6371.0088 * np.arcsin(np.sqrt(half[0] + np.cos(one[0]) * np.cos(other[0]) * half[1]))
    start, stop = in_space(np.array([[lat, lon], [lat + up, lon + right]]))
    assert np.linalg.norm(start - stop) == pytest.approx(haversine, rel=1e-3, abs=1e-6)
