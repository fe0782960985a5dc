"""Homes of seven weeks, and what the live layer has of the last four days: a ring, and the batch's baselines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anomalies.detectors import Usual
from anomalies.history import QUARTERS, Array, History
from anomalies.models.batches import ends_of, hours_of_week
from batch_job.baselines.usual import Samples, baselines
from contract.settings import Settings
from contract.utilities import Utility
from contract.windows import HOUR_MS
from tests.anomalies.homes import DAY, history

WEEKS = Settings.baseline_weeks
RING = 95  # hours
DAYS = WEEKS * 7 + 4


def seldom(homes: int, share: float, amount: float, seed: int = 5) -> Array:
    """Wh or L of homes that use something in so few of the quarter hours of the day, much at once, none alike."""
    chance = np.random.default_rng(seed)
    quarter = np.arange(DAYS * DAY) % DAY
    used = (quarter >= 24) & (quarter < 92) & (chance.random((homes, DAYS * DAY)) < share)
    size = chance.lognormal(0, 0.7, (homes, 1))
    found: Array = np.where(used, size * chance.exponential(amount, (homes, DAYS * DAY)), 0.0)
    return found


def live(utility: Utility, usage: Array) -> tuple[History, Usual]:
    """The last 95 hours of DAYS, and the medians and MADs of their hours as the night before each day left them."""
    past = history(utility, usage)
    week = hours_of_week(past, ends_of(past, 0))
    median, mad = np.empty((2, past.points, 4 * 24))
    for day in range(4):
        known = slice(day * 24, (WEEKS * 7 + day) * 24)
        hourly = past.hourly[:, known].astype(np.float32)
        nothing = np.full_like(hourly, np.nan)
        rows = baselines(Samples(hourly, nothing, week[0, known]), Settings.baseline_least_hours)
        own = slice(day * 24, (day + 1) * 24)
        label = week[0, known.stop : known.stop + 24]
        median[:, own], mad[:, own] = rows["usage_median"][:, label], rows["usage_mad"][:, label]
    first = past.hourly.shape[1] - RING
    seen = replace(past, start=past.start + first * HOUR_MS, level=past.level[:, first * QUARTERS :])
    return seen, (median[:, -RING:], mad[:, -RING:])
