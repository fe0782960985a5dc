"""A home's coming day from its own hours alike: the same hour of the day, the same weekday and the newest days most.

Usage is measured in levels, the mean of the week before, so that a home follows its season. Bands are those hours'
quantiles, made wider or narrower by how its last days fell into the bands made the same way (conformal).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from batch_job.forecasts.ahead import Quantiles
from batch_job.forecasts.features import levels
from batch_job.forecasts.loads import Loads, Numbers
from batch_job.forecasts.measures import QUANTILES

LEAST_DAYS = 14  # with something known of them
TESTED_DAYS = 14  # whose errors set the width of the band
LEAST_TESTED = 48  # known hours of them, or the band stays as it is
SAME_WEEKDAY, SAME_KIND, OTHER = 3.0, 1.0, 0.2
HALF_LIFE_DAYS = 14
COVERED = QUANTILES[-1] - QUANTILES[0]
LEAST_SHARE = 0.05  # of the mean of all days, below which a week's level does not fall


def alike(loads: Loads) -> Quantiles:
    """Of the day after the last, shape (series, slots); NaN for a series with too few days."""
    found = np.full((3, len(loads.values), loads.slots), np.nan)
    long = _known_days(loads) >= LEAST_DAYS
    if long.any():
        own = _foretold(replace(loads, values=loads.values[long]))
        found[:, long] = own.low, own.middle, own.high
    return Quantiles(*found)


def _foretold(loads: Loads) -> Quantiles:
    """The same of series with days enough."""
    level = _level(loads)
    before = level[:, :-1, None]
    relative = loads.values / before
    order = np.argsort(relative, axis=1)  # NaN go last
    ordered = np.take_along_axis(relative, order, axis=1)
    last = loads.days
    tested = [_day(loads, order, ordered, day) for day in range(max(last - TESTED_DAYS, LEAST_DAYS), last)]
    found = _day(loads, order, ordered, last)
    if tested:
        low, high = (np.stack([each[part] for each in tested], axis=1) for part in (0, 2))
        wider = _wider(low, high, relative[:, last - len(tested) :])[:, None]
        found = np.stack([found[0] - wider, found[1], found[2] + wider])
    scale = level[:, -1:]
    middle = found[1] * scale
    return Quantiles(np.clip(found[0] * scale, 0, middle), middle, np.maximum(found[2] * scale, middle))


def _level(loads: Loads) -> Numbers:
    """As `features.levels`, but a week of which it is known that nothing was used has the least level."""
    known = ~np.isnan(loads.values)
    found, told = levels(loads), levels(replace(loads, values=np.where(known, 1.0, np.nan)))
    total = np.where(known, loads.values, 0).sum(axis=(1, 2)) / np.maximum(known.sum(axis=(1, 2)), 1)
    least = np.maximum(total * LEAST_SHARE, 1.0)[:, None]
    raised: Numbers = np.where(np.isnan(told), np.nan, np.fmax(found, least))
    return raised


def _known_days(loads: Loads) -> NDArray[np.int64]:
    found: NDArray[np.int64] = (~np.isnan(loads.values)).any(axis=-1).sum(axis=-1)
    return found


def _day(loads: Loads, order: NDArray[np.int64], ordered: Numbers, day: int) -> Numbers:
    """Quantiles, in levels, of a day by the days before it: shape (3, series, slots)."""
    weight = np.where(np.isnan(ordered), 0, _weights(loads, day)[order])
    reached = np.cumsum(weight, axis=1)
    total = reached[:, -1]
    found = np.empty((len(QUANTILES), *total.shape))
    for number, share in enumerate(QUANTILES):
        place = np.minimum((reached < share * total[:, None]).sum(axis=1), loads.days - 1)
        found[number] = np.take_along_axis(ordered, place[:, None], axis=1)[:, 0]
    return np.where(total > 0, found, np.nan)


def _weights(loads: Loads, day: int) -> Numbers:
    """Of each day, for foretelling `day`: 0 from it on."""
    numbers = np.arange(loads.days)
    weekday = (loads.first.weekday() + np.arange(loads.days + 1)) % 7
    rest = weekday >= 5
    kind = np.where(rest[:-1] == rest[day], SAME_KIND, OTHER)
    likeness = np.where(weekday[:-1] == weekday[day], SAME_WEEKDAY, kind)
    found: Numbers = np.where(numbers < day, likeness * 0.5 ** ((day - numbers) / HALF_LIFE_DAYS), 0)
    return found


def _wider(low: Numbers, high: Numbers, came: Numbers) -> Numbers:
    """By how many levels a series' bands must grow at either end to have held the wanted share of its last days."""
    score = np.sort(np.maximum(low - came, came - high).reshape(len(low), -1), axis=-1)
    count = (~np.isnan(score)).sum(axis=-1)
    rank = np.clip(np.ceil(COVERED * (count + 1)).astype(np.int64) - 1, 0, np.maximum(count - 1, 0))
    found = np.take_along_axis(score, rank[:, None], axis=-1)[:, 0]
    return np.where(count >= LEAST_TESTED, found, 0)
