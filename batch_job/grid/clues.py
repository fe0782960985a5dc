"""What speaks against each customer of a feeder that misses energy: four clues, each by itself.

match: what is missed rises and falls with what this meter counts, beside what all others count
fall:  this meter counts less than is usual for it and its neighbours, when and by as much as is missed
zeros: it counts nothing for part of days on which energy is missed
ceiling: what it counts stops at a ceiling
The first two are one regression each over all customers at once, so that two thieves do not hide each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from batch_job.grid.missing import LEAST_BLOCKS, PARTS, Blocks, Floats
from batch_job.grid.window import Flags, Numbers, Span

TOP = 0.98  # quantile that is a meter's ceiling
NEAR_TOP = 0.97  # of the ceiling
WHOLE_DAY = 0.95  # of a day's intervals
SURE = 2  # standard errors
RIDGE = 1e-6


@dataclass(frozen=True)
class Case:
    """A feeder and its customers.

    By interval: their `usage` (rows, mWh, 0 where not `counted`), whether it is `counted`, that is there and known,
    whether it is `known` and means what it says (who feeds in takes nothing, and steals nothing by that), what reached
    them all and what was missed (0 where not comparable), and whether it is `on`, in a block that misses energy. By
    block: deviations from the usual loss, and whether it misses energy.
    """

    feeder_id: int
    users: Numbers
    usage: Floats
    counted: Flags
    known: Flags
    head: Floats
    missed: Floats
    on: Flags
    deviations: Floats
    missing: Flags
    span: Span
    blocks: Blocks


@dataclass(frozen=True)
class Clues:
    """Of each customer: coefficients, and how many standard errors they are above nothing; shares 0 to 1."""

    factor: Floats
    match: Floats
    fall: Floats  # mWh less than expected by block
    expected: Floats  # mWh by block
    fall_match: Floats
    zeros: Floats
    stopped_days: Numbers
    ceiling: Floats  # mWh an interval
    at_ceiling: Floats


def clues(case: Case) -> Clues:
    """Of all customers of a feeder."""
    factor, match = _match(case)
    expected = _expected(case)
    fall = expected - case.blocks.sums(case.usage)
    _, errors = _regression(fall, case.blocks.sums(case.missed))
    fall_match = errors * np.sqrt(case.counted.mean(axis=1))  # who was there for less of it has less to show
    zeros, stopped = _zeros(case)
    ceiling, at_ceiling = _ceiling(case)
    return Clues(factor, match, fall, expected, fall_match, zeros, stopped, ceiling, at_ceiling)


def _match(case: Case) -> tuple[Floats, Floats]:
    """Changes from one interval to the next, so that what a street does together says nothing."""
    both = case.on[1:] & case.on[:-1]
    return _regression(np.diff(case.usage, axis=1)[:, both], np.diff(case.missed)[both])


def _regression(columns: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """Least squares of `wanted` by rows of `columns`: coefficients, and these in standard errors."""
    count, samples = columns.shape
    if samples < 2 * count:
        return np.zeros(count), np.zeros(count)
    products = columns @ columns.T
    products[np.diag_indices(count)] += RIDGE * np.diagonal(products) + RIDGE
    inverse = np.linalg.inv(products)
    found: Floats = inverse @ (columns @ wanted)
    variance = float(((wanted - found @ columns) ** 2).sum()) / (samples - count)
    errors = np.sqrt(np.diagonal(inverse) * variance) + RIDGE
    return found, found / errors


def _expected(case: Case) -> Floats:
    """By customer and block: its own median of quiet ones of that part of the day, as its neighbours did then.

    It is held against no more of a block than it was counted in, so that nobody's usage falls by moving away or because
    a meter is silent; and against what it used itself where its quiet blocks are too few.
    """
    used, share = case.blocks.sums(case.usage), _counted_share(case)
    rate = np.where(share > 0, used / np.where(share > 0, share, 1), np.nan)
    expected = used.copy()
    for part in range(PARTS):
        own = case.blocks.part == part
        quiet = own & ~case.missing
        if quiet.sum() >= LEAST_BLOCKS:
            usual = np.maximum(_median(rate[:, quiet], 1, LEAST_BLOCKS), 1)[:, None]
            then = _as_neighbours(usual, rate[:, own], share[:, own])
            expected[:, own] = np.where(np.isnan(usual), used[:, own], then)
    return expected


def _as_neighbours(usual: Floats, rate: Floats, share: Floats) -> Floats:
    """What is usual for each, as much more or less as the middle one of all used in each block."""
    expected: Floats = usual * np.nan_to_num(_median(rate / usual, 0, 1), nan=1) * share
    return expected


def _counted_share(case: Case) -> Floats:
    """By customer and block."""
    share: Floats = case.blocks.sums(case.counted) / case.blocks.sums(np.ones(case.span.columns))
    return share


def _median(amounts: Floats, axis: int, least: int) -> Floats:
    """Of the known ones along an axis; NaN where they are fewer than `least`."""
    enough = (~np.isnan(amounts)).sum(axis=axis) >= least
    shown = np.where(np.expand_dims(enough, axis), amounts, 0)
    found: Floats = np.where(enough, np.nanmedian(shown, axis=axis), np.nan)
    return found


def _zeros(case: Case) -> tuple[Floats, Numbers]:
    """Share of intervals without usage where energy is missed, above that elsewhere; and days without any usage.

    Such whole days count for a meter that stands still, not for one that is passed by. Shares are of the intervals that
    a meter was counted in, and above is by more than chance: who came when energy was missed already has little or
    nothing elsewhere to be held against.
    """
    nothing = (case.usage == 0) & case.known
    length = np.diff(case.span.bounds)
    whole = case.span.by_day(nothing.astype(np.int64)) >= WHOLE_DAY * length
    partly = nothing & ~whole[:, case.span.day_of]
    return _above(partly, case.counted, case.on), whole.sum(axis=1)


def _ceiling(case: Case) -> tuple[Floats, Floats]:
    """The highest usual usage where energy is missed, and the share of intervals there."""
    usage = case.usage[:, case.on]
    if not usage.shape[1]:
        return np.zeros(len(usage)), np.zeros(len(usage))
    top = np.quantile(usage, TOP, axis=1)
    near = (usage >= NEAR_TOP * top[:, None]) & (usage > 0)
    return top, near.mean(axis=1)


def _above(flags: Flags, counted: Flags, on: Flags) -> Floats:
    """By customer, how much larger the flagged share of its counted intervals is where `on` than elsewhere, surely.

    Above nothing where there is no elsewhere for anybody; 0 for a customer that was not counted in both.
    """
    here, there = counted[:, on].sum(axis=1), counted[:, ~on].sum(axis=1)
    chosen, others = flags[:, on].sum(axis=1), flags[:, ~on].sum(axis=1)
    both = ((here > 0) & (there > 0)) | on.all()
    here, there = np.maximum(here, 1), np.maximum(there, 1)
    mean = (chosen + others) / (here + there)
    error = 0 if on.all() else np.sqrt(mean * (1 - mean) * (1 / here + 1 / there))
    found: Floats = np.where(both, np.maximum(chosen / here - others / there - SURE * error, 0), 0)
    return found
