"""What neighbours have in common, taken out of each home: cold days are no anomaly of a heated home."""

from __future__ import annotations

import numpy as np

from anomalies.history import Array
from anomalies.peers import FEWEST

DOUBT = 0.2  # blocks of mere wavering that speak against a home's share in the weather: what is known of few is less


def without_shared(deviation: Array, scale: Array, peers: Array) -> Array:
    """Deviations (points, blocks) less what the middle one of the peers deviates, by each home's scale (points, 1)."""
    rest = deviation.copy()
    relative = np.nan_to_num(deviation / np.maximum(scale, 1e-9))
    for group in np.unique(peers):
        rows = np.flatnonzero(peers == group)
        if len(rows) >= FEWEST:
            rest[rows] -= np.median(relative[rows], axis=0) * scale[rows]
    return rest


def without_weather(deviation: Array, spread: Array, most: Array, peers: Array) -> Array:
    """Deviations (points, blocks) less each home's multiple of what its peers deviate on average, itself left out.

    One home's own anomaly counts for little: deviations enter the mean, and the multiple, clipped to three spreads, or
    to `most` that weather may add or take, (points, 1).
    """
    limit = np.maximum(3 * spread, most)
    clipped = np.clip(np.nan_to_num(deviation), -limit, limit)
    doubt = DOUBT * (spread * spread).mean(axis=1)
    rest = deviation.copy()
    for group in np.unique(peers):
        rows = np.flatnonzero(peers == group)
        if len(rows) >= FEWEST:
            others = (clipped[rows].sum(axis=0) - clipped[rows]) / (len(rows) - 1)
            squares = np.maximum((others * others).sum(axis=1) + doubt[rows], 1e-9)
            multiple = (clipped[rows] * others).sum(axis=1) / squares
            rest[rows] -= np.maximum(multiple, 0)[:, None] * others
    return rest
