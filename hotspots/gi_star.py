"""Getis-Ord Gi* of every cell: how far the homes around it lie from what as many homes drawn at random would show.

The units are homes, not cells: two homes are neighbours when their cells are. So a cell of one home weighs one home,
and with one home a cell this is the textbook's Gi* with binary weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from hotspots.earth import Array

FEWEST_AROUND = 5  # fewer homes around a cell are no place, and would be told apart


@dataclass(frozen=True)
class Homes:
    """What homes show, and the cell (an index) each lies in; `near` has a 1 where two cells touch or are the same."""

    values: Array
    cells: Array
    near: csr_array


@dataclass(frozen=True)
class Scores:
    """Per cell: homes and their mean (0 where there are none), homes around it and z of Gi* (nan if too few)."""

    homes: Array
    mean: Array
    around: Array
    z: Array


def gi_star(homes: Homes) -> Scores:
    """The scores of all cells of `near`."""
    size = homes.near.shape[0]
    counts = np.bincount(homes.cells, minlength=size).astype(np.float64)
    sums = np.bincount(homes.cells, homes.values, minlength=size)
    around = homes.near @ counts
    z = _standardised((homes.near @ sums)[None, :], around, homes.values)[0]
    return Scores(counts, sums / np.maximum(counts, 1), around, z)


def by_chance(homes: Homes, draws: int, seed: int = 0) -> Array:
    """What z would be if the same values were dealt out to the homes at random: shape (draws, cells).

    Demand is skewed and anomalies are rare, so the normal curve is no guide to its tail.
    """
    size = homes.near.shape[0]
    order = np.argsort(homes.cells, kind="stable")
    filled, starts = np.unique(homes.cells[order], return_index=True)
    sums = np.zeros((draws, size))
    if len(filled):
        dealt = np.random.default_rng(seed).permuted(np.tile(homes.values, (draws, 1)), axis=1)
        sums[:, filled] = np.add.reduceat(dealt, starts, axis=1)
    around = homes.near @ np.bincount(homes.cells, minlength=size).astype(np.float64)
    return _standardised((homes.near @ sums.T).T, around, homes.values)


def _standardised(sums: Array, around: Array, values: Array) -> Array:
    """Sums over homes, shape (any, cells), less what they should be, in deviations of drawing without replacement."""
    n = len(values)
    judged = (around >= FEWEST_AROUND) & (around < n)
    spread = values.std() * np.sqrt(around * (n - around) / max(n - 1, 1)) if n else around
    usable = judged & (spread > 0)
    mean = values.mean() if n else 0.0
    z = np.full(sums.shape, np.nan)
    z[:, usable] = (sums[:, usable] - mean * around[usable]) / spread[usable]
    return z
