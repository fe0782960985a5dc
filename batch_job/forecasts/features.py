"""What a day's loads are foretold from: loads of the four weeks before its midnight, and the calendar. No weather.

Loads are divided by the level, the mean of the seven days before, so that small and large series, and growing ones, fit
one model. A day's row looks at days before it alone: whatever comes later cannot change it.
"""

from __future__ import annotations

import warnings

import numpy as np

from batch_job.forecasts.loads import Facts, Loads, Numbers

BEHIND = 28  # days that a row looks back
LEVEL_DAYS = 7
ALIKE = (7, 14, 21, 28)
LAGS = (1, 2, 3, *ALIKE, 8)
PARTS = ((0, 1), (0, 1 / 4), (1 / 4, 1 / 2), (1 / 2, 3 / 4), (3 / 4, 1), (7 / 8, 1))  # of the day before
SUNDAY = 6


def levels(loads: Loads) -> Numbers:
    """Mean of the week before each day, and before the one after the last: shape (series, days + 1).

    NaN where it is unknown, or nothing was used: by a level of nothing no load can be measured.
    """
    by_day = _mean(loads.values, -1)
    before = np.full((LEVEL_DAYS, len(by_day), loads.days + 1), np.nan)
    for back in range(1, LEVEL_DAYS + 1):
        before[back - 1, :, back:] = by_day[:, : loads.days + 1 - back]
    found = _mean(before, 0)
    return np.where(found > 0, found, np.nan)


def features(loads: Loads, facts: Facts, level: Numbers, first: int, stop: int) -> Numbers:
    """Rows of the days first .. stop - 1, shape (series, days, slots, features); `stop` may be one past the last day.

    `facts` are of the same days, as `loads.facts` gives them.
    """
    shape = (len(loads.values), stop - first, loads.slots)
    scale = level[:, first:stop, None]
    behind = {lag: _behind(loads, lag, first, stop) / scale for lag in LAGS}
    whole = np.stack(
        [
            *behind.values(),
            behind[1] - behind[8],
            _mean(np.stack([behind[lag] for lag in ALIKE]), 0),
            *(np.broadcast_to(column, shape) for column in _calendar(facts, first, stop, loads.slots)),
        ],
        axis=-1,
    )
    return np.concatenate([whole, np.broadcast_to(_yesterday(behind), (*shape, 2 * len(PARTS) + 1))], axis=-1)


def _behind(loads: Loads, lag: int, first: int, stop: int) -> Numbers:
    found = np.full((len(loads.values), stop - first, loads.slots), np.nan)
    there = max(lag - first, 0)
    found[:, there:] = loads.values[:, max(first - lag, 0) : stop - lag]
    return found


def _calendar(facts: Facts, first: int, stop: int, slots: int) -> list[Numbers]:
    """Each broadcasts to (series, days, slots)."""
    own, before, after = (slice(first + 1 + shift, stop + 1 + shift) for shift in (0, -1, 1))
    season = 2 * np.pi * facts.season[own]
    weekday = np.where(facts.holiday[own], SUNDAY, facts.weekday[own])
    by_day = [facts.weekday[own], weekday, *(facts.holiday[part] for part in (own, before, after))]
    columns = [column.astype(np.float64) for column in by_day]
    return [np.arange(slots, dtype=np.float64), *(each[:, None] for each in (*columns, np.sin(season), np.cos(season)))]


def _yesterday(behind: dict[int, Numbers]) -> Numbers:
    """Parts of the day before, and how they differ from a week earlier; its last slot. Shape (series, days, 1, n)."""
    slots = behind[1].shape[-1]
    columns = [behind[1][..., -1]]
    for begin, end in PARTS:
        part = slice(round(begin * slots), round(end * slots))
        columns += [_mean(behind[1][..., part], -1), _mean((behind[1] - behind[8])[..., part], -1)]
    return np.stack(columns, axis=-1)[..., None, :]


def _mean(values: Numbers, axis: int) -> Numbers:
    """NaN left out; NaN where there is nothing else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Numbers = np.nanmean(values, axis=axis)
    return found
