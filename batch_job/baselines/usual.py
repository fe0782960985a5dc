"""From samples of hours to baselines: by hour of the week where there are enough, else of the day, else of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from batch_job.baselines.robust import Floats, by_label, median_and_mad
from contract.baseline_view import HOURS, Level
from contract.encoding.baselines import BASELINE, MOST_SAMPLES, NOTHING

DAY_HOURS = 24
LABELS = {Level.HOUR_OF_WEEK: HOURS, Level.HOUR_OF_DAY: DAY_HOURS, Level.ALL_HOURS: 1}


@dataclass(frozen=True)
class Samples:
    """Whole local hours of service points, shape (points, columns), NaN where unknown; the hour of the week of each."""

    usage: Floats  # mWh or mL an hour
    peak: Floats  # W or L/h
    hour: NDArray[np.int64]


def baselines(samples: Samples, least: int) -> NDArray[Any]:
    """BASELINE by point and hour of the week, each from the finest level with at least so many hours of known usage.

    A peak's numbers are of the same level, and NaN if fewer hours had a reading.
    """
    found = np.broadcast_to(NOTHING[0], (len(samples.usage), HOURS)).copy()
    for level in sorted(LABELS, reverse=True):
        labels = LABELS[level]
        rows = _level(samples, level, labels, least)[:, np.arange(HOURS) % labels]
        there = rows["level"] != Level.NONE
        found[there] = rows[there]
    return found


def _level(samples: Samples, level: Level, labels: int, least: int) -> NDArray[Any]:
    usage, peak = (by_label(each, samples.hour % labels, labels) for each in (samples.usage, samples.peak))
    count, peaks = ((~np.isnan(each)).sum(axis=-1) for each in (usage, peak))
    rows = np.empty(count.shape, BASELINE)
    rows["usage_median"], rows["usage_mad"] = median_and_mad(usage)
    for name, numbers in zip(("peak_median", "peak_mad"), median_and_mad(peak), strict=True):
        rows[name] = np.where(peaks >= least, numbers, np.nan)
    rows["samples"] = np.minimum(count, MOST_SAMPLES)
    rows["level"] = np.where(count >= least, level, Level.NONE)
    return rows


def rows_needed(block: NDArray[Any]) -> int:
    """How many rows of BASELINE (users, 168) hold all there is: 168, 24, 1, or 0 if there is nothing."""
    finest = block["level"][block["level"] != Level.NONE]
    return LABELS[Level(int(finest.min()))] if len(finest) else 0
