"""What a partition's settled days must be: worked out end by end from the readings in order, without the batch's code.

Odd service points are left to contract.reference, reading by reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from contract.usage import LINE_MS, NEAR_MS, Basis
from contract.windows import INTERVAL_MS
from tests.bench.settle.fleet import BEFORE, START, STOP
from tests.bench.settle.readings import INTERVALS, Arrival, Numbers, Taken

ENDS = BEFORE + INTERVALS  # from the end BEFORE - 1 intervals before the day's start to the day's end
FIRST_END = START - (BEFORE - 1) * INTERVAL_MS
DAY = BEFORE - 1  # column of the day's start
NONE = -1


@dataclass(frozen=True)
class Closed:
    """Closing readings by service point and the interval that ends at each of ENDS; `at` is NONE if there is none."""

    at: Numbers
    level: Numbers

    def until(self, instant: int) -> Closed:
        return Closed(np.where(self.at <= instant, self.at, NONE), self.level)


@dataclass(frozen=True)
class Levels:
    """Levels at each of ENDS and what they rest on."""

    level: Numbers
    basis: NDArray[np.uint8]


@dataclass(frozen=True)
class Past:
    """Where the service points stood at the day's start; `known` and `closing` are columns of ENDS."""

    closing: Numbers
    known: Numbers
    levels: Levels
    closed: Closed


def heard(taken: Taken, arrival: Arrival, cutoff: int) -> NDArray[np.bool_]:
    """Which readings a run that takes what was stamped up to `cutoff` knows."""
    per_report = taken.at.shape[1] // arrival.stamp.shape[1]
    in_time = (arrival.stamp <= cutoff) | ((arrival.again > 0) & (arrival.again <= cutoff))
    return taken.present & np.repeat(in_time, per_report, axis=1)


def closed(taken: Taken, known: NDArray[np.bool_]) -> Closed:
    """The last reading of each interval; those after the day are none of it."""
    count = len(taken.users)
    at, level = np.full((count, ENDS), NONE), np.zeros((count, ENDS), np.int64)
    base = taken.register[:, 0]
    for column in range(taken.at.shape[1]):
        place = -(-(taken.at[:, column] - FIRST_END) // INTERVAL_MS)
        rows = np.flatnonzero(known[:, column] & (place >= 0) & (place < ENDS))
        at[rows, place[rows]] = taken.at[rows, column]
        level[rows, place[rows]] = taken.register[rows, column] - base[rows]
    return Closed(at, level)


def levels(closings: Closed) -> Levels:
    """Rules 1 and 2, one end after the other."""
    count = len(closings.at)
    level, basis = np.zeros((count, ENDS), np.int64), np.full((count, ENDS), Basis.UNKNOWN, np.uint8)
    after_at, after_level = _following(closings)
    before_at, before_level = np.full(count, NONE), np.zeros(count, np.int64)
    for column in range(ENDS):
        end = FIRST_END + column * INTERVAL_MS
        here = closings.at[:, column] != NONE
        before_at = np.where(here, closings.at[:, column], before_at)
        before_level = np.where(here, closings.level[:, column], before_level)
        near = (before_at != NONE) & (end - before_at <= NEAR_MS)
        span = after_at[column] - before_at
        line = ~near & (before_at != NONE) & (after_at[column] != NONE) & (span <= LINE_MS)
        drawn = before_level + (after_level[column] - before_level) * (end - before_at) // np.where(line, span, 1)
        level[:, column] = np.where(near, before_level, np.where(line, drawn, 0))
        basis[near, column], basis[line, column] = Basis.MEASURED, Basis.LINEAR
    return Levels(level, basis)


def _following(closings: Closed) -> tuple[list[Numbers], list[Numbers]]:
    """By column, the first closing reading of a later interval."""
    count = len(closings.at)
    at, level = np.full(count, NONE), np.zeros(count, np.int64)
    found: tuple[list[Numbers], list[Numbers]] = ([], [])
    for column in range(ENDS - 1, -1, -1):
        found[0].append(at)
        found[1].append(level)
        here = closings.at[:, column] != NONE
        at, level = np.where(here, closings.at[:, column], at), np.where(here, closings.level[:, column], level)
    return found[0][::-1], found[1][::-1]


def past(closings: Closed) -> Past:
    """What the night before had found, from what it had heard."""
    until = closings.until(START)
    known = levels(until)
    columns = np.arange(ENDS)
    closing = np.where(until.at != NONE, columns, NONE).max(axis=1)
    last = np.where((known.basis != Basis.UNKNOWN) & (columns <= DAY), columns, NONE).max(axis=1)
    return Past(closing, last, known, until)


def settled(closings: Closed, before: Past, weights: Numbers) -> Levels:
    """All three rules, going on from the night before; `weights`, by point and column, are those of long gaps."""
    rows = np.arange(len(closings.at))
    last_heard = before.closed.at[rows, before.closing][:, None]
    at, level = np.where(closings.at > last_heard, closings.at, NONE), closings.level.copy()
    stands = at[rows, before.closing] == NONE  # no later reading of the same interval came after all
    at[rows, before.closing] = np.where(stands & (before.closing >= 0), last_heard[:, 0], at[rows, before.closing])
    level[rows, before.closing] = np.where(
        stands, before.closed.level[rows, before.closing], level[rows, before.closing]
    )
    found = levels(Closed(at, level))
    column = before.known
    unknown = (column >= 0) & (found.basis[rows, column] == Basis.UNKNOWN)
    found.level[rows[unknown], column[unknown]] = before.levels.level[rows[unknown], column[unknown]]
    found.basis[rows[unknown], column[unknown]] = before.levels.basis[rows[unknown], column[unknown]]
    _fill(found, weights)
    return found


def _fill(found: Levels, weights: Numbers) -> None:
    """Rule 3, gap by gap."""
    for row in np.flatnonzero((found.basis == Basis.UNKNOWN).any(axis=1)).tolist():
        known = np.flatnonzero(found.basis[row] != Basis.UNKNOWN).tolist()
        for first, last in pairwise(known):
            rise = int(found.level[row, last] - found.level[row, first])
            whole = sum(weights[row, first + 1 : last + 1].tolist())
            for column in range(first + 1, last):
                part = rise * sum(weights[row, first + 1 : column + 1].tolist()) // whole
                found.level[row, column], found.basis[row, column] = found.level[row, first] + part, Basis.PROFILE


def changes(found: Levels) -> tuple[Numbers, NDArray[np.uint8]]:
    """Values and basis of the intervals that end at ENDS[1:], -1 where unknown."""
    basis = np.maximum(found.basis[:, 1:], found.basis[:, :-1])
    return np.where(basis == Basis.UNKNOWN, -1, np.diff(found.level, axis=1)), basis


def repetitions(taken: Taken, arrival: Arrival, cutoff: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of all readings up to the day's end, which came again the same, and which otherwise, by `cutoff`."""
    per_report = taken.at.shape[1] // arrival.stamp.shape[1]
    came = (arrival.stamp <= cutoff) & (arrival.again > 0) & (arrival.again <= cutoff)
    twice = np.repeat(came, per_report, axis=1) & taken.present & (taken.at <= STOP)
    different = np.repeat(arrival.different, per_report, axis=1)
    return twice & ~different, twice & different
