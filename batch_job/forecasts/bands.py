"""Conformal bands: as wide as the errors of the days before, and wider or narrower as days fall outside or not.

Errors are measured in levels and divided by what is usual at their slot, so that a band is wide where the load is hard
to tell. Which share of them a band leaves out follows its own record (adaptive conformal inference): after a day with
too many slots outside it leaves out fewer. So in the long run the share inside is the wanted one, whatever the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from batch_job.forecasts.loads import Numbers

OUTSIDE = 0.2  # P10 to P90
BEGIN_DAYS = 14  # of errors before the first band
WINDOW_DAYS = 42
STEP = 0.1  # of the share left out, for a day that is all outside or all inside
NARROWEST, WIDEST = 0.6, 0.02


@dataclass(frozen=True)
class Bands:
    """By series, day and slot; NaN for the first days, which supply the errors."""

    low: Numbers
    high: Numbers


def bands(middle: Numbers, came: Numbers, level: Numbers) -> Bands:
    """Around medians of consecutive days; `came` lacks the last day, or some, where NaN. `level` is by series and day.

    The band of a day rests on what came before it alone.
    """
    error = (came - middle) / level[..., None]
    low, high = np.full(middle.shape, np.nan), np.full(middle.shape, np.nan)
    outside = np.full(len(middle), OUTSIDE)
    for day in range(BEGIN_DAYS, middle.shape[1]):
        past = error[:, max(day - WINDOW_DAYS, 0) : day]
        usual = _usual(past)
        below, above = _reach(past / usual[:, None], outside)
        scale = usual * level[:, day, None]
        low[:, day] = middle[:, day] + below[:, None] * scale
        high[:, day] = middle[:, day] + above[:, None] * scale
        outside = _learned(outside, came[:, day], low[:, day], high[:, day])
    return Bands(low, high)


def _usual(past: Numbers) -> Numbers:
    """Mean size of the error by series and slot, smoothed with the neighbours; never 0."""
    known = ~np.isnan(past)
    size = np.where(known, np.abs(past), 0)
    total, count = size.sum(axis=1), known.sum(axis=1)
    mean = _with_neighbours(total) / np.maximum(_with_neighbours(count), 1)
    overall = total.sum(axis=-1) / np.maximum(count.sum(axis=-1), 1)
    found: Numbers = np.maximum(mean, np.maximum(overall, 1e-9)[:, None] / 4)
    return found


def _with_neighbours(values: NDArray[Any]) -> Numbers:
    """The sum with the slot before and after, round the clock."""
    found: Numbers = np.roll(values, 1, axis=-1) + values + np.roll(values, -1, axis=-1)
    return found


def _reach(scores: Numbers, outside: Numbers) -> tuple[Numbers, Numbers]:
    """Quantiles of each series' scores that leave out half of `outside` at either end; 0 where there are no scores."""
    flat = np.sort(scores.reshape(len(scores), -1), axis=-1)  # NaN go last
    count = (~np.isnan(flat)).sum(axis=-1)
    found = []
    for share in (outside / 2, 1 - outside / 2):
        # one more than there are scores, as split conformal prediction has it
        rank = np.clip(share * (count + 1) - 1, 0, np.maximum(count - 1, 0))
        at = np.floor(rank).astype(np.int64)
        lower, upper = (_taken(flat, np.minimum(at + more, np.maximum(count - 1, 0))) for more in (0, 1))
        found.append(np.where(count > 0, lower + (rank - at) * (upper - lower), 0))
    return np.minimum(found[0], 0), np.maximum(found[1], 0)


def _taken(flat: Numbers, at: NDArray[np.int64]) -> Numbers:
    return np.nan_to_num(np.take_along_axis(flat, at[:, None], axis=-1)[:, 0])


def _learned(outside: Numbers, came: Numbers, low: Numbers, high: Numbers) -> Numbers:
    known = ~np.isnan(came) & ~np.isnan(low)
    missed = (known & ((came < low) | (came > high))).sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)
    after = np.clip(outside + STEP * (OUTSIDE - missed), WIDEST, NARROWEST)
    found: Numbers = np.where(known.any(axis=-1), after, outside)
    return found
