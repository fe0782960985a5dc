"""Head meters: a feeder's demand is the sum of its customers' and the loss of the lines."""

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


def feeder_demand(customers: EventDemand, first_customer: Numbers) -> FeederDemand:
    """The heads' interval, given where each feeder's customers begin (they lie side by side)."""
    demand = np.empty((len(first_customer), SLOTS), np.int64)
    for slot in range(SLOTS):
        supplied = np.add.reduceat(customers.in_slot(slot), first_customer)
        demand[:, slot] = supplied + supplied * LOSS_PERCENT // 100
    grown = np.cumsum(demand * SLOT_UNITS, axis=1)
    return FeederDemand(demand, grown - demand * SLOT_UNITS)
