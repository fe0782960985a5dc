"""Reads of two meters at the one instant of their change, in turn: contract.closing.apart of many service points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from batch_job.settlement.readings import Numbers, Readings
from contract.reading import CHANGE_READ
from contract.windows import INTERVAL_MS


def apart(ordered: Readings, meter_before: Numbers) -> Readings:
    """Readings by (point, at, register, rest), repetitions included; `meter_before` by point.

    Such changes are few: each is put right by itself, in place, in a copy.
    """
    places = _changes(ordered)
    if not places:
        return ordered
    turned = replace(ordered, meter_id=ordered.meter_id.copy(), at=ordered.at.copy(), register=ordered.register.copy())
    turned = replace(turned, rest=ordered.rest.copy())
    for group in dict.fromkeys(_instant(ordered, place) for place in places):
        _turn(turned, slice(*group), meter_before)
    return turned


def _changes(ordered: Readings) -> list[int]:
    """Reads at a meter's change that share point and instant with the row before or after."""
    changed = np.flatnonzero(ordered.rest & CHANGE_READ)
    beside = np.zeros(len(changed), bool)
    for other in (np.maximum(changed - 1, 0), np.minimum(changed + 1, len(ordered.at) - 1)):
        same = (ordered.point[other] == ordered.point[changed]) & (ordered.at[other] == ordered.at[changed])
        beside |= same & (other != changed)
    return [int(place) for place in changed[beside]]


def _instant(ordered: Readings, place: int) -> tuple[int, int]:
    """The rows, without the last one, of the same point and instant as this one."""
    begin, stop = np.searchsorted(ordered.point, (ordered.point[place], ordered.point[place] + 1))
    first, last = (np.searchsorted(ordered.at[begin:stop], ordered.at[place], side) for side in ("left", "right"))
    return int(begin + first), int(begin + last)


def _turn(rows: Readings, here: slice, meter_before: Numbers) -> None:
    meters = rows.meter_id[here].tolist()
    greatest = dict(zip(meters, rows.rest[here].tolist(), strict=True))  # the last of each meter counts
    if len(greatest) != 2 or not all(rest & CHANGE_READ for rest in greatest.values()) or not _free(rows, here):
        return
    began = here.start == 0 or rows.point[here.start - 1] != rows.point[here.start]
    known = int(meter_before[rows.point[here.start]] if began else rows.meter_id[here.start - 1])
    in_order = sorted(greatest, key=lambda meter: _last(meters, meter))
    old = known if known in greatest else in_order[0]
    if old != in_order[0] and not _goes_on(rows, here):
        return
    turn = here.start + np.array(sorted(range(len(meters)), key=lambda place: meters[place] != old))
    for column in (rows.meter_id, rows.register, rows.rest):
        column[here] = column[turn]
    rows.at[here.start : here.start + meters.count(old)] -= 1


def _free(rows: Readings, here: slice) -> bool:
    point, at, before = rows.point[here.start], rows.at[here.start], here.start - 1
    alone = before < 0 or rows.point[before] != point or rows.at[before] < at - 1
    return bool(alone and (at - 1) % INTERVAL_MS)


def _goes_on(rows: Readings, here: slice) -> bool:
    """Whether another reading follows in the same interval."""
    if here.stop == len(rows.at) or rows.point[here.stop] != rows.point[here.start]:
        return False
    return bool((rows.at[here.stop] - 1) // INTERVAL_MS == (rows.at[here.start] - 1) // INTERVAL_MS)


def _last(meters: list[int], meter: int) -> int:
    return len(meters) - 1 - meters[::-1].index(meter)
