"""Demand inside an interval: an even base and up to two rectangular events, so that registers stay whole numbers.

An event begins and ends on a slot of 36 s, and 36 s of D watts are exactly 10 D mWh: at an interval's end the
register owes nothing to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contract.utilities import MS_PER_UNIT
from contract.windows import INTERVAL_MS
from simulator.country.population import Numbers

SLOT_MS = 36_000
SLOTS = INTERVAL_MS // SLOT_MS
SLOT_UNITS = SLOT_MS // MS_PER_UNIT

Selection = NDArray[np.int64] | slice


class Demand(Protocol):
    """One interval of a fleet: amounts in mWh or mL, demand in W or L/h.

    `elapsed` is ms since the interval's start, in (0, 900000].
    """

    def usage(self) -> Numbers:
        """What each meter's register grows by in the whole interval."""

    def read(self, elapsed: Numbers) -> tuple[Numbers, Numbers]:
        """Growth since the interval's start and momentary demand; `elapsed` of shape (meters, readings)."""

    def of(self, selection: Selection) -> Demand:
        """The same for some of the meters."""


@dataclass(frozen=True)
class Event:
    """A rectangle of demand per meter: height W or L/h (0: none), first slot, number of slots."""

    height: Numbers
    first: Numbers
    length: Numbers

    def of(self, selection: Selection) -> Event:
        return Event(self.height[selection], self.first[selection], self.length[selection])


@dataclass(frozen=True)
class EventDemand:
    """A customer fleet's interval."""

    base: Numbers
    events: tuple[Event, ...]

    def usage(self) -> Numbers:
        total = self.base * (SLOTS * SLOT_UNITS)
        for event in self.events:
            total = total + event.height * event.length * SLOT_UNITS
        return total

    def read(self, elapsed: Numbers) -> tuple[Numbers, Numbers]:
        grown, demand = self.exact(elapsed)
        return grown // MS_PER_UNIT, demand

    def exact(self, elapsed: Numbers) -> tuple[Numbers, Numbers]:
        """The same, but growth in W or L/h times ms, before it is rounded down to whole units."""
        grown = self.base[:, None] * elapsed
        demand = np.repeat(self.base[:, None], elapsed.shape[1], axis=1)
        for event in self.events:
            start = event.first[:, None] * SLOT_MS
            span = event.length[:, None] * SLOT_MS
            inside = elapsed - start
            grown += event.height[:, None] * np.clip(inside, 0, span)
            demand += event.height[:, None] * ((inside > 0) & (inside <= span))
        return grown, demand

    def of(self, selection: Selection) -> EventDemand:
        return EventDemand(self.base[selection], tuple(event.of(selection) for event in self.events))

    def in_slot(self, slot: int) -> Numbers:
        """Demand throughout one slot."""
        demand = self.base.copy()
        for event in self.events:
            demand += event.height * ((event.first <= slot) & (slot < event.first + event.length))
        return demand
