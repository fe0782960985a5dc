"""Spikes by the stream's own arithmetic: live windows of a minute, judged in order, with or without baselines."""

from __future__ import annotations

import numpy as np

from anomalies.history import Array
from contract.encoding.baseline_book import BaselineBook
from contract.encoding.live_layout import HEADER
from contract.settings import Settings
from contract.windows import HOUR_MS, MINUTE_MS
from stream_job.live_batch import KEY, READING, WINDOW, LiveBatch
from stream_job.spikes import judge_windows
from tests.score.view import UNHEARD, View

AT_ONCE = 1_440  # windows: a day


def spike_scores(views: list[View], book: BaselineBook | None = None) -> list[Array]:
    """Of each view (points, hours): by how much of its criterion the greatest flagged window exceeded it, or 0.

    Judged by the batch's baselines in `book`, else as before the first night: by the windows before it.

    Judged together, because what a round of windows costs hardly depends on how many service points there are.
    """
    start, settings = views[0].history.start, Settings(live_window_s=60)
    keys, most = np.concatenate([_keys(view) for view in views]), np.concatenate([view.most for view in views])
    floors = np.concatenate([np.full(view.history.points, view.history.utility.spike_floor) for view in views])
    headers = np.zeros(len(keys), HEADER)
    score = np.zeros((len(keys), most.shape[1] // (HOUR_MS // MINUTE_MS)), np.float32)
    for first in range(0, most.shape[1], AT_ONCE):
        batch = _batch(keys, most[:, first : first + AT_ONCE], start, first)
        for each in judge_windows(headers, batch, settings, book):
            hour = (each.last - 1 - start) // HOUR_MS
            sigmas = (each.value - each.mean) / (settings.spike_sigmas * each.deviation)
            score[each.point, hour] = max(score[each.point, hour], min(sigmas, each.value / floors[each.point]))
    return np.split(score, np.cumsum([view.history.points for view in views])[:-1])


def _keys(view: View) -> Array:
    keys = np.zeros(view.history.points, KEY)
    keys["letter"], keys["user_id"] = ord(view.history.utility.letter), view.history.user_id
    return keys


def _batch(keys: Array, most: Array, start: int, first: int) -> LiveBatch:
    point, number = np.nonzero(most != UNHEARD)
    windows = np.zeros(len(point), WINDOW)
    windows["closes"] = start + (first + number + 1) * MINUTE_MS
    windows["most"], windows["n"] = most[point, number], 2
    nothing = np.zeros(0, READING)
    return LiveBatch(keys, np.zeros(len(keys), READING), nothing, np.zeros(0, np.int64), windows, point)
