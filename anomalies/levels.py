"""The usage rule for many service points at once: levels at interval ends; contract/usage.py states it.

Where a register only grows and no meter changes, the level is the register less the first one. The few others go
through the contract's own code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from anomalies.closings import Closings
from anomalies.history import Array
from contract.segments import Step, most_growth
from contract.usage import LINE_MS, NEAR_MS, history, level_at
from contract.utilities import Utility
from contract.windows import INTERVAL_MS

TO_ZERO = 0.5  # of its mark: a register that falls below this was reset, above it ran backwards


def levels_of(
    closings: Closings, utility: Utility, dials: Mapping[int, Mapping[int, int]] | None = None
) -> tuple[Array, Array]:
    """Levels (mWh, mL; NaN unknown) at the ends of all intervals, and how far registers fell that ran backwards.

    `dials` are the digits of meters that have others than usual, by row and the number of the meter.
    """
    before, after = _neighbours(closings.at)
    level = _plain(closings, before, after)
    fallen = np.zeros_like(level, np.float32)
    for row in np.flatnonzero(_winding(closings, before, utility)).tolist():
        own = replace(utility, dials=(dials or {}).get(row, {}))
        level[row], fallen[row] = _walked(closings, row, own)
    return level, fallen


def _neighbours(at: Array) -> tuple[Array, Array]:
    """The column of the latest closing reading up to each column, and of the first after; -1 and the width if none."""
    width = at.shape[1]
    column, known = np.arange(width), at > 0
    before = np.maximum.accumulate(np.where(known, column, -1), axis=1)
    following = np.minimum.accumulate(np.where(known, column, width)[:, ::-1], axis=1)[:, ::-1]
    after = np.concatenate([following[:, 1:], np.full((len(at), 1), width)], axis=1)
    return before, after


def _plain(closings: Closings, before: Array, after: Array) -> Array:
    at, register = closings.at, closings.register
    ends = (closings.first + 1 + np.arange(at.shape[1])) * INTERVAL_MS
    level = np.where((at > 0) & (ends - at <= NEAR_MS), register, np.nan)
    row, column = np.nonzero(np.isnan(level) & (before >= 0) & (after < at.shape[1]))
    left, right = before[row, column], after[row, column]
    start, length = at[row, left], at[row, right] - at[row, left]
    near = length <= LINE_MS
    row, column, left, right = row[near], column[near], left[near], right[near]
    grown = register[row, right] - register[row, left]
    level[row, column] = register[row, left] + grown * (ends[column] - start[near]) // length[near]
    return level


def _winding(closings: Closings, before: Array, utility: Utility) -> Array:
    """Rows whose register falls or may jump, or whose meter changes."""
    register, meter, known = closings.register, closings.meter, closings.at > 0
    beside = known[:, 1:] & known[:, :-1]
    growth = register[:, 1:] - register[:, :-1]
    most = most_growth(utility, 0)
    odd = beside & ((growth < 0) | (growth > most) | (meter[:, 1:] != meter[:, :-1]))
    found: Array = odd.any(axis=1)
    found[_winding_over_holes(closings, before, most)] = True
    return found


def _winding_over_holes(closings: Closings, before: Array, most: int) -> Array:
    """Rows (any number of times) that wind between the readings on either side of a hole."""
    known = closings.at > 0
    row, hole = np.nonzero(known[:, 1:] & ~known[:, :-1])
    row, hole = row[before[row, hole] >= 0], hole[before[row, hole] >= 0]
    past, column = before[row, hole], hole + 1
    growth = closings.register[row, column] - closings.register[row, past]
    changed = closings.meter[row, column] != closings.meter[row, past]
    winding: Array = row[(growth < 0) | (growth > most) | changed]
    return winding


def _walked(closings: Closings, row: int, utility: Utility) -> tuple[Array, Array]:
    past = history(closings.of_row(row), utility)
    numbers = closings.first + np.arange(closings.at.shape[1])
    known = [level_at(past.segments, (number + 1) * INTERVAL_MS) for number in numbers.tolist()]
    fallen = np.zeros(len(numbers), np.float32)
    returns = [step is Step.RETURN for step in past.steps[2:]] + [False]
    for earlier, segment, step, odd in zip(past.segments, past.segments[1:], past.steps[1:], returns, strict=False):
        if step is Step.RESET and not odd and segment.register > TO_ZERO * earlier.mark:
            fallen[(segment.at - 1) // INTERVAL_MS - closings.first] = earlier.mark - segment.register
    return np.array([float(each.level) if each else np.nan for each in known]), fallen
