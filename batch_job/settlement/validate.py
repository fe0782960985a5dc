"""Validation of a day of many service points: contract.validation in columns, and by it where a row is rare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE
from batch_job.settlement.ends import Ends
from batch_job.settlement.feeding import feeds_in, zero_runs
from batch_job.settlement.levels import Levels
from batch_job.settlement.readings import Noted, Numbers
from batch_job.settlement.reopened import SettledDay
from batch_job.settlement.stretches import places, stretches
from batch_job.settlement.usual import judge_days, totals
from contract.batch_view import UNKNOWN
from contract.estimates import EVEN, Shape
from contract.evidence import rise
from contract.rules import Rule, bit
from contract.usage import Basis, History
from contract.utilities import Utility, amount
from contract.validation import (
    SPIKE_TIMES,
    STUCK_INTERVALS,
    Evidence,
    ValidDay,
    catch_up,
    events,
    tell,
    validate_day,
)
from contract.windows import INTERVAL_MS

Masks = NDArray[np.uint32]


@dataclass(frozen=True)
class Validation:
    """What the days of a run are judged by."""

    utility: Utility
    ends: Ends
    rows: Levels
    noted: Noted
    shapes: Mapping[int, Shape]
    feeds_in_from: Numbers

    def day(self, first: int, values: Numbers, basis: NDArray[np.uint8], usual: Numbers) -> tuple[Masks, Numbers]:
        """Masks and the usual day after it, of the day that begins at column `first`; values and basis in place."""
        masks = masks_of(self.noted, self.ends.start + first * INTERVAL_MS, *values.shape)
        self._shaped(basis, masks)
        self._events(first, values, basis, masks)
        self._still(first, values, basis, masks)
        spikes(values, basis, masks, self.utility)
        return masks, self._whole_days(first, values, masks, usual)

    def again(self, point: int, settled: SettledDay, past: History, usual: int | None) -> SettledDay:
        """A day of one service point that was settled again, judged by the reference.

        Of a day published before this run the readings are not known any more: what was found in them then, stands.
        """
        start, count = settled.day.start, settled.day.intervals
        first = (start - self.ends.start) // INTERVAL_MS
        day = ValidDay(list(settled.values), list(settled.basis))
        shape, feeding = self.shapes.get(point, EVEN), bool(feeds_in(self.feeds_in_from, settled.day.stop)[point])
        if first < 0:
            stands = settled.masks or (0,) * (count + 1)
            known = Evidence(stands[:-1], [0] * count, events(past), usual, feeds_in=feeding)
            validate_day(day, start, known, self.utility, shape)
            spread = bit(shape.rule) if shape.rule else 0
            for place in range(settled.stand):  # spread by another night, which has said how
                day.masks[place] &= stands[place] | ~spread
            for place in range(count):  # demand told idle from stuck, and is gone; what is new is not measured
                day.masks[place] &= stands[place] | ~bit(Rule.ZERO_RUN)
            day.masks[-1] |= stands[-1]
        else:
            noted = masks_of(self._noted_of(point), self.ends.start + first * INTERVAL_MS, 1, count)
            demand = self._demand(first, np.array([point]), count)[0].tolist()
            told = (noted[0, :-1].tolist(), demand, events(past), usual, rise(past, start, settled.day.stop))
            validate_day(day, start, Evidence(*told, feeding), self.utility, shape)
        return SettledDay(settled.day, tuple(day.values), tuple(day.basis), settled.carry, tuple(day.masks), day.usual)

    def _shaped(self, basis: NDArray[np.uint8], masks: Masks) -> None:
        for point in np.flatnonzero((basis == Basis.PROFILE).any(axis=1)).tolist():
            rule = self.shapes.get(point, EVEN).rule
            if rule is not None:
                masks[point, :-1] |= np.where(basis[point] == Basis.PROFILE, np.uint32(1 << rule), np.uint32(0))

    def _noted_of(self, point: int) -> Noted:
        """Of one service point, which is then the only one."""
        found = np.flatnonzero(self.noted.point == point)
        return Noted(np.zeros(len(found), np.int64), self.noted.at[found], self.noted.rule[found])

    def _events(self, first: int, values: Numbers, basis: NDArray[np.uint8], masks: Masks) -> None:
        start = self.ends.start + first * INTERVAL_MS
        for point, found in self.rows.events.items():
            day = ValidDay(values[point].tolist(), basis[point].tolist(), masks[point].tolist())
            for event in found:
                tell(day, start, event)
            basis[point], masks[point] = day.basis, day.masks

    def _still(self, first: int, values: Numbers, basis: NDArray[np.uint8], masks: Masks) -> None:
        """Registers that stand: with demand they are stuck, without any they are idle."""
        zero = (values == 0) & (basis == Basis.MEASURED)
        shortest = min(STUCK_INTERVALS, self.utility.zero_run)
        long = np.flatnonzero(zero.sum(axis=1) >= shortest)
        if not len(long):
            return
        demand, zero = self._demand(first, long, zero.shape[1]), zero[long]
        feeding = feeds_in(self.feeds_in_from[long], self.ends.start + (first + zero.shape[1]) * INTERVAL_MS)
        stuck = stretches(zero & (demand > 0), STUCK_INTERVALS)
        masks[long, :-1] |= zero_runs(zero & (demand <= 0), self.utility, feeding)
        masks[long, :-1] |= np.where(stuck, np.uint32(1 << Rule.STUCK), np.uint32(0))
        for each in np.flatnonzero(stuck.any(axis=1)).tolist():
            point = int(long[each])
            day = ValidDay(values[point].tolist(), basis[point].tolist(), masks[point].tolist())
            for stretch in places(stuck[each]):
                shape = self.shapes.get(point, EVEN)
                catch_up(day, self.ends.start + first * INTERVAL_MS, stretch, demand[each].tolist(), shape)
            values[point] = [UNKNOWN if value is None else value for value in day.values]
            basis[point], masks[point] = day.basis, day.masks

    def _demand(self, first: int, points: Numbers, count: int) -> Numbers:
        """Of the closing readings of each interval; 0 where there is none."""
        latest = self.ends.latest[points, first : first + count + 1]
        there = latest[:, 1:] != latest[:, :-1]
        return np.where(there, self.rows.demand[latest[:, 1:]], 0)

    def _whole_days(self, first: int, values: Numbers, masks: Masks, usual: Numbers) -> Numbers:
        last = first + values.shape[1]
        measured = (self.ends.basis[:, first] == Basis.MEASURED) & (self.ends.basis[:, last] == Basis.MEASURED)
        rise = self.ends.level[:, last] - self.ends.level[:, first]
        total = totals(values)
        masks[(total != NONE) & measured & (rise != total), -1] |= np.uint32(1 << Rule.SUM)
        return judge_days(total, masks, usual, self.utility)


def masks_of(noted: Noted, start: int, points: int, intervals: int) -> Masks:
    """What was noted of so many intervals from `start` (UTC ms), shape (points, intervals + 1)."""
    masks = np.zeros((points, intervals + 1), np.uint32)
    place = (noted.at - 1 - start) // INTERVAL_MS
    inside = (place >= 0) & (place < intervals)
    bits = np.left_shift(np.uint32(1), noted.rule[inside].astype(np.uint32))
    np.bitwise_or.at(masks, (noted.point[inside], place[inside]), bits)
    return masks


def spikes(values: Numbers, basis: NDArray[np.uint8], masks: Masks, utility: Utility) -> None:
    """Marks what stands out of its day, in place."""
    floor = amount(utility.spike_floor, INTERVAL_MS)
    rows = np.flatnonzero((values > floor).any(axis=1))
    known = (values[rows] != UNKNOWN).sum(axis=1) >= 3
    rows = rows[known]
    third = np.partition(values[rows], -3, axis=1)[:, -3]
    least = np.maximum(SPIKE_TIMES * third, floor)[:, None]
    found = (basis[rows] == Basis.MEASURED) & (values[rows] > least)
    masks[rows, :-1] |= np.where(found, np.uint32(1 << Rule.SPIKE), np.uint32(0))
