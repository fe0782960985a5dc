"""Foretelling one day after another, each from what had come by its midnight: a model is trained every two weeks.

What is foretold for past days is what a night then would have foretold, so its errors tell how wide a band must be.
"""

from __future__ import annotations

import numpy as np

from batch_job.forecasts.features import BEHIND, features, levels
from batch_job.forecasts.loads import Facts, Loads, Numbers
from batch_job.forecasts.model import Effort, Model, train

REFIT_DAYS = 14
LEAST_DAYS = 28  # to learn from, each with four weeks before it
MOST_ROWS = 60_000  # of the newest days; so the trainings of a zone and utility take ten seconds at most


def walk(loads: Loads, calendar: Facts, first: int, stop: int, effort: Effort) -> Numbers:
    """Medians of the days first .. stop - 1 (`stop` at most one past the last), shape (series, days, slots)."""
    level = levels(loads)
    found = np.full((len(loads.values), stop - first, loads.slots), np.nan)
    for begin in range(first, stop, REFIT_DAYS):
        end = min(begin + REFIT_DAYS, stop)
        model = _trained(loads, calendar, level, begin, effort)
        rows = features(loads, calendar, level, begin, end)
        found[:, begin - first : end - first] = model.predict(rows) * level[:, begin:end, None]
    return found


def learnable(days: int) -> bool:
    """Whether the first day of a walk may have so many days before it."""
    return days >= BEHIND + LEAST_DAYS


def _trained(loads: Loads, calendar: Facts, level: Numbers, stop: int, effort: Effort) -> Model:
    """From the days before `stop`."""
    series, _, slots = loads.values.shape
    begin = max(BEHIND, stop - max(MOST_ROWS // (series * slots), LEAST_DAYS))
    rows = features(loads, calendar, level, begin, stop)
    return train(rows, loads.values[:, begin:stop] / level[:, begin:stop, None], effort)
