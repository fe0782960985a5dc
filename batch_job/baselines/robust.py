"""Median and median absolute deviation of many rows at once, as numpy gives them for one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def median(samples: Floats) -> Floats:
    """Over the last axis, NaN left out; NaN where nothing is left."""
    ordered = np.sort(samples, axis=-1)  # NaN go last
    count = (~np.isnan(samples)).sum(axis=-1)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0)[..., None] // 2, axis=-1)[..., 0]
    high = np.take_along_axis(ordered, np.minimum(count // 2, samples.shape[-1] - 1)[..., None], axis=-1)[..., 0]
    found: Floats = np.where(count > 0, (low + high) / np.float32(2), np.float32(np.nan))
    return found


def median_and_mad(samples: Floats) -> tuple[Floats, Floats]:
    """Over the last axis, NaN left out. The deviation is the median distance from the median, not scaled."""
    centre = median(samples)
    return centre, median(np.abs(samples - centre[..., None]))


def by_label(samples: Floats, label: NDArray[np.int64], labels: int) -> Floats:
    """From (points, columns) to (points, labels, most columns of one label), NaN where a label has fewer."""
    order = np.argsort(label, kind="stable")
    counts = np.bincount(label, minlength=labels)
    place = np.arange(len(label)) - np.repeat(np.cumsum(counts) - counts, counts)
    found = np.full((len(samples), labels, max(int(counts.max(initial=0)), 1)), np.nan, np.float32)
    found[:, label[order], place] = samples[:, order]
    return found
