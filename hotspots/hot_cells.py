"""From homes' values to hot groups of cells.

Gi* sees a cell with its neighbours, so cells just outside a hot place are beyond chance too. Of those only the ones
stay whose own homes are nearer to the hot place's level than to everybody else's.
"""

from __future__ import annotations

import numpy as np

from hotspots.cells import Cells, groups, middle, ring
from hotspots.discoveries import chances, discovered
from hotspots.earth import Array
from hotspots.found import Found
from hotspots.gi_star import FEWEST_AROUND, Homes, Scores, by_chance, gi_star

DRAWN = 1_000_000  # values dealt out per map, which bounds its time
MOST_DRAWS, FEWEST_DRAWS = 199, 19
LENT = 8  # homes' worth of the neighbourhood's mean that a cell's own mean is steadied by


def hot_cells(homes: Homes, rate: float) -> tuple[Array, Scores]:
    """Which cells are hot (a mask), at this rate of false discoveries, and the scores of all."""
    scores = gi_star(homes)
    draws = int(np.clip(DRAWN // max(len(homes.values), 1), FEWEST_DRAWS, MOST_DRAWS))
    beyond = discovered(chances(scores.z, by_chance(homes, draws)), rate)
    return _sharpened(beyond & (scores.homes > 0), scores, homes), scores


def _sharpened(beyond: Array, scores: Scores, homes: Homes) -> Array:
    """Without the cells that only lie beside a hot group."""
    hot = np.zeros(len(beyond), bool)
    rest, level = _mean(~beyond, scores), _steadied(scores, homes)
    for group in groups(beyond, homes.near):
        summit = group[np.argmax(scores.z[group])]
        height = _mean(homes.near[[summit]].toarray()[0] > 0, scores)
        hot[group[level[group] > (rest + height) / 2]] = True
    return hot


def _steadied(scores: Scores, homes: Homes) -> Array:
    """The mean of each cell's homes; the fewer they are, the more it leans on the cells around."""
    sums = scores.homes * scores.mean
    around = (homes.near @ sums) / np.maximum(scores.around, 1)
    level: Array = (sums + LENT * around) / (scores.homes + LENT)
    return level


def _mean(chosen: Array, scores: Scores) -> float:
    """The mean of all homes in the chosen cells."""
    counts = scores.homes[chosen]
    return float((scores.mean[chosen] * counts).sum() / max(counts.sum(), 1))


def found_in(values: Array, reporting: Array, cells: Cells, rate: float) -> list[Found]:
    """The hot groups by `values` of the homes that `reporting` (indices of places) name, the hottest first.

    The mean of a group of few homes is not told, for it would tell on them.
    """
    homes = Homes(values.astype(np.float64), cells.of_place[reporting], cells.near)
    if not len(homes.values) or homes.values.min() == homes.values.max():
        return []
    hot, scores = hot_cells(homes, rate)
    found = [_found(group, cells, scores, float(homes.values.mean())) for group in groups(hot, cells.near)]
    return sorted(found, key=lambda each: (-(each.score or 0), each.members))


def _found(group: Array, cells: Cells, scores: Scores, usual: float) -> Found:
    names, counts = [cells.names[cell] for cell in group], scores.homes[group]
    homes = int(counts.sum())
    mean = float((scores.mean[group] * counts).sum() / homes)
    return Found(
        *middle(names, counts),
        areas=tuple(ring(name) for name in names),
        points=homes,
        value=round(mean, 4) if homes >= FEWEST_AROUND else None,
        usual=round(usual, 4),
        score=round(float(scores.z[group].max()), 2),
        members=tuple(names),
    )
