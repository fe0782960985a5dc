"""The speed layer's part of many homes at once, equal to `merge` to the integer.

Homes whose registers just grew, which is nearly all, are answered by numpy: usage is the difference of two levels.
The others, and those without a settled level, go through `merge` one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from api.dials import Dials
from api.merge import BatchSide, Layer, as_live, merge
from api.ring_grid import Grid, Numbers, grid
from contract.live_view import LiveState, ring_closings
from contract.segments import SLACK_MS
from contract.usage import LINE_MS, NEAR_MS, Carry, Known
from contract.utilities import MS_PER_UNIT, Utility
from contract.windows import INTERVAL_MS

LARGEST_GROWTH = 2**40  # so that growth times two hours in ms fits 63 bits
NEVER = 2**62


@dataclass(frozen=True)
class Member:
    """A home of a region: its state at the horizon, what the live view holds (None if it never reported), odd dials."""

    carry: Carry | None
    state: LiveState | None
    ring: bytes
    dials: Dials = field(default_factory=dict)


@dataclass(frozen=True)
class Live:
    """The speed layer's part of one home: mWh or mL (None if nothing is known), and the intervals that it covers."""

    usage: int | None
    covered: int


def speed_parts(members: Sequence[Member], utility: Utility, horizon: int | None, start: int, stop: int) -> list[Live]:
    """What speed adds to each member's usage of (start, stop], interval ends in UTC ms."""
    plain = [number for number, member in enumerate(members) if member.state and member.carry and member.carry.served]
    found: dict[int, Live] = {}
    if horizon is not None and plain:
        fast = _fast([members[number] for number in plain], utility, horizon, start, stop)
        found = {number: live for number, live in zip(plain, fast, strict=True) if live}
    return [
        found.get(number) or _merged(member, utility, horizon, start, stop) for number, member in enumerate(members)
    ]


def _merged(member: Member, utility: Utility, horizon: int | None, start: int, stop: int) -> Live:
    closings = ring_closings(member.state, member.ring) if member.state else []
    merged = merge(BatchSide(horizon, member.carry, dials=member.dials), closings, utility, start, stop)
    pieces = [piece.usage for piece in merged.pieces if piece.layer is Layer.SPEED and piece.usage is not None]
    spanned = sum(min(span.end, stop) - max(span.start, start) for span in merged.spans) // INTERVAL_MS
    amounts = pieces + [span.usage or 0 for span in merged.spans]
    return Live(sum(amounts) if amounts else None, len(pieces) + spanned)


def _fast(members: Sequence[Member], utility: Utility, horizon: int, start: int, stop: int) -> list[Live | None]:
    """None for a member that is not plain after all."""
    found = grid([member.state for member in members if member.state], [member.ring for member in members])
    carries = [carry for member in members if (carry := as_live(member.carry))]
    served = [carry.served for carry in carries if carry.served]
    plain, levels = _levels(found, carries, utility)
    ends = (found.first + 1 + np.arange(found.at.shape[1])) * INTERVAL_MS
    known, level = _known(found.at, levels, ends, carries)
    known &= ends >= horizon
    known &= ends > np.array([one.at for one in served])[:, None]
    # A level below the one served holds, as register_events.shown says.
    level = np.maximum(level, np.array([one.level for one in served])[:, None])
    top = _last(known & (ends <= stop), ends, level, served)
    base = _last(known & (ends <= start), ends, level, served)
    return [_difference(low, high, start) if fits else None for fits, low, high in zip(plain, base, top, strict=True)]


def _levels(found: Grid, carries: Sequence[Carry], utility: Utility) -> tuple[NDArray[np.bool_], Numbers]:
    """Whose readings after the carry are all there and only grow, on one meter, as fast as can be; and levels, if so.

    A register that may return to an earlier mark is none of them.

    Readings that are not later than the carry are taken out of the grid.
    """
    segments = np.array([[c.segment.at, c.segment.mark, c.segment.meter_id, c.segment.level] for c in carries])
    at, mark, meter, level = (column[:, None] for column in segments.T)
    found.at[found.at <= at] = 0
    held = found.at > 0
    highest = np.maximum.accumulate(np.where(held, found.register, 0), axis=1)
    falls = held & (found.register < np.maximum(highest, mark))
    odd = falls | (held & ((found.meter != meter) | (found.register - mark > LARGEST_GROWTH)))
    odd |= held & (found.register - _before(highest, mark) > _carried(found.at, at, utility))
    settled = np.array([c.segment.left is None for c in carries])
    return settled & ~odd.any(axis=1) & (at[:, 0] > found.first * INTERVAL_MS), level + found.register - mark


def _before(greatest: Numbers, first: Numbers) -> Numbers:
    """The greatest value left of each column, `first` of the row where there is none."""
    return np.maximum(np.hstack([first, greatest[:, :-1]]), first)


def _carried(at: Numbers, first: Numbers, utility: Utility) -> Numbers:
    """What the supply can carry since the reading before each."""
    gap = at - _before(np.maximum.accumulate(at, axis=1), first)
    return utility.supply_limit * (gap + SLACK_MS) // MS_PER_UNIT


def _known(at: Numbers, levels: Numbers, ends: Numbers, carries: Sequence[Carry]) -> tuple[NDArray[np.bool_], Numbers]:
    """At which interval ends the level is known by rules 1 and 2 of contract.usage, and the level there."""
    opening = np.array([[carry.segment.at, carry.segment.level] for carry in carries])
    at, levels = np.hstack([opening[:, :1], at]), np.hstack([opening[:, 1:], levels])
    columns = np.arange(at.shape[1])
    before = np.maximum.accumulate(np.where(at > 0, columns, 0), axis=1)
    after = np.flip(np.minimum.accumulate(np.flip(np.where(at > 0, columns, NEVER), 1), axis=1), 1)
    before, after = before[:, 1:], np.hstack([after[:, 2:], np.full((len(at), 1), NEVER)])
    follows = after < NEVER
    after = np.where(follows, after, before)
    previous_at, previous = np.take_along_axis(at, before, 1), np.take_along_axis(levels, before, 1)
    apart = np.take_along_axis(at, after, 1) - previous_at
    near = ends - previous_at <= NEAR_MS
    line = follows & ~near & (apart <= LINE_MS)
    growth = np.take_along_axis(levels, after, 1) - previous
    part = np.where(line, growth * (ends - previous_at) // np.maximum(apart, 1), 0)
    known: NDArray[np.bool_] = (near & (ends >= previous_at)) | line
    return known, previous + part


def _last(known: NDArray[np.bool_], ends: Numbers, level: Numbers, served: Sequence[Known]) -> list[tuple[int, int]]:
    """Instant and level of each row's last known end, or of the last one served."""
    column = known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    any_known = np.logical_or.reduce(known, axis=1)
    return [
        (int(ends[last]), int(level[row, last])) if any_known[row] else (served[row].at, served[row].level)
        for row, last in enumerate(column)
    ]


def _difference(base: tuple[int, int], top: tuple[int, int], start: int) -> Live:
    if top[0] <= base[0]:
        return Live(None, 0)
    return Live(top[1] - base[1], (top[0] - max(base[0], start)) // INTERVAL_MS)
