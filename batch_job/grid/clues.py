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
RIDGE = 1e-6


@dataclass(frozen=True)
class Case:
    """A feeder and its customers.

    By interval: their `usage` (rows, mWh, 0 where not known or not there), whether it is known and means what it says
    (who feeds in takes nothing, and steals nothing by that), what reached them all and what was missed (0 where not
    comparable), and whether it is `on`, in a block that misses energy. By block: deviations from the usual loss, and
    whether it misses energy.
    """

    feeder_id: int
    users: Numbers
    usage: Floats
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
    _, fall_match = _regression(fall, case.blocks.sums(case.missed))
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
    """By customer and block: its own median of quiet ones of that part of the day, as its neighbours did then."""
    used = case.blocks.sums(case.usage)
    expected = used.copy()
    for part in range(PARTS):
        own = case.blocks.part == part
        quiet = own & ~case.missing
        if quiet.sum() >= LEAST_BLOCKS:
            usual = np.maximum(np.median(used[:, quiet], axis=1), 1)[:, None]
            expected[:, own] = usual * np.median(used[:, own] / usual, axis=0)
    return expected


def _zeros(case: Case) -> tuple[Floats, Numbers]:
    """Share of intervals without usage where energy is missed, above that elsewhere; and days without any usage.

    Such whole days count for a meter that stands still, not for one that is passed by.
    """
    nothing = (case.usage == 0) & case.known
    length = np.diff(case.span.bounds)
    whole = case.span.by_day(nothing.astype(np.int64)) >= WHOLE_DAY * length
    partly = nothing & ~whole[:, case.span.day_of]
    share = _share(partly, case.on) - _share(partly, ~case.on)
    return np.maximum(share, 0), whole.sum(axis=1)


def _ceiling(case: Case) -> tuple[Floats, Floats]:
    """The highest usual usage where energy is missed, and the share of intervals there."""
    usage = case.usage[:, case.on]
    if not usage.shape[1]:
        return np.zeros(len(usage)), np.zeros(len(usage))
    top = np.quantile(usage, TOP, axis=1)
    near = (usage >= NEAR_TOP * top[:, None]) & (usage > 0)
    return top, near.mean(axis=1)


def _share(flags: Flags, columns: Flags) -> Floats:
    chosen = flags[:, columns]
    share: Floats = chosen.sum(axis=1) / max(chosen.shape[1], 1)
    return share
