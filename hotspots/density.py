"""Places where records crowd: so many of the window's points within the scan radius, and what hangs together with them.

The window is the newest so many records, or the records of the newest so many seconds, or both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import DBSCAN

from hotspots.earth import Array, box_km2, in_space
from hotspots.found import Found

THINNEST_DEGREES = 0.0005  # about 50 m: points on one spot still make a box


@dataclass(frozen=True)
class Scan:
    """`radius` in the points' unit; a crowd begins where `minimum` points, itself counted, lie around one."""

    radius: float
    minimum: int


def in_window(at: Array, records: int, milliseconds: int, now: int) -> Array:
    """Which records (indices, oldest first) the window holds; 0 records or 0 ms mean no such bound."""
    order = np.argsort(at, kind="stable")
    if milliseconds:
        order = order[(at[order] > now - milliseconds) & (at[order] <= now)]
    return order[-records:] if records else order


def crowds(points: Array, scan: Scan) -> list[Array]:
    """Indices of the members of each crowd; `points` of shape (n, dimensions), distances straight lines."""
    if len(points) < scan.minimum:
        return []
    label = DBSCAN(eps=scan.radius, min_samples=scan.minimum).fit(points).labels_
    return [np.flatnonzero(label == number) for number in range(label.max() + 1)]


def box(points: Array) -> tuple[Array, Array]:
    """The lowest and the highest corner around points."""
    return points.min(axis=0), points.max(axis=0)


def found_in(places: Array, names: list[str], scan: Scan) -> list[Found]:
    """Crowds of places (latitude, longitude in degrees; radius in km), the largest first; a record may have many."""
    found = [_found(places[crowd], [names[member] for member in crowd]) for crowd in crowds(in_space(places), scan)]
    return sorted(found, key=lambda each: (-each.points, each.members))


def _found(places: Array, names: list[str]) -> Found:
    low, high = box(places)
    thin = np.maximum(THINNEST_DEGREES - (high - low), 0) / 2
    low, high = low - thin, high + thin
    lat, lon = places.mean(axis=0)
    (south, west), (north, east) = np.round(low, 4).tolist(), np.round(high, 4).tolist()
    corners = [[south, west], [south, east], [north, east], [north, west]]
    members = tuple(dict.fromkeys(names))
    density = len(places) / box_km2(low, high)
    return Found(
        round(float(lat), 4), round(float(lon), 4), (corners,), len(places), round(density, 4), None, None, members
    )
