"""Usage unlike this home's, for hours on end: more, or less, as theft and bypass show.

Judged in blocks of six local hours, each by the blocks of the same part of the day, itself left out; what peers have
in common (weather) is taken out. So a block of n can never be sqrt(n - 1) deviations off by its own doing.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from anomalies.criteria import Criteria
from anomalies.detectors.blocks import BLOCK_HOURS, blocks_of
from anomalies.detectors.deviations import MAD_TO_DEVIATION, Usual, judged
from anomalies.detectors.episode import Episode, Found, Run, latched
from anomalies.detectors.feeder_balance import balance, weighed
from anomalies.history import QUARTERS, Array, History
from anomalies.peers import peers_of
from contract.alerts import Kind

LASTING = 8  # blocks that a shift is sought in
GROWS_WITH = 1.5  # how much less their mean wavers than one block's, at most sqrt(LASTING)
STRANGEST = 20.0
ENDS = 0.5


def find(history: History, criteria: Criteria, supplied: Usual | None = None) -> Found:
    """Score: deviations of two days about a block, by the criterion; of less usage, weighed by the feeder's balance."""
    blocks = blocks_of(history)
    found = judged(blocks, peers_of(history.place), supplied)
    clipped = np.clip(np.nan_to_num(found.deviations), -STRANGEST, STRANGEST)
    # beyond the ends nothing is known, and one odd day there is not two
    lasting = uniform_filter1d(clipped, LASTING, axis=1, mode="constant")
    strange = lasting * (np.sqrt(LASTING) / GROWS_WITH)
    strange[history.heads] = 0
    feeders = balance(history, blocks)
    if feeders is not None:
        strange = weighed(feeders, strange, found.usual, blocks.mean)
    missed = blocks.to_hours(feeders.missed(history.points)) if feeders else None
    score = blocks.to_hours(np.abs(strange) / criteria.shift_deviations).astype(np.float32)
    up = blocks.to_hours(strange) > 0
    runs = [run for side in (up, ~up) for run in latched((score >= 1) & side, (score >= ENDS) & side)]
    usual = blocks.to_hours(found.usual)
    return Found([_episode(history, usual, score, missed, run) for run in runs], score)


def supplied_of(history: History, median: Array, mad: Array) -> Usual:
    """From medians and MADs of hours (points, hours; mWh or mL, NaN unknown) to those of blocks."""
    mean = blocks_of(history, median)
    variance = blocks_of(history, (MAD_TO_DEVIATION * mad) ** 2 / 1000).mean  # in (Wh or L) squared
    return Usual(mean.mean, np.sqrt(variance / BLOCK_HOURS))


def _episode(history: History, usual: Array, score: Array, missed: Array | None, run: Run) -> Episode:
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
    if missed is not None and not np.isnan(missed[row, first:stop]).all():
        evidence["feeder_misses"] = round(float(np.nanmean(missed[row, first:stop])), 1)
    user, weight, start = int(history.user_id[row]), float(score[row, first:stop].max()), history.at(first * QUARTERS)
    amount = abs(float(off.sum())) * 1000
    return Episode(Kind.LEVEL_SHIFT, history.utility, user, start, end, evidence, weight, amount)
