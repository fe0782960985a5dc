"""From readings in any order to closing readings, and what was found to come again on the way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.apart import apart
from batch_job.settlement.readings import Closings, Noted, Numbers, Readings
from contract.reading import CHANGE_READ
from contract.rules import Rule
from contract.windows import INTERVAL_MS

AT_BITS = 36  # instants of more than two years fit beside a point's number into one key
POINT_BITS = 63 - AT_BITS


def close(readings: Readings, meter_before: Numbers) -> Closings:
    """What each point's intervals are settled by, as contract.closing.settlement_readings has it.

    `meter_before` is each point's meter before its first reading.
    """
    ordered, again, differs = _ordered(readings)
    turned = apart(ordered, meter_before)
    kept = turned.take(_kept(turned))
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
