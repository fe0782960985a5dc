"""How far each block of hours is from what is usual for the home then, in spreads that are its own and its peers'."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.detectors.blocks import Blocks
from anomalies.detectors.left_out import median_of_others
from anomalies.detectors.weather import without_shared, without_weather
from anomalies.history import Array

MAD_TO_DEVIATION = 1.4826
LEAST_SHARE = 0.05  # of a home's mean: no spread is smaller
PEERS_COUNT_AS = 8  # days: what a home's own few days are no measure of, all homes' are
COMMON = 2.0  # times what a home uses: more is not what other weather than in other weeks makes of it
LEAST_OF_PEERS = 0.8  # of the middle home's spread, each by its scale: medians of hours of mostly nothing waver by less
LEAST_USUAL = 0.3  # of what a home uses: less is not usual even where the batch, of skewed hours, says so


@dataclass(frozen=True)
class Judged:
    """(points, blocks): what is usual, Wh or L an hour; and how many deviations off each block is, NaN unknown."""

    usual: Array
    deviations: Array


@dataclass(frozen=True)
class Usual:
    """What the batch supplies: Wh or L an hour and its spread, (points, blocks); NaN where it has none."""

    mean: Array
    spread: Array


def judged(blocks: Blocks, peers: Array, supplied: Usual | None = None) -> Judged:
    """By the other blocks of the same part of the day, or, where the batch supplies it, by what was usual before."""
    values = blocks.mean
    own = blocks.in_order(median_of_others(blocks.by_day(values)))
    usual = own if supplied is None else np.where(np.isnan(supplied.mean), own, supplied.mean)
    scale = _scale(values, supplied)
    floor = LEAST_SHARE * scale + 1e-9
    rest = _rest(blocks, values - usual, scale, peers, of_other_weeks=supplied is not None)
    spread, shared = _spread(blocks, rest, scale)
    if supplied is not None:
        # four days that are all shifted would take their shift for their spread
        spread = np.where(np.isnan(supplied.spread), spread, np.maximum(supplied.spread, LEAST_OF_PEERS * shared))
    expected = values - rest
    # who uses more, in the cold, also wavers more
    least = floor if supplied is None else np.maximum(LEAST_USUAL * scale, floor)
    wavering = np.maximum(np.nan_to_num(expected / np.maximum(usual, least), nan=1.0), 1.0)
    return Judged(expected, _calibrated(rest / np.maximum(spread * wavering, floor)))


def _rest(blocks: Blocks, deviation: Array, scale: Array, peers: Array, *, of_other_weeks: bool) -> Array:
    """Deviations without the weather. From what was usual in weeks of other weather all that is heated is far off."""
    least, most = LEAST_SHARE * scale + 1e-9, COMMON * scale if of_other_weeks else 0 * scale
    rest = first = without_shared(deviation, scale, peers)
    for _ in range(2 if of_other_weeks else 1):  # with the weather in it a home seems to waver as much as that
        rest = without_weather(first, np.fmax(_own_spread(blocks, rest), least), most, peers)
    return rest


def _scale(values: Array, supplied: Usual | None) -> Array:
    """What homes use on average, (points, 1): usually, where the batch knows that, for these days may be shifted."""
    used = _mean(values)
    if supplied is None:
        return used
    known = ~np.isnan(supplied.mean).all(axis=1, keepdims=True)
    scale: Array = np.where(known, np.maximum(_mean(supplied.mean), LEAST_USUAL * used), used)
    return scale


def _mean(values: Array) -> Array:
    """Of each row, (points, 1); 0 if nothing is known."""
    known = ~np.isnan(values).all(axis=1, keepdims=True)
    mean: Array = np.nanmean(np.where(known, values, 0), axis=1)[:, None]
    return mean


def _own_spread(blocks: Blocks, deviation: Array) -> Array:
    spread: Array = MAD_TO_DEVIATION * blocks.in_order(median_of_others(np.abs(blocks.by_day(deviation))))
    return spread


def _spread(blocks: Blocks, rest: Array, scale: Array) -> tuple[Array, Array]:
    """A home's own, for as long as that is made of few days mixed with what is usual for homes of its scale; that."""
    own = _own_spread(blocks, rest)
    days = np.count_nonzero(~np.isnan(blocks.by_day(rest)), axis=2)
    relative = np.where(scale > 0, own / np.maximum(scale, 1e-9), np.nan)
    parts = blocks.by_day(relative)
    known = ~np.isnan(parts).all(axis=(0, 2))
    usually = np.zeros(parts.shape[1])
    if known.any():
        usually[known] = np.nanmedian(np.moveaxis(parts, 1, 0)[known].reshape(int(known.sum()), -1), axis=1)
    count = blocks.in_order(np.broadcast_to(days[:, :, None], parts.shape))
    shared = blocks.in_order(np.broadcast_to(usually[None, :, None], parts.shape)) * scale
    own = np.nan_to_num(own)
    mixed: Array = np.sqrt((count * own**2 + PEERS_COUNT_AS * shared**2) / (count + PEERS_COUNT_AS))
    return mixed, shared


def _calibrated(deviations: Array) -> Array:
    """In units of what deviations are usually: baselines of another season make all of them large."""
    known = np.abs(deviations[~np.isnan(deviations)])
    return deviations / max(MAD_TO_DEVIATION * float(np.median(known)), 1.0) if len(known) else deviations
