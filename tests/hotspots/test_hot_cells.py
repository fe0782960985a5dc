"""Hot places are found cell by cell, and where there are none next to nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from contract.settings import Settings
from hotspots.cells import Cells
from hotspots.hot_cells import found_in, hot_cells, normal_scores
from tests.hotspots.lands import NAMES, NEAR, Land, f1, quiet, quiet_with_rare_marks, with_hot_places

RATE = Settings().hotspot_rate
MAPS = 120
MOST_A_NULL_MAP = 0.25
LEAST_F1 = 0.90


def flagged(land: Land) -> int:
    return int(hot_cells(land.homes, RATE)[0].sum())


def test_maps_where_demand_is_alike_stay_empty() -> None:
    assert np.mean([flagged(quiet(seed)) for seed in range(MAPS)]) <= MOST_A_NULL_MAP


@pytest.mark.parametrize("share", [0.002, 0.05])
def test_maps_of_rare_anomalies_stay_empty(share: float) -> None:
    """The normal curve would flag any two of them that are neighbours."""
    assert np.mean([flagged(quiet_with_rare_marks(seed, share)) for seed in range(MAPS // 2)]) <= MOST_A_NULL_MAP


@pytest.mark.parametrize("factor", [1.5, 1.75, 2.5])
def test_planted_places_are_found_cell_by_cell(factor: float) -> None:
    lands = [with_hot_places(seed, factor) for seed in range(MAPS // 5)]
    assert np.mean([f1(hot_cells(land.homes, RATE)[0], land.hot) for land in lands]) >= LEAST_F1


def test_a_hot_place_is_told_with_its_homes_and_what_is_usual() -> None:
    land = with_hot_places(7, 2.0)
    cells = Cells(NAMES, land.homes.cells, NEAR)
    found = found_in(land.homes.values, np.arange(len(land.homes.values)), cells, RATE)
    assert len(found) >= 3
    best = found[0]
    assert best.points == sum(int((land.homes.cells == NAMES.index(name)).sum()) for name in best.members)
    assert best.value is not None
    assert best.usual is not None
    assert best.value > 1.5 * best.usual
    assert len(best.areas) == len(best.members)
    assert all(len(ring) == 6 for ring in best.areas)


def test_no_homes_are_no_hotspot() -> None:
    cells = Cells(NAMES, np.zeros(0, np.int64), NEAR)
    assert found_in(np.zeros(0), np.zeros(0, np.int64), cells, RATE) == []


def test_normal_scores_keep_the_order_and_no_giant_outweighs_the_rest() -> None:
    scores = normal_scores(np.array([5.0, -3.0, 1e9, 5.0, 40.0]))
    assert scores[0] == scores[3]
    assert scores.argsort().tolist()[0] == 1
    assert scores.max() == scores[2] < 3
    assert abs(scores.mean()) < 1e-12
    assert abs(scores.std() - 1) < 1e-12


def test_cells_that_only_touch_a_hot_place_are_not_hot() -> None:
    """Gi* alone would call them so."""
    land = with_hot_places(3, 3.0)
    beside = (NEAR @ land.hot > 0) & ~land.hot
    hot = hot_cells(land.homes, RATE)[0]
    assert (hot & beside).sum() <= 0.1 * beside.sum()
