"""Medians of everything but the one that is judged, so that no value excuses itself."""

from __future__ import annotations

import numpy as np

from anomalies.history import Array


def median_of_others(values: Array) -> Array:
    """For each value along the last axis the median of the others; NaN is no value, and alone gives NaN."""
    order = np.argsort(values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(values.shape[-1]), order.shape), axis=-1)
    known = ~np.isnan(values)
    count = known.sum(axis=-1, keepdims=True)
    rank = np.where(known, rank, count)
    others = count - known
    low, high = (others - 1) // 2, others // 2
    middle = (_without(ordered, rank, low) + _without(ordered, rank, high)) / 2
    median: Array = np.where(others > 0, middle, np.nan)
    return median


def _without(ordered: Array, rank: Array, index: Array) -> Array:
    """The value at `index` once that of `rank` is taken out."""
    place = np.clip(index + (index >= rank), 0, ordered.shape[-1] - 1)
    taken: Array = np.take_along_axis(ordered, place, axis=-1)
    return taken
