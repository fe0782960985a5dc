"""Faults that change what is used: leak, shift, spike, outage. Heads of feeders see them too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from contract.windows import INTERVAL_MS
from simulator.country.population import Numbers
from simulator.demand.events import SLOT_MS, SLOTS, Event, EventDemand
from simulator.faults.kinds import Fault
from simulator.faults.struck import Struck

NIGHT_QUARTERS = 24  # of the home's own day, which is up to an hour beside the clock: until six in the morning

Change = Callable[[EventDemand, Fault, Numbers, Numbers], EventDemand]
"""The struck meters' demand in one interval, the fault, their quarters of the day, the interval's bounds (UTC ms)."""


def with_faults(level: EventDemand, struck: Sequence[Struck], quarter: Numbers, interval: int) -> EventDemand:
    """The fleet's demand in an interval; `struck` are the faults that touch it, `quarter` is of all its meters."""
    bounds = np.array([interval * INTERVAL_MS, (interval + 1) * INTERVAL_MS])
    for each in struck:
        changed = CHANGES[each.fault.kind](level.of(each.rows), each.fault, quarter[each.rows], bounds)
        level = replaced(level, each.rows, changed)
    return level


def replaced(level: EventDemand, rows: Numbers, changed: EventDemand) -> EventDemand:
    """`level` with other demands at `rows`."""
    pairs = zip(level.events, changed.events, strict=True)
    events = (
        Event(_set(old.height, rows, new.height), _set(old.first, rows, new.first), _set(old.length, rows, new.length))
        for old, new in pairs
    )
    return EventDemand(_set(level.base, rows, changed.base), tuple(events))


def _set(old: Numbers, rows: Numbers, new: Numbers) -> Numbers:
    column = old.copy()
    column[rows] = new
    return column


def scaled(level: EventDemand, percent: Numbers | int) -> EventDemand:
    """Demand in percent of what it was, in whole W or L/h."""
    events = (Event(each.height * percent // 100, each.first, each.length) for each in level.events)
    return EventDemand(level.base * percent // 100, tuple(events))


def raised(level: EventDemand, by: Numbers | int) -> EventDemand:
    """Demand higher by so much, or lower if negative, but never below nothing."""
    base = level.base + by
    missing = np.maximum(-base, 0)
    events = (Event(np.maximum(each.height - missing, 0), each.first, each.length) for each in level.events)
    return EventDemand(np.maximum(base, 0), tuple(events))


def _leak(level: EventDemand, fault: Fault, quarter: Numbers, bounds: Numbers) -> EventDemand:
    return raised(level, fault.size)


def _shift(level: EventDemand, fault: Fault, quarter: Numbers, bounds: Numbers) -> EventDemand:
    always = fault.sort == "even"
    return raised(level, np.where(always | (quarter < NIGHT_QUARTERS), fault.size, 0))


def _spike(level: EventDemand, fault: Fault, quarter: Numbers, bounds: Numbers) -> EventDemand:
    """Instead of the interval's second event."""
    first = max(fault.start - int(bounds[0]), 0) // SLOT_MS
    stop = min((fault.end - int(bounds[0])) // SLOT_MS, SLOTS)
    same = np.full(len(level.base), 1)
    spike = Event(same * fault.size, same * first, same * (stop - first))
    return EventDemand(level.base, (*level.events[:-1], spike))


def _outage(level: EventDemand, fault: Fault, quarter: Numbers, bounds: Numbers) -> EventDemand:
    return scaled(level, 0)


CHANGES: dict[str, Change] = {"leak": _leak, "shift": _shift, "spike": _spike, "outage": _outage}
