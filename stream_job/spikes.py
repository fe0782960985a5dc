"""Judges live windows by what is usual for the same home, and keeps the newest window in the header.

A window's maximum is held against the highest demand of the same hour of other weeks (median and MAD, by the batch).
Where there is no such baseline yet, it is held against the maxima of the windows before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from contract.encoding.baseline_book import BaselineBook
from contract.settings import Settings
from contract.utilities import UTILITIES
from stream_job.closing_slots import Array
from stream_job.live_batch import LiveBatch
from stream_job.usual import Usual, by_hour, by_windows

LONGEST_MEMORY = 360  # windows; a lasting change of level becomes usual within the hour
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
    samples: int  # windows, or hours where it was judged by a baseline
    by_baseline: bool


def judge_windows(
    headers: Array, batch: LiveBatch, settings: Settings, baselines: BaselineBook | None = None
) -> list[Flagged]:
    """Brings `headers` (WINDOW, one per service point) up to the batch's windows, in order of time.

    A window is judged by days or by windows before it, never by itself; a spike enters the memory of windows only
    clipped, so that the first of several does not excuse the rest.
    """
    flagged: list[Flagged] = []
    for places in _rounds(batch.window_point):
        point, window = batch.window_point[places], batch.windows[places]
        newer = window["closes"] > headers["window_end"][point]
        flagged += _judge(headers, batch, places[newer], settings, baselines)
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


def _judge(
    headers: Array, batch: LiveBatch, places: Array, settings: Settings, baselines: BaselineBook | None
) -> list[Flagged]:
    """Only what no home should need is held against baselines, so hardly any window costs a look at them."""
    point, window = batch.window_point[places], batch.windows[places]
    before = by_windows(headers.take(point))
    high = np.flatnonzero(window["most"] >= _floors(batch, point))
    usual = before.take(high)
    if baselines is not None and len(high):
        usual = by_hour(usual, baselines, batch.keys[point[high]], window["closes"][high])
    above = window["most"][high] > usual.limit(settings)
    spikes = high[above]
    _remember(headers, point, window["most"].astype(np.float64), before, settings)
    first = _mark(headers, point[spikes], window["closes"][spikes], settings)
    return _flagged(point[spikes], first, window[spikes], usual.take(above))


def _mark(headers: Array, point: Array, closes: Array, settings: Settings) -> Array:
    """Notes the spikes in their headers; gives the end of the first window of each."""
    going_on = headers["spike_last"][point] == closes - settings.live_window_ms
    first: Array = np.where(going_on, headers["spike_first"][point], closes)
    headers["spike_first"][point], headers["spike_last"][point] = first, closes
    return first


def _remember(headers: Array, point: Array, most: Array, before: Usual, settings: Settings) -> None:
    variance = headers["baseline_variance"][point].astype(np.float64)
    step = 1 / np.minimum(before.samples + 1, LONGEST_MEMORY)
    change = np.minimum(most, before.limit(settings)) - before.centre
    headers["baseline_mean"][point] = before.centre + step * change
    headers["baseline_variance"][point] = (1 - step) * (variance + step * change * change)
    headers["baseline_windows"][point] = before.samples + 1


def _flagged(point: Array, first: Array, window: Array, usual: Usual) -> list[Flagged]:
    judged_by = (usual.centre, usual.deviation, usual.samples, usual.by_baseline)
    columns = (point, first, window["closes"], window["most"], *judged_by)
    return [Flagged(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]
