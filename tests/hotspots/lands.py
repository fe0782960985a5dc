"""Lands of H3 cells with homes whose demand is skewed as real demand is; in some a few places use more."""

from __future__ import annotations

from dataclasses import dataclass

import h3
import numpy as np

from hotspots.cells import near
from hotspots.earth import Array
from hotspots.gi_star import Homes

MIDDLE = "862830827ffffff"
RADIUS = 10  # rings of cells: 331 of them
HOMES_A_CELL = 20
SPREAD = 0.6  # of the logarithm of demand
PLANTED, PLANTED_RADIUS, APART = 3, 2, 6


@dataclass(frozen=True)
class Land:
    """Homes with their values, and which cells were made hot."""

    names: list[str]
    homes: Homes
    hot: Array


NAMES = sorted(h3.grid_disk(MIDDLE, RADIUS))
NEAR = near(NAMES)


def quiet(seed: int) -> Land:
    """Demand is drawn alike everywhere; cells have 1 to 39 homes."""
    return _land(np.random.default_rng(seed), np.ones(len(NAMES)))


def with_hot_places(seed: int, factor: float) -> Land:
    """In three round places of 19 cells homes use `factor` times as much."""
    chance = np.random.default_rng(seed)
    hot = np.zeros(len(NAMES), bool)
    centres: list[str] = []
    inner = [name for name in NAMES if h3.grid_distance(MIDDLE, name) <= RADIUS - PLANTED_RADIUS]
    while len(centres) < PLANTED:
        wanted = inner[chance.integers(len(inner))]
        if all(h3.grid_distance(wanted, centre) > APART for centre in centres):
            centres.append(wanted)
    for centre in centres:
        hot[[NAMES.index(name) for name in h3.grid_disk(centre, PLANTED_RADIUS)]] = True
    return _land(chance, np.where(hot, factor, 1.0), hot)


def quiet_with_rare_marks(seed: int, share: float) -> Land:
    """A few homes anywhere have an anomaly (1)."""
    land = quiet(seed)
    marks = (np.random.default_rng(seed).random(len(land.homes.values)) < share).astype(float)
    return Land(land.names, Homes(marks, land.homes.cells, NEAR), land.hot)


def f1(found: Array, wanted: Array) -> float:
    """Of two masks; 1 if they are the same."""
    return float(2 * (found & wanted).sum() / max(found.sum() + wanted.sum(), 1))


def _land(chance: np.random.Generator, level: Array, hot: Array | None = None) -> Land:
    cells = np.repeat(np.arange(len(NAMES)), chance.integers(1, 2 * HOMES_A_CELL, len(NAMES)))
    demand = 600 * level[cells] * chance.lognormal(0, SPREAD, len(cells))
    return Land(NAMES, Homes(demand, cells, NEAR), np.zeros(len(NAMES), bool) if hot is None else hot)
