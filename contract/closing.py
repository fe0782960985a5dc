"""Closing readings: the last reading of each 15-min interval, which is all that usage is made of."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
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
