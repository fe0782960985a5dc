"""The country in order of time: each interval's demand, and what the meters showed when it began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from contract.windows import INTERVAL_MS
from simulator.country.population import Numbers
from simulator.demand.country import Country
from simulator.demand.events import Demand


@dataclass(frozen=True)
class Moment:
    """One interval; demands and registers (mWh, mL, at its start) in the order of the country's fleets."""

    interval: int
    demands: tuple[Demand, ...]
    registers: tuple[Numbers, ...]

    @property
    def end(self) -> int:
        """UTC ms."""
        return (self.interval + 1) * INTERVAL_MS

    def end_registers(self) -> tuple[Numbers, ...]:
        return tuple(register + demand.usage() for register, demand in zip(self.registers, self.demands, strict=True))


def moments(country: Country, origin: int) -> Iterator[Moment]:
    """All intervals from the one that ends at `origin` (UTC ms), where each meter shows its first register."""
    interval = origin // INTERVAL_MS - 1
    demands = country.demand(interval)
    starts = zip(country.first_registers(), demands, strict=True)
    moment = Moment(interval, demands, tuple(register - demand.usage() for register, demand in starts))
    for following in count(interval + 1):
        yield moment
        moment = Moment(following, country.demand(following), moment.end_registers())
