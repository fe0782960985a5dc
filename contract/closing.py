"""Closing readings: the last reading of each 15-min interval, which is all that usage is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from contract.reading import CHANGE_READ, Reading
from contract.windows import INTERVAL_MS, index


class Closing(NamedTuple):
    """The last reading (by `at`) of an interval: UTC ms, mWh or mL."""

    at: int
    register: int
    meter_id: int


def deduplicate(readings: Iterable[Reading]) -> list[Reading]:
    """One reading per (meter_id, at), ordered by at: of conflicting ones the greatest (register, demand, status)."""
    kept: dict[tuple[int, int], Reading] = {}
    for reading in readings:
        identity = (reading.meter_id, reading.at)
        kept[identity] = max(kept.get(identity, reading), reading)
    # meter_id last: two meters may say the same at one instant, and the order they come in must not decide
    return sorted(kept.values(), key=lambda each: (each.at, each.register, each.demand, each.status, each.meter_id))


def closing_readings(readings: Iterable[Reading]) -> list[Closing]:
    """The closing readings of one service point's readings, in order of `at`, whatever order they come in."""
    last: dict[int, Reading] = {}
    for reading in deduplicate(readings):
        last[index(reading.at, INTERVAL_MS)] = reading
    return [_closing(reading) for _, reading in sorted(last.items())]


def apart(ordered: Sequence[Reading], meter_before: int | None = None) -> list[Reading]:
    """The reads of two meters at the one instant of their change, as whoever changed them writes them down, in turn.

    `ordered` is deduplicated, `meter_before` the meter before the first of them. The old meter's final read comes
    first, and a millisecond earlier, so that both count. They stay as they are where that instant is not free, or
    where the interval would get another closing reading, for of these the speed layer must have the same.
    """
    found = list(ordered)
    for place, (one, other) in enumerate(pairwise(ordered)):
        before = found[place - 1] if place else None
        after = ordered[place + 2] if place + 2 < len(ordered) else None
        if one.at == other.at and one.status & other.status & CHANGE_READ and _free(one.at, before, after):
            meter = before.meter_id if before else meter_before
            old, new = (other, one) if other.meter_id == meter else (one, other)
            if old is one or (after and index(after.at, INTERVAL_MS) == index(one.at, INTERVAL_MS)):
                found[place : place + 2] = [old._replace(at=old.at - 1), new]
    return found


def _free(at: int, before: Reading | None, after: Reading | None) -> bool:
    """Whether a read may be put a millisecond earlier than `at`."""
    beside = {each.at for each in (before, after) if each}
    return not beside & {at - 1, at} and index(at - 1, INTERVAL_MS) == index(at, INTERVAL_MS)


def settlement_readings(readings: Iterable[Reading]) -> list[Closing]:
    """The closing readings, and between them the final and first reads of meters that were changed.

    Only the batch has the latter; with them a swap loses nothing. They do not count beside another reading of their
    instant that comes after them in order.
    """
    ordered = deduplicate(readings)
    found = []
    for reading, after in zip_longest(ordered, ordered[1:]):
        change = reading.status & CHANGE_READ and (after is None or after.at != reading.at)
        if change or after is None or index(after.at, INTERVAL_MS) != index(reading.at, INTERVAL_MS):
            found.append(_closing(reading))
    return found


def _closing(reading: Reading) -> Closing:
    return Closing(reading.at, reading.register, reading.meter_id)
