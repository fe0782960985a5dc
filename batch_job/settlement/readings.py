"""Readings of many service points in columns, and what is left of them after deduplication: closing readings."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from contract.reading import CHANGE_READ
from contract.rules import Rule
from contract.usage import NEAR_MS
from contract.windows import INTERVAL_MS

Numbers = NDArray[np.int64]

AT_BITS = 36  # instants of more than two years fit beside a point's number into one key
POINT_BITS = 63 - AT_BITS


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


def close(readings: Readings) -> Closings:
    """What each point's intervals are settled by, as contract.closing.settlement_readings has it."""
    ordered, again, differs = _ordered(readings)
    kept = ordered.take(_kept(ordered))
    fresh, places = ~again, np.flatnonzero(again)
    conflicts = int(differs.sum())
    rule = np.where(differs[places], np.uint8(Rule.CONFLICT), np.uint8(Rule.DUPLICATE))
    noted = Noted(ordered.point[places], ordered.at[places], rule)
    columns = (kept.point, kept.at, kept.register, kept.meter_id, kept.rest >> 32)
    counts = (len(places) - conflicts, conflicts)
    return Closings(*columns, noted, ordered.point[fresh], ordered.at[fresh], *counts)


def _kept(ordered: Readings) -> NDArray[np.bool_]:
    """The last of each interval, and reads at a meter's change that are the last of their instant."""
    interval = (ordered.at - 1) // INTERVAL_MS
    last = np.ones(len(interval), bool)
    last[:-1] = (interval[1:] != interval[:-1]) | (ordered.point[1:] != ordered.point[:-1])
    changed = np.flatnonzero(ordered.rest & CHANGE_READ)
    follows = np.minimum(changed + 1, len(last) - 1)
    alone = (ordered.at[follows] != ordered.at[changed]) | (ordered.point[follows] != ordered.point[changed])
    last[changed[alone]] = True
    return last


def _ordered(readings: Readings) -> tuple[Readings, NDArray[np.bool_], NDArray[np.bool_]]:
    """Readings by (point, at, register, rest, meter); which of them repeat a (meter, at), and which of these differ."""
    order = _by_point_and_at(readings)
    point, at = readings.point[order], readings.at[order]
    same = np.flatnonzero((point[1:] == point[:-1]) & (at[1:] == at[:-1]))
    again, differs = np.zeros((2, len(order)), bool)
    if not len(same):
        return readings.take(order), again, differs
    # Only readings that share their instant with another need the costly order.
    tied = np.union1d(same, same + 1)
    few = readings.take(order[tied])
    by_meter = np.lexsort((few.rest, few.register, few.meter_id, few.at, few.point))
    found = np.zeros((2, len(tied)), bool)
    found[:, by_meter] = _repeats(few.take(by_meter))
    by_value = np.lexsort((few.meter_id, few.rest, few.register, few.at, few.point))
    again[tied], differs[tied] = found[:, by_value]
    order[tied] = order[tied][by_value]
    return readings.take(order), again, differs


def _by_point_and_at(readings: Readings) -> NDArray[np.int64]:
    if not len(readings.at):
        return np.empty(0, np.int64)
    base = int(readings.at.min())
    fits = int(readings.at.max()) - base < 2**AT_BITS and int(readings.point.max()) < 2**POINT_BITS
    if not fits:
        return np.lexsort((readings.at, readings.point))
    return np.argsort((readings.point << AT_BITS) + (readings.at - base))


def _repeats(ordered: Readings) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of readings by (point, at, meter, values): which repeat a (point, at, meter), and which of these differ."""
    same = np.zeros(len(ordered.at), bool)
    same[1:] = (
        (ordered.point[1:] == ordered.point[:-1])
        & (ordered.at[1:] == ordered.at[:-1])
        & (ordered.meter_id[1:] == ordered.meter_id[:-1])
    )
    differs = np.zeros(len(same), bool)
    differs[1:] = (ordered.register[1:] != ordered.register[:-1]) | (ordered.rest[1:] != ordered.rest[:-1])
    return same, same & differs
