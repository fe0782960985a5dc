"""Head meters: a feeder's demand is the sum of its customers' and the loss of the lines, less what they feed in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.utilities import MS_PER_UNIT
from simulator.country.population import Numbers
from simulator.demand.events import SLOT_MS, SLOT_UNITS, SLOTS, EventDemand, Selection

LOSS_PERCENT = 3


@dataclass(frozen=True)
class FeederDemand:
    """A fleet of head meters: demand in each slot, and the register's growth before it; shape (heads, slots)."""

    demand: Numbers
    before: Numbers

    def usage(self) -> Numbers:
        return self.before[:, -1] + self.demand[:, -1] * SLOT_UNITS

    def read(self, elapsed: Numbers) -> tuple[Numbers, Numbers]:
        slot = (elapsed - 1) // SLOT_MS
        demand = np.take_along_axis(self.demand, slot, axis=1)
        grown = np.take_along_axis(self.before, slot, axis=1)
        return grown + demand * (elapsed - slot * SLOT_MS) // MS_PER_UNIT, demand

    def of(self, selection: Selection) -> FeederDemand:
        return FeederDemand(self.demand[selection], self.before[selection])


@dataclass(frozen=True)
class Grid:
    """Where each feeder's customers begin, who lie side by side; `feeders` have customers who feed in, and begin so."""

    first_customer: Numbers
    feeders: Numbers
    first_feeding: Numbers


def feeder_demand(customers: EventDemand, first_customer: Numbers) -> FeederDemand:
    """The heads' interval, given where each feeder's customers begin (they lie side by side)."""
    return _counted(_supplied(customers, first_customer))


def both_ways(customers: EventDemand, fed: EventDemand, grid: Grid) -> tuple[FeederDemand, FeederDemand]:
    """What heads take, and what those in `grid.feeders` give back: never both in the same slot."""
    flow = _supplied(customers, grid.first_customer)
    flow[grid.feeders] -= _summed(fed, grid.first_feeding)
    return _counted(np.maximum(flow, 0)), _counted(np.maximum(-flow[grid.feeders], 0))


def _supplied(customers: EventDemand, first_customer: Numbers) -> Numbers:
    supplied = _summed(customers, first_customer)
    return supplied + supplied * LOSS_PERCENT // 100


def _summed(demand: EventDemand, first: Numbers) -> Numbers:
    """By feeder and slot."""
    return np.stack([np.add.reduceat(demand.in_slot(slot), first) for slot in range(SLOTS)], axis=1)


def _counted(demand: Numbers) -> FeederDemand:
    grown = np.cumsum(demand * SLOT_UNITS, axis=1)
    return FeederDemand(demand, grown - demand * SLOT_UNITS)
