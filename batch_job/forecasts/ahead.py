"""The day after the last one known: median by the learned model, band by its errors of the weeks before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from batch_job.forecasts.bands import WINDOW_DAYS, bands
from batch_job.forecasts.features import levels
from batch_job.forecasts.loads import Facts, Loads, Numbers, facts
from batch_job.forecasts.model import Effort
from batch_job.forecasts.walk import learnable, walk


@dataclass(frozen=True)
class Quantiles:
    """P10, P50 and P90, arrays of one shape; NaN where nothing can be foretold."""

    low: Numbers
    middle: Numbers
    high: Numbers


def enough(days: int) -> bool:
    """Whether so many days before the coming one allow to learn, and to measure errors."""
    return learnable(days - WINDOW_DAYS)


def day_ahead(loads: Loads, holidays: Collection[date], effort: Effort) -> Quantiles:
    """Of the day after the last of `loads`, shape (series, slots). `enough` days are needed."""
    calendar = facts(loads.first, loads.days + 1, holidays)
    found = over(loads, calendar, loads.days - WINDOW_DAYS, loads.days + 1, effort)
    return Quantiles(found.low[:, -1], found.middle[:, -1], found.high[:, -1])


def over(loads: Loads, calendar: Facts, first: int, stop: int, effort: Effort) -> Quantiles:
    """Of the days first .. stop - 1, each from what came before it, shape (series, days, slots).

    The first days have a median alone: their errors make the first bands. `stop` may be one past the last day.
    """
    middle = np.maximum(walk(loads, calendar, first, stop, effort), 0)
    missing = np.full((len(loads.values), max(stop - loads.days, 0), loads.slots), np.nan)
    came = np.concatenate([loads.values[:, first:stop], missing], axis=1)
    found = bands(middle, came, levels(loads)[:, first:stop])
    return Quantiles(np.maximum(found.low, 0), middle, found.high)
