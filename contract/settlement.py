"""The reference of the batch: one service point, one local day, in plain Python. Spark must equal it to the integer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from contract.estimates import EVEN, Shape, spread
from contract.usage import Basis, Carry, History, Known, Usage, known_ends
from contract.windows import INTERVAL_MS, ends


@dataclass(frozen=True)
class DayUsage:
    """A settled day: one value per interval of (start, stop], and the state at its end (None before any reading)."""

    values: tuple[Usage, ...]
    carry: Carry | None

    @property
    def total(self) -> int | None:
        """Usage of the day's known intervals: mWh or mL, None if there are none."""
        amounts = [value.usage for value in self.values if value.usage is not None]
        return sum(amounts) if amounts else None


def settle_day(past: History, start: int, stop: int, seen: int, shape: Shape = EVEN) -> DayUsage:
    """The day (start, stop], where `past` holds closing readings up to the interval end `seen` (at or after `stop`).

    The amount of a gap that is too long for a line is spread in the proportions of `shape`.
    Seeing past midnight lets a gap over midnight be filled as soon as its far side is known; until then it is missing,
    and the run that closes it settles the day again.
    What was served at `start` stands: if that level has changed since, the first interval takes up the difference, so
    that published days always add up. Where it has fallen, it holds until the register has passed it again.
    """
    known = known_ends(past, start, seen)
    if past.carry and past.carry.known and (not known or past.carry.known.at < known[0].at):
        known.insert(0, past.carry.known)
    filled = _fill(known, start, stop, shape)
    served = past.carry.served if past.carry else None
    if served and served.at == start and filled[0] and filled[0].level != served.level:
        known = [served, *(_at_least(served.level, end) for end in known if end.at > start)]
        filled = _fill(known, start, stop, shape)
    values = tuple(_interval(a, b, end) for a, b, end in _steps(filled, start))
    return DayUsage(values, _carry(past, known, filled, stop))


def _fill(known: Sequence[Known], start: int, stop: int, shape: Shape) -> list[Known | None]:
    """Levels at the interval ends in [start, stop]; the unknown ones by the weights between their neighbours."""
    found = {end.at: end for end in known}
    for a, b in pairwise(known):
        if b.at - a.at > INTERVAL_MS:
            inside = ends(a.at, b.at)
            parts = accumulate(spread(b.level - a.level, [shape.weight(end) for end in inside]))
            found |= {
                end: Known(end, a.level + part, Basis.PROFILE) for end, part in zip(inside[:-1], parts, strict=False)
            }
    return [found.get(end) for end in range(start, stop + 1, INTERVAL_MS)]


def _at_least(level: int, known: Known) -> Known:
    return replace(known, level=max(level, known.level))


def _steps(filled: Sequence[Known | None], start: int) -> list[tuple[Known | None, Known | None, int]]:
    stops = range(start + INTERVAL_MS, start + INTERVAL_MS * len(filled), INTERVAL_MS)
    return list(zip(filled, filled[1:], stops, strict=False))


def _interval(a: Known | None, b: Known | None, end: int) -> Usage:
    if a is None or b is None:
        return Usage(end - INTERVAL_MS, end, None, Basis.UNKNOWN)
    return Usage(a.at, b.at, b.level - a.level, max(a.basis, b.basis))


def _carry(past: History, known: Sequence[Known], filled: Sequence[Known | None], stop: int) -> Carry | None:
    """Of a day before the carry's own, settled again because its gap was open, the segment is still the carry's."""
    segments = [segment for segment in past.segments if segment.at <= stop]
    if not segments and not past.carry:
        return None
    served = [end for end in filled if end]
    earlier = [past.carry.served] if past.carry and past.carry.served else []
    last_known = [end for end in known if end.at <= stop]
    segment = segments[-1] if segments else past.segments[0]
    return Carry(segment, _last(last_known), _last(earlier + served))


def _last(ends: Sequence[Known]) -> Known | None:
    return ends[-1] if ends else None
