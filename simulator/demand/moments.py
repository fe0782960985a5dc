"""The country in order of time: each interval's demand, and what the meters showed when it began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from contract.windows import INTERVAL_MS
from simulator.country.population import Numbers
from simulator.demand.country import Country
from simulator.demand.events import Demand
from simulator.faults.rollover import wound_up


@dataclass(frozen=True)
class Moment:
    """One interval; demands and registers (mWh, mL, at its start) in the order of the country's fleets."""

    interval: int
    demands: tuple[Demand, ...]
    registers: tuple[Numbers, ...]
    meter_ids: tuple[Numbers, ...]
    dials: tuple[int, ...]  # where shown registers begin again, 0 if nobody's does

    @property
    def end(self) -> int:
        """UTC ms."""
        return (self.interval + 1) * INTERVAL_MS

    def shown(self, fleet: int, registers: Numbers) -> Numbers:
        """What meters of a fleet show when they have counted so much."""
        return registers % self.dials[fleet] if self.dials[fleet] else registers

    def end_registers(self) -> tuple[Numbers, ...]:
        return tuple(register + demand.usage() for register, demand in zip(self.registers, self.demands, strict=True))


def moments(country: Country, origin: int) -> Iterator[Moment]:
    """All intervals from the one that ends at `origin` (UTC ms), where each meter shows its first register."""
    interval = origin // INTERVAL_MS - 1
    demands, faults = country.demand(interval), country.faults
    dials = tuple(faults.dial(fleet) for fleet in range(len(demands)))
    starts = zip(wound_up(country, origin, country.first_registers()), demands, strict=True)
    registers = tuple(register - demand.usage() for register, demand in starts)
    for following in count(interval + 1):
        moment = Moment(following - 1, demands, registers, faults.meter_ids(following - 1), dials)
        yield moment
        demands = country.demand(following)
        registers = faults.begun(following, moment.end_registers())
