"""Peers: service points near each other, which share their weather."""

from __future__ import annotations

import numpy as np

from anomalies.history import Array

MOST = 96  # halves of so many or more are parted again


def peers_of(place: Array) -> Array:
    """A group number of each place (latitude, longitude in degrees): halved by the longer side until they are few."""
    group = np.zeros(len(place), np.int64)
    waiting, done = [np.arange(len(place))], 0
    while waiting:
        rows = waiting.pop()
        if len(rows) < MOST:
            group[rows] = done
            done += 1
            continue
        side = int(np.ptp(place[rows], axis=0).argmax())
        order = rows[np.argsort(place[rows, side], kind="stable")]
        waiting += [order[: len(order) // 2], order[len(order) // 2 :]]
    return group
