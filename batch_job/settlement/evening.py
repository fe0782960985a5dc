"""Gaps over midnight that a straight line closes: most of what is settled again, for many service points at once.

A meter whose last reading of a day came a moment too early or too late leaves that day open by an interval or two, and
the next run's first reading closes it by rule 2. What is not as simple as that is left to the reference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.days import Day
from batch_job.settlement.levels import Levels
from batch_job.settlement.lines import on_line
from batch_job.settlement.readings import Numbers
from batch_job.settlement.rows import DayRows
from batch_job.settlement.usual import judge_days, totals
from batch_job.settlement.validate import spikes
from contract.usage import LINE_MS, NEAR_MS, Basis
from contract.utilities import Utility
from contract.validation import UNMEASURED
from contract.windows import INTERVAL_MS


@dataclass(frozen=True)
class Evening:
    """The day before a run as it was published, of those service points (m, ascending) that have a gap at its end."""

    day: Day
    point: Numbers
    values: Numbers  # shape (m, intervals), UNKNOWN where there is none
    basis: NDArray[np.uint8]
    masks: NDArray[np.uint32]  # shape (m, intervals + 1)
    readings: Numbers

    def between(self, first: int, stop: int) -> Evening:
        """Of the service points from `first` to, without, `stop`, counted from 0."""
        begin, end = np.searchsorted(self.point, (first, stop)).tolist()
        found = self.take(np.arange(begin, end))
        return replace(found, point=found.point - first)

    def take(self, row: Numbers) -> Evening:
        blobs = (self.values[row], self.basis[row], self.masks[row])
        return Evening(self.day, self.point[row], *blobs, self.readings[row])


@dataclass(frozen=True)
class Known:
    """What a run knows of a bucket's service points: closing readings, carries, usual days."""

    utility: Utility
    rows: Levels
    carries: Carries
    usual: Numbers


def closed_by_lines(evening: Evening, opened: Numbers, known: Known) -> DayRows:
    """The evening of those of the `opened` service points (ascending) where a line is all that it lacks."""
    there = evening.take(np.flatnonzero(np.isin(evening.point, opened)))
    return _closed(there.take(np.flatnonzero(_simple(there, known))), known)


def _simple(evening: Evening, known: Known) -> NDArray[np.bool_]:
    """Whether all ends after the last one served lie on one line, and nothing else happened."""
    rows, carries = known.rows, known.carries.take(evening.point)
    before = np.searchsorted(rows.point, evening.point)  # the carry, for they have one
    since, at = carries.served_at, carries.closing_at
    calm = np.isin(evening.point, np.array(list(rows.events), np.int64), invert=True)
    calm &= ((evening.masks[:, :-1] & UNMEASURED) == 0).all(axis=1)
    calm &= (evening.basis != Basis.PROFILE).all(axis=1)
    within = (since >= evening.day.start) & (since < evening.day.stop)
    within &= (since - at <= NEAR_MS) & (at - since <= INTERVAL_MS)
    same = (carries.known_at == since) & (carries.known_level == carries.served_level)
    same &= (at > since) | (carries.level == carries.served_level)
    next_at = rows.at[before + 1]
    found: NDArray[np.bool_] = calm & within & same & (next_at > evening.day.stop) & (next_at - at <= LINE_MS)
    return found


def _closed(evening: Evening, known: Known) -> DayRows:
    point, carries = evening.point, known.carries.take(evening.point)
    before = np.searchsorted(known.rows.point, point)[:, None]
    ends = evening.day.start + INTERVAL_MS * np.arange(evening.day.intervals + 1)
    since = carries.served_at[:, None]
    level = on_line(known.rows, before, before + 1, np.maximum(ends, since + INTERVAL_MS))
    level = np.where(ends > since, level, carries.served_level[:, None])
    new = ends[1:] > since
    values = np.where(new, np.diff(level, axis=1), evening.values)
    basis = np.where(new, np.uint8(Basis.LINEAR), evening.basis)
    masks = evening.masks.copy()
    spikes(values, basis, masks, known.utility)
    nothing = np.full(values.shape, NONE)
    at_end = _at_end(carries, evening.day.stop, level[:, -1])
    usual = judge_days(totals(values), masks, known.usual[point], known.utility)
    return DayRows(evening.day, point, values, basis, nothing, nothing, evening.readings, at_end, masks, usual)


def _at_end(carries: Carries, stop: int, level: Numbers) -> Carries:
    """Known and served at the day's end now."""
    found = {"at": np.full(len(level), stop), "level": level, "basis": np.full(len(level), int(Basis.LINEAR))}
    changed = {f"{group}_{name}": column for group in ("known", "served") for name, column in found.items()}
    return replace(carries, **changed)
