"""The usage rule: from closing readings to the level at each interval end, in integers. Both layers obey it.

Per interval end e, with L(e) the level there:
1. the closing reading of the interval, if it lies within 60 s of e (measured);
2. else the straight line between the closing readings on either side, if they are at most 2 h apart (linear);
3. else unknown: speed gives the whole span one amount, the batch draws a line between the known ends (profile).
Usage is the difference of two levels; so a gap moves no total, and neither does disorder.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from contract.closing import Closing
from contract.segments import Segment, Step, walk
from contract.utilities import Utility
from contract.windows import HOUR_MS, INTERVAL_MS, MINUTE_MS

NEAR_MS = MINUTE_MS  # a closing reading this close to an interval's end measures it
LINE_MS = 2 * HOUR_MS  # closing readings this far apart still make a line


class Basis(IntEnum):
    """What an interval's end, or an interval, rests on; an interval takes the weaker of its two ends."""

    MEASURED = 0
    LINEAR = 1
    PROFILE = 2
    UNKNOWN = 3


@dataclass(frozen=True)
class Known:
    """An interval end whose level is known: UTC ms; mWh or mL."""

    at: int
    level: int
    basis: Basis = Basis.MEASURED


@dataclass(frozen=True)
class Carry:
    """The state of a service point at a horizon, from which the next day, or the speed layer, goes on.

    `known` is the last end known by rule 1 or 2; `served` the last end that the batch gave any level, profile included.
    """

    segment: Segment
    known: Known | None
    served: Known | None


@dataclass(frozen=True)
class Usage:
    """Usage of (start, end]: mWh or mL, None where unknown. Speed's spans longer than an interval are unallocated."""

    start: int
    end: int
    usage: int | None
    basis: Basis


@dataclass(frozen=True)
class History:
    """A service point's segments at its closing readings, in order of `at`, beginning with the carry's."""

    segments: tuple[Segment, ...]
    steps: tuple[Step, ...]  # how each was reached
    carry: Carry | None


def history(closings: Iterable[Closing], utility: Utility, carry: Carry | None = None) -> History:
    """What `closings` (ordered by at) make of a service point after `carry`; what is not later is passed over."""
    walked = list(walk(closings, utility, carry.segment if carry else None))
    before = [(carry.segment, Step.FIRST)] if carry else []
    segments, steps = zip(*before, *walked, strict=True) if before or walked else ((), ())
    return History(segments, steps, carry)


def level_at(segments: Sequence[Segment], end: int) -> Known | None:
    """The level at one interval end by rules 1 and 2, or None."""
    return _level(segments, bisect_right(segments, end, key=lambda segment: segment.at), end)


def _level(segments: Sequence[Segment], after: int, end: int) -> Known | None:
    """The same, where `after` segments are at the end or before it."""
    if after == 0:
        return None
    previous = segments[after - 1]
    if end - previous.at <= NEAR_MS:
        return Known(end, previous.level, Basis.MEASURED)
    if after == len(segments) or segments[after].at - previous.at > LINE_MS:
        return None
    following = segments[after]
    part = (following.level - previous.level) * (end - previous.at) // (following.at - previous.at)
    return Known(end, previous.level + part, Basis.LINEAR)


def known_ends(past: History, start: int, stop: int) -> list[Known]:
    """The interval ends in [start, stop] whose level is known by rules 1 and 2."""
    instants = [segment.at for segment in past.segments]
    ends = range(start, stop + 1, INTERVAL_MS)
    found = (_level(past.segments, bisect_right(instants, end), end) for end in ends)
    return [known for known in found if known]


def between(known: Sequence[Known]) -> list[Usage]:
    """Usage from each known end to the next: an interval where they are 15 min apart, else a span."""
    return [Usage(a.at, b.at, b.level - a.level, max(a.basis, b.basis)) for a, b in pairwise(known)]


def speed_usage(past: History, start: int, stop: int) -> list[Usage]:
    """What the speed layer answers for (start, stop].

    With a carry, `start` is its horizon: nothing the batch has served is answered again, and a span that was open
    at the horizon is counted from the last level served (or the first one known, if the batch could serve none).
    """
    if past.carry is None:
        return between(known_ends(past, start, stop))
    served = [past.carry.served] if past.carry.served else _first_known(past, start)
    onward = start + INTERVAL_MS if served and served[0].at == start else start
    return between([*served, *known_ends(past, onward, stop)])


def _first_known(past: History, stop: int) -> list[Known]:
    opened = past.segments[0].at // INTERVAL_MS * INTERVAL_MS
    return known_ends(past, opened, stop)[:1]


def seam_adjustment(past: History) -> int:
    """How far the speed layer's own level is above the one served last, at its instant; 0 if either is unknown."""
    served = past.carry.served if past.carry else None
    own = level_at(past.segments, served.at) if served else None
    return own.level - served.level if own and served else 0
