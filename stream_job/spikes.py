"""Judges live windows by the windows of the same home before them, and keeps the newest window in the header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from contract.settings import Settings
from contract.utilities import UTILITIES
from stream_job.closing_slots import Array
from stream_job.live_batch import LiveBatch

LONGEST_MEMORY = 360  # windows; a lasting change of level becomes usual within the hour
LEAST_DEVIATION, LEAST_SHARE = 1.0, 0.02
_WINDOW = {"window_end": "closes", "n": "n", "min": "least", "max": "most", "sum": "total", "sum_of_squares": "squares"}


@dataclass(frozen=True)
class Flagged:
    """One window far above what is usual: where in the batch, since when, and the numbers it was judged by."""

    point: int
    first: int  # window_end of the spike's first window
    last: int
    value: int
    mean: float
    deviation: float
    windows: int


def judge_windows(headers: Array, batch: LiveBatch, settings: Settings) -> list[Flagged]:
    """Brings `headers` up to the batch's windows, in order of time.

    A window is judged by those before it, never by itself; a spike enters their memory only clipped, so that the first
    of several does not excuse the rest.
    """
    flagged: list[Flagged] = []
    for places in _rounds(batch.window_point):
        point, window = batch.window_point[places], batch.windows[places]
        newer = window["closes"] > headers["window_end"][point]
        flagged += _judge(headers, point[newer], window[newer], _floors(batch, point[newer]), settings)
        shown = window["closes"] >= headers["window_end"][point]
        for name, column in _WINDOW.items():
            headers[name][point[shown]] = window[column][shown]
    return flagged


def replayed(headers: Array, batch: LiveBatch) -> Array:
    """Places of windows that `headers`, before the batch, had seen: their alerts may not have been heard."""
    return np.flatnonzero(batch.windows["closes"] <= headers["window_end"][batch.window_point])


def _rounds(point: Array) -> Iterator[Array]:
    """Places of the first window of each service point, then of the second, and so on; `point` is in order."""
    if len(point):
        starts = np.flatnonzero(np.append(True, point[1:] != point[:-1]))
        rank = np.arange(len(point)) - np.repeat(starts, np.diff(np.append(starts, len(point))))
        order = np.argsort(rank, kind="stable")
        yield from np.split(order, np.cumsum(np.bincount(rank))[:-1])


def _floors(batch: LiveBatch, point: Array) -> Array:
    floors = np.zeros(256, np.int64)
    for utility in UTILITIES:
        floors[ord(utility.letter)] = utility.spike_floor
    found: Array = floors[batch.keys["letter"][point]]
    return found


def _judge(headers: Array, point: Array, window: Array, floor: Array, settings: Settings) -> list[Flagged]:
    past, most = headers[point], window["most"].astype(np.float64)
    mean, variance = past["baseline_mean"].astype(np.float64), past["baseline_variance"].astype(np.float64)
    seen_before = past["baseline_windows"].astype(np.int64)
    deviation = np.maximum(np.maximum(np.sqrt(variance), LEAST_SHARE * np.abs(mean)), LEAST_DEVIATION)
    limit, ripe = mean + settings.spike_sigmas * deviation, seen_before >= settings.spike_min_windows
    spike = ripe & (most >= floor) & (most > limit)
    going_on = past["spike_last"] == window["closes"] - settings.live_window_ms
    first = np.where(spike & ~going_on, window["closes"], past["spike_first"])
    headers["spike_first"][point] = first
    headers["spike_last"][point] = np.where(spike, window["closes"], past["spike_last"])
    step = 1 / np.minimum(seen_before + 1, LONGEST_MEMORY)
    change = np.where(ripe, np.minimum(most, limit), most) - mean
    headers["baseline_mean"][point] = mean + step * change
    headers["baseline_variance"][point] = (1 - step) * (variance + step * change * change)
    headers["baseline_windows"][point] = seen_before + 1
    which = np.flatnonzero(spike)
    columns = (point, first, window["closes"], window["most"], mean, deviation, seen_before)
    return [Flagged(*values) for values in zip(*(column[which].tolist() for column in columns), strict=True)]
