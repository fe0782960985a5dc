"""What maximum of a window is usual for a home: by the batch's baseline of the hour, else by the windows before it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from contract.encoding.baseline_book import BaselineBook
from contract.settings import Settings
from stream_job.closing_slots import Array

LEAST_DEVIATION, LEAST_SHARE = 1.0, 0.02
MAD_TO_DEVIATION = 1.4826  # of normally distributed numbers
LEAST_BASELINE_SHARE = 0.1  # a few hours of a few weeks may be alike by chance


@dataclass(frozen=True)
class Usual:
    """By service point, W or L/h: usual maximum, deviation of it, samples, and whether they are hours or windows."""

    centre: Array
    deviation: Array
    samples: Array
    by_baseline: Array

    def take(self, chosen: Array) -> Usual:
        return Usual(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def limit(self, settings: Settings) -> Array:
        """What a window must exceed to be a spike; infinite where too little is known."""
        enough = self.by_baseline | (self.samples >= settings.spike_min_windows)
        limit: Array = np.where(enough, self.centre + settings.spike_sigmas * self.deviation, np.inf)
        return limit


def by_windows(headers: Array) -> Usual:
    """By the running statistics of the windows that these headers have met."""
    mean, variance = headers["baseline_mean"].astype(np.float64), headers["baseline_variance"].astype(np.float64)
    deviation = np.maximum(np.maximum(np.sqrt(variance), LEAST_SHARE * np.abs(mean)), LEAST_DEVIATION)
    return Usual(mean, deviation, headers["baseline_windows"].astype(np.int64), np.zeros(len(headers), bool))


def by_hour(windows: Usual, baselines: BaselineBook, keys: Array, closes: Array) -> Usual:
    """The same, but by the baseline of the hour of each window (KEY, end in UTC ms) where there is one."""
    found = baselines.lookup(keys["letter"], keys["user_id"], closes)
    median, mad = found["peak_median"].astype(np.float64), found["peak_mad"].astype(np.float64)
    spread = np.maximum(np.maximum(MAD_TO_DEVIATION * mad, LEAST_BASELINE_SHARE * np.abs(median)), LEAST_DEVIATION)
    there = ~np.isnan(median)
    return Usual(
        np.where(there, median, windows.centre),
        np.where(there, spread, windows.deviation),
        np.where(there, found["samples"], windows.samples),
        there,
    )
