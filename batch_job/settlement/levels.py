"""From registers to levels for many service points: plain growth at once, everything else by contract.segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.readings import Closings, Numbers
from contract.closing import Closing
from contract.segments import SLACK_MS, Segment, Step, most_growth, walk
from contract.utilities import MS_PER_UNIT, Utility
from contract.validation import Event


@dataclass(frozen=True)
class Levels:
    """contract.segments.Segment in columns, by point and instant, each point's carry first."""

    point: Numbers
    at: Numbers
    register: Numbers
    mark: Numbers
    meter_id: Numbers
    level: Numbers
    left: Numbers  # NONE where a register cannot return
    demand: Numbers  # W, L/h; 0 for a carry
    carried: NDArray[np.bool_]  # the carry itself, no closing reading of this run
    events: dict[int, list[Event]]  # by point: all but growth


def levels(closings: Closings, carries: Carries, utility: Utility) -> Levels:
    """Where each service point stands after each closing reading that is later than its carry."""
    plain = _as_if_plain(_merged(closings, carries), carries)
    for rows in _odd_points(plain, utility):
        _walk(plain, rows, utility)
    return plain


def _merged(closings: Closings, carries: Carries) -> Levels:
    new = closings.at > carries.closing_at[closings.point]
    past = np.flatnonzero(carries.closing_at != NONE)
    point = np.concatenate([past, closings.point[new]])
    order = np.argsort(point, kind="stable")
    columns = {
        "at": (carries.closing_at[past], closings.at[new]),
        "register": (carries.closing_register[past], closings.register[new]),
        "mark": (carries.mark[past], closings.register[new]),
        "meter_id": (carries.meter_id[past], closings.meter_id[new]),
        "level": (carries.level[past], np.zeros(int(new.sum()), np.int64)),
        "left": (carries.left_mark[past], np.full(int(new.sum()), NONE)),
        "demand": (np.zeros(len(past), np.int64), closings.demand[new]),
    }
    joined: dict[str, Any] = {name: np.concatenate(parts)[order] for name, parts in columns.items()}
    carried = (np.arange(len(point)) < len(past))[order]
    return Levels(point=point[order], carried=carried, events={}, **joined)


def _as_if_plain(rows: Levels, carries: Carries) -> Levels:
    """Sets every level as if registers only grew."""
    first = _firsts(rows.point)
    growth = rows.register - np.roll(rows.mark, 1)
    growth[first] = 0
    run = np.cumsum(growth)
    begins = np.flatnonzero(first)
    start = np.where(rows.carried[begins], rows.level[begins], 0) - run[begins]
    rows.level[:] = run + np.repeat(start, np.diff(np.append(begins, len(run))))
    return rows


def _firsts(point: Numbers) -> NDArray[np.bool_]:
    first = np.ones(len(point), bool)
    first[1:] = point[1:] != point[:-1]
    return first


def _odd_points(rows: Levels, utility: Utility) -> list[slice]:
    """The rows of each point whose register falls, jumps or may return, or whose meter changes."""
    odd = np.zeros(len(rows.point), bool)
    growth = rows.register[1:] - rows.mark[:-1]
    odd[1:] = (growth < 0) | (rows.meter_id[1:] != rows.meter_id[:-1]) | (rows.left[:-1] != NONE)
    # most steps are less than a supply carries in no time at all; only the others need the time between
    large = np.flatnonzero(growth > most_growth(utility, 0))
    between = rows.at[large + 1] - rows.at[large]
    odd[large + 1] |= growth[large] > (between + SLACK_MS) * utility.supply_limit // MS_PER_UNIT
    points = np.unique(rows.point[odd & ~_firsts(rows.point)])
    begins = np.searchsorted(rows.point, points).tolist()
    stops = np.searchsorted(rows.point, points, side="right").tolist()
    return [slice(begin, stop) for begin, stop in zip(begins, stops, strict=True)]


def _walk(rows: Levels, where: slice, utility: Utility) -> None:
    begin = where.start
    carry = None
    if rows.carried[begin]:
        of_segment = (rows.at, rows.register, rows.mark, rows.meter_id, rows.level, rows.left)
        at, register, mark, meter_id, level, left = (int(column[begin]) for column in of_segment)
        carry = Segment(at, register, mark, meter_id, level, None if left == NONE else left)
        begin += 1
    columns = (rows.at, rows.register, rows.meter_id)
    closings = (Closing(*row) for row in zip(*(column[begin : where.stop].tolist() for column in columns), strict=True))
    events, before = rows.events.setdefault(int(rows.point[where.start]), []), carry
    for row, (segment, step) in enumerate(walk(closings, utility, carry), begin):
        rows.mark[row], rows.level[row] = segment.mark, segment.level
        rows.left[row] = NONE if segment.left is None else segment.left
        if before and step is not Step.GROWTH:
            events.append(Event(before, segment, step))
        before = segment
