"""What neighbours have in common, taken out of each home: cold days are no anomaly of a heated home."""

from __future__ import annotations

import numpy as np

from anomalies.history import Array

FEWEST = 8  # peers
LEAST_BLOCKS = 40  # a home's share in the weather is not known from less


def without_shared(deviation: Array, scale: Array, peers: Array) -> Array:
    """Deviations (points, blocks) less what the middle one of the peers deviates, by each home's scale (points, 1)."""
    rest = deviation.copy()
    relative = np.nan_to_num(deviation / np.maximum(scale, 1e-9))
    for group in np.unique(peers):
        rows = np.flatnonzero(peers == group)
        if len(rows) >= FEWEST:
            rest[rows] -= np.median(relative[rows], axis=0) * scale[rows]
    return rest


def without_weather(deviation: Array, spread: Array, peers: Array) -> Array:
    """Deviations (points, blocks) less each home's multiple of what its peers deviate on average, itself left out.

    One home's own anomaly counts for little: deviations enter the mean, and the multiple, clipped to three spreads.
    """
    if deviation.shape[1] < LEAST_BLOCKS:
        return deviation
    clipped = np.clip(np.nan_to_num(deviation), -3 * spread, 3 * spread)
    rest = deviation.copy()
    for group in np.unique(peers):
        rows = np.flatnonzero(peers == group)
        if len(rows) >= FEWEST:
            others = (clipped[rows].sum(axis=0) - clipped[rows]) / (len(rows) - 1)
            squares = np.maximum((others * others).sum(axis=1), 1e-9)
            multiple = (clipped[rows] * others).sum(axis=1) / squares
            rest[rows] -= np.maximum(multiple, 0)[:, None] * others
    return rest
