"""Readings of many service points in columns, and what is left of them after deduplication: closing readings."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from contract.rules import Rule
from contract.usage import NEAR_MS

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Readings:
    """Usable readings in any order, shape (m,); `point` is the row of the service point, `rest` see `pack_rest`."""

    point: Numbers
    meter_id: Numbers
    at: Numbers
    register: Numbers
    rest: Numbers

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_] | slice) -> Readings:
        return Readings(*(getattr(self, field.name)[chosen] for field in fields(self)))


def pack_rest(demand: NDArray[np.int32], status: NDArray[np.int32]) -> Numbers:
    """Demand and status (as the wire's 32 bits) as one number that sorts like the pair."""
    return demand.astype(np.int64) << 32 | status.astype(np.int64) & 0xFFFFFFFF


@dataclass(frozen=True)
class Noted:
    """What single readings were found to be: rules.Rule of each."""

    point: Numbers
    at: Numbers
    rule: NDArray[np.uint8]


@dataclass(frozen=True)
class Closings:
    """Closing readings, and reads at a meter's change, by point and instant.

    `fresh` instants are those of all readings without their repetitions, which are `noted`.
    """

    point: Numbers
    at: Numbers
    register: Numbers
    meter_id: Numbers
    demand: Numbers
    noted: Noted
    fresh_point: Numbers
    fresh_at: Numbers
    duplicates: int
    conflicts: int

    def count(self, point: int, after: int, stop: int) -> int:
        """Readings of one point in (after, stop], without repetitions."""
        begin, end = np.searchsorted(self.fresh_point, (point, point + 1))
        first, last = np.searchsorted(self.fresh_at[begin:end], (after, stop), side="right")
        return int(last - first)


def joined(parts: list[Noted]) -> Noted:
    """All of them, one after the other."""
    return Noted(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("point", "at", "rule")))


def between(noted: Noted, first: int, stop: int) -> Noted:
    """Those of the service points from `first` to, without, `stop`, counted from 0."""
    here = (noted.point >= first) & (noted.point < stop)
    return Noted(noted.point[here] - first, noted.at[here], noted.rule[here])


def usable(readings: Readings, seen: int, supply_from: Numbers | None) -> tuple[Readings, Noted]:
    """The readings up to `seen` that come after supply started, and those that come before."""
    early = np.zeros(len(readings.at), bool)
    if supply_from is not None and len(readings.at) and int(supply_from.max()) > int(readings.at.min()) + NEAR_MS:
        early = readings.at + NEAR_MS < supply_from[readings.point]
    found = np.flatnonzero(early)
    rule = np.full(len(found), Rule.BEFORE_SUPPLY, np.uint8)
    used = (readings.at <= seen) & ~early
    return readings if used.all() else readings.take(used), Noted(readings.point[found], readings.at[found], rule)
