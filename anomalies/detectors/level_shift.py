"""Usage unlike this home's, for hours on end: more, or less, as theft and bypass show.

Judged in blocks of six local hours, each by the blocks of the same part of the day, itself left out; what peers have
in common (weather) is taken out. So a block of n can never be sqrt(n - 1) deviations off by its own doing.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from anomalies.criteria import Criteria
from anomalies.detectors.blocks import Blocks, blocks_of
from anomalies.detectors.episode import Episode, Found, Run, latched
from anomalies.detectors.left_out import median_of_others
from anomalies.detectors.weather import without_shared, without_weather
from anomalies.history import QUARTERS, Array, History
from anomalies.peers import peers_of
from contract.alerts import Kind

MAD_TO_DEVIATION = 1.4826
LEAST_SHARE = 0.05  # of a home's mean: no spread is smaller
LASTING = 8  # blocks that a shift is sought in
GROWS_WITH = 1.5  # how much less their mean wavers than one block's, at most sqrt(LASTING)
STRANGEST = 20.0
ENDS = 0.5


def find(history: History, criteria: Criteria) -> Found:
    """Score: deviations of two days about a block, by the criterion."""
    blocks = blocks_of(history)
    usual, deviations = judged(blocks, blocks.mean, history.place)
    lasting = uniform_filter1d(np.clip(np.nan_to_num(deviations), -STRANGEST, STRANGEST), LASTING, axis=1)
    strange = lasting * (np.sqrt(LASTING) / GROWS_WITH)
    strange[history.heads] = 0
    score = blocks.to_hours(np.abs(strange) / criteria.shift_deviations).astype(np.float32)
    up = blocks.to_hours(strange) > 0
    runs = [run for side in (up, ~up) for run in latched((score >= 1) & side, (score >= ENDS) & side)]
    hourly_usual = blocks.to_hours(usual)
    return Found([_episode(history, hourly_usual, score, run) for run in runs], score)


def judged(blocks: Blocks, values: Array, place: Array) -> tuple[Array, Array]:
    """What is usual for each block, and how many deviations it is off; NaN where unknown."""
    usual = blocks.in_order(median_of_others(blocks.by_day(values)))
    scale = np.nan_to_num(blocks.mean).mean(axis=1, keepdims=True)
    floor, peers = LEAST_SHARE * scale, peers_of(place)
    first = without_shared(values - usual, scale, peers)
    rest = without_weather(first, np.maximum(_spread(blocks, first), floor), peers)
    expected = values - rest
    # who uses more, in the cold, also wavers more
    wavering = np.maximum(np.nan_to_num(expected / np.maximum(usual, floor + 1e-9), nan=1.0), 1.0)
    return expected, rest / np.maximum(_spread(blocks, rest) * wavering, floor + 1e-9)


def _spread(blocks: Blocks, deviation: Array) -> Array:
    spread: Array = MAD_TO_DEVIATION * blocks.in_order(median_of_others(np.abs(blocks.by_day(deviation))))
    return spread


def _episode(history: History, usual: Array, score: Array, run: Run) -> Episode:
    row, first, stop = run
    end = None if stop == history.hourly.shape[1] else history.at(stop * QUARTERS)
    used = history.hourly[row, first:stop] / 1000
    usually = usual[row, first:stop]
    off = np.nan_to_num(used - usually)
    evidence: dict[str, int | float | str] = {
        "direction": "up" if off.sum() > 0 else "down",
        "usage": round(float(np.nan_to_num(used).mean()), 1),
        "usual": round(float(np.nan_to_num(usually).mean()), 1),
        "deviations": round(float(score[row, first:stop].max()), 1),
        "hours": stop - first,
    }
    user, weight, start = int(history.user_id[row]), float(score[row, first:stop].max()), history.at(first * QUARTERS)
    amount = abs(float(off.sum())) * 1000
    return Episode(Kind.LEVEL_SHIFT, history.utility, user, start, end, evidence, weight, amount)
