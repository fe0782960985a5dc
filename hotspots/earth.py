"""Places on the earth as points in space, so that whoever searches for neighbours needs no metric of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
EARTH_KM = 6371.0088
DEGREE_KM = EARTH_KM * np.pi / 180


def in_space(places: Array) -> Array:
    """Latitude and longitude in degrees, shape (n, 2), as points of a sphere in km from its middle, shape (n, 3)."""
    lat, lon = np.radians(places).T
    return EARTH_KM * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two places (latitude, longitude in degrees) through the earth, which within 500 km is the way."""
    start, stop = in_space(np.array([one, other]))
    return float(np.linalg.norm(start - stop))


def box_km2(low: Array, high: Array) -> float:
    """The area of the box between two corners (latitude, longitude in degrees)."""
    height, width = (high - low) * DEGREE_KM
    return float(height * width * np.cos(np.radians((low[0] + high[0]) / 2)))
