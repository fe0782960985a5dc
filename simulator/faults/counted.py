"""Faults of what a meter makes of the demand: stuck registers, reverse flow, theft of six sorts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.country.population import Numbers
from simulator.demand.events import Demand, EventDemand, Selection
from simulator.demand.ripple import RippledDemand
from simulator.faults.consumed import raised, scaled
from simulator.faults.dice import throw
from simulator.faults.kinds import Fault
from simulator.faults.struck import Struck

BYPASS_UNTIL = 24  # quarters of the home's own day: a night-only bypass ends at six
FULL_W = 2_000  # what the percentage of a capped meter or of a tap before it is of
INTERVALS_A_DAY = 96


@dataclass(frozen=True)
class Misread:
    """Demand of meters whose register and display may differ."""

    counted: RippledDemand
    shown: RippledDemand

    def usage(self) -> Numbers:
        return self.counted.usage()

    def read(self, elapsed: Numbers) -> tuple[Numbers, Numbers]:
        return self.counted.read(elapsed)[0], self.shown.read(elapsed)[1]

    def of(self, selection: Selection) -> Misread:
        return Misread(self.counted.of(selection), self.shown.of(selection))


@dataclass(frozen=True)
class Patched:
    """A fleet's demand in which the meters at `rows` (ascending) have another one."""

    whole: Demand
    rows: Numbers
    other: Demand
    size: int

    def usage(self) -> Numbers:
        used = self.whole.usage()
        used[self.rows] = self.other.usage()
        return used

    def read(self, elapsed: Numbers) -> tuple[Numbers, Numbers]:
        grown, demand = self.whole.read(elapsed)
        grown[self.rows], demand[self.rows] = self.other.read(elapsed[self.rows])
        return grown, demand

    def of(self, selection: Selection) -> Demand:
        place = np.full(self.size, -1, np.int64)
        place[self.rows] = np.arange(len(self.rows))
        chosen = place[selection]
        rows = np.flatnonzero(chosen >= 0)
        whole = self.whole.of(selection)
        return Patched(whole, rows, self.other.of(chosen[rows]), len(chosen)) if len(rows) else whole


def as_counted(whole: RippledDemand, struck: list[Struck], quarter: Numbers, interval: int) -> Demand:
    """What the fleet's meters report in an interval; of several faults of one meter the last counts."""
    demand: Demand = whole
    for each in struck:
        counted, shown = READINGS[each.fault.kind](whole.of(each.rows).level, each.fault, quarter[each.rows], interval)
        begin = whole.begin[each.rows]
        other = Misread(RippledDemand(counted, begin, whole.wave), RippledDemand(shown, begin, whole.wave))
        demand = Patched(demand, each.rows, other, len(whole.begin))
    return demand


Pair = tuple[EventDemand, EventDemand]
"""What the register counts, and what the meter shows."""


def _stuck(level: EventDemand, fault: Fault, quarter: Numbers, interval: int) -> Pair:
    nothing = scaled(level, 0)
    return nothing, level if fault.sort == "register" else nothing


def _reverse(level: EventDemand, fault: Fault, quarter: Numbers, interval: int) -> Pair:
    """The register has a stop and does not run back."""
    nothing = scaled(level, 0)
    return nothing, EventDemand(nothing.base - fault.size, nothing.events)


def _theft(level: EventDemand, fault: Fault, quarter: Numbers, interval: int) -> Pair:
    if fault.sort == "capped":
        counted = _capped(level, (100 - fault.size) * FULL_W // 100)
    elif fault.sort == "tap":
        counted = raised(level, -(fault.size * FULL_W // 100))
    else:
        counted = scaled(level, np.where(_bypassed(fault, quarter, interval), 100 - fault.size, 100))
    return counted, level if fault.sort == "slowed" else counted


def _bypassed(fault: Fault, quarter: Numbers, interval: int) -> Numbers:
    if fault.sort == "night":
        return np.less(quarter, BYPASS_UNTIL)
    if fault.sort == "intermittent":
        today = throw(fault.id, interval // INTERVALS_A_DAY) < 0.5
        return np.full(len(quarter), today)
    return np.full(len(quarter), True)


def _capped(level: EventDemand, limit: int) -> EventDemand:
    """Base, then each event, as far as the limit allows."""
    base = np.minimum(level.base, limit)
    room, events = limit - base, []
    for event in level.events:
        height = np.minimum(event.height, room)
        room = room - height
        events.append(type(event)(height, event.first, event.length))
    return EventDemand(base, tuple(events))


READINGS: dict[str, Callable[[EventDemand, Fault, Numbers, int], Pair]] = {
    "stuck": _stuck,
    "reverse": _reverse,
    "theft": _theft,
}
