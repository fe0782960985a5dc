"""Which cells of a hot place are hot themselves.

Gi* sees a cell with its neighbours, so cells just outside a hot place are beyond chance too, and some inside are not.
Each cell about a find is therefore labelled by how well its own homes fit the place's level and how well everybody
else's, and by the labels around it (an Ising prior, by iterated conditional modes: Besag 1986), until none changes.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from hotspots.cells import groups
from hotspots.earth import Array
from hotspots.gi_star import Scores

KINSHIP = 0.7  # log odds that a neighbour's label adds to a cell's
MOST_ROUNDS = 10


def sharpened(beyond: Array, scores: Scores, near: csr_array) -> Array:
    """The hot cells (a mask) about those `beyond` chance (a mask). Scores have variance 1 over homes."""
    usual = _level(~beyond, scores)
    hot = np.zeros(len(beyond), bool)
    for group in groups(beyond, near):
        hot |= _labelled(group, usual, scores, near)
    return hot


def _labelled(group: Array, usual: float, scores: Scores, near: csr_array) -> Array:
    """The hot ones of a group that hangs together and of the cells that touch it."""
    hot = np.zeros(len(scores.z), bool)
    hot[group] = True
    about = (near @ hot > 0) & (scores.homes > 0) & ~np.isnan(scores.z)
    height = _level(near[[group[np.argmax(scores.z[group])]]].toarray()[0] > 0, scores)
    for _ in range(MOST_ROUNDS):
        labelled = about & (_odds(height, usual, scores) + KINSHIP * _majority(hot, near) > 0)
        settled = not labelled.any() or bool((labelled == hot).all())
        hot, height = labelled, _level(labelled, scores)
        if settled:
            break
    return hot


def _odds(height: float, usual: float, scores: Scores) -> Array:
    """The log of how much likelier each cell's homes are at one level than at the other."""
    odds: Array = (height - usual) * scores.homes * (scores.mean - (height + usual) / 2)
    return odds


def _majority(hot: Array, near: csr_array) -> Array:
    """Hot neighbours of each cell less the others, itself not counted."""
    others: Array = near @ np.where(hot, 1.0, -1.0) - np.where(hot, 1.0, -1.0)
    return others


def _level(chosen: Array, scores: Scores) -> float:
    """The mean score of all homes in the chosen cells."""
    counts = scores.homes[chosen]
    return float((scores.mean[chosen] * counts).sum() / max(counts.sum(), 1))
