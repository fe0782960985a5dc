"""Meters that are wound up so far that they pass their last digit at a planned instant."""

from __future__ import annotations

import numpy as np

from contract.windows import INTERVAL_MS
from simulator.country.population import Numbers
from simulator.demand.country import Country

Registers = tuple[Numbers, ...]


def wound_up(country: Country, origin: int, registers: Registers) -> Registers:
    """First registers (at `origin`, UTC ms) from which each such meter shows its last number at its fault's start.

    What its register shows is the count modulo the dial, so with the next unit it begins again.
    """
    faults = country.faults
    struck = [(fleet, each) for fleet in range(len(registers)) for each in faults.rollovers(fleet)]
    if not struck:
        return registers
    wound, grown = [register.copy() for register in registers], [np.zeros_like(register) for register in registers]
    for interval in range(origin // INTERVAL_MS, max(each.fault.start for _, each in struck) // INTERVAL_MS + 1):
        for fleet, each in struck:
            if each.fault.start == interval * INTERVAL_MS:
                wound[fleet][each.rows] = faults.dial(fleet) - 1 - grown[fleet][each.rows]
        grown = [before + demand.usage() for before, demand in zip(grown, country.demand(interval), strict=True)]
    return tuple(wound)
