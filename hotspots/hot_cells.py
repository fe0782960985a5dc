"""From homes' values to hot groups of cells."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from hotspots.cells import Cells, groups, middle, ring
from hotspots.discoveries import chances, discovered
from hotspots.earth import Array
from hotspots.found import Found
from hotspots.gi_star import FEWEST_AROUND, Homes, Scores, by_chance, gi_star
from hotspots.sharpened import sharpened

DRAWN = 1_000_000  # values dealt out per map, which bounds its time
MOST_DRAWS, FEWEST_DRAWS = 199, 19


def hot_cells(homes: Homes, rate: float) -> tuple[Array, Scores]:
    """Which cells are hot (a mask), at this rate of false discoveries, and the scores of all; not all values alike."""
    ranked = Homes(normal_scores(homes.values), homes.cells, homes.near)
    scores = gi_star(ranked)
    draws = int(np.clip(DRAWN // max(len(homes.values), 1), FEWEST_DRAWS, MOST_DRAWS))
    beyond = discovered(chances(scores.z, by_chance(ranked, draws)), rate)
    return sharpened(beyond & (scores.homes > 0), scores, homes.near), scores


def normal_scores(values: Array) -> Array:
    """Values by their rank among all, equal ones alike, as a standard normal's; mean 0 and variance 1.

    Demand is skewed: of plain sums a few great homes would be most of the noise. Marks of 0 and 1 stay two values.
    """
    scores = ndtri((rankdata(values) - 0.5) / max(len(values), 1))
    standard: Array = (scores - scores.mean()) / scores.std()
    return standard


def found_in(values: Array, reporting: Array, cells: Cells, rate: float) -> list[Found]:
    """The hot groups by `values` of the homes that `reporting` (indices of places) name, the hottest first.

    The mean of a group of few homes is not told, for it would tell on them.
    """
    homes = Homes(values.astype(np.float64), cells.of_place[reporting], cells.near)
    if not len(homes.values) or homes.values.min() == homes.values.max():
        return []
    hot, scores = hot_cells(homes, rate)
    found = [_found(group, cells, scores, homes) for group in groups(hot, cells.near)]
    return sorted(found, key=lambda each: (-(each.score or 0), each.members))


def _found(group: Array, cells: Cells, scores: Scores, homes: Homes) -> Found:
    names, counts = [cells.names[cell] for cell in group], scores.homes[group]
    members = homes.values[np.isin(homes.cells, group)]
    return Found(
        *middle(names, counts),
        areas=tuple(ring(name) for name in names),
        points=len(members),
        value=round(float(members.mean()), 4) if len(members) >= FEWEST_AROUND else None,
        usual=round(float(homes.values.mean()), 4),
        score=round(float(np.nanmax(scores.z[group])), 2),
        members=tuple(names),
    )
