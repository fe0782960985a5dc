"""Whom a fault strikes: meters of a country by fleet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.country.meters import Fleet
from simulator.country.population import Kind, Numbers, Population
from simulator.country.traits import Flags
from simulator.faults.dice import throw
from simulator.faults.kinds import Fault, FaultPlanError, concerns


@dataclass(frozen=True)
class Struck:
    """A fault and the positions, ascending, of the meters of one fleet that it strikes."""

    fault: Fault
    fleet: int
    rows: Numbers


def struck_by(fault: Fault, population: Population, fleets: tuple[Fleet, ...]) -> list[Struck]:
    """By fleet, without those it leaves alone. Raises FaultPlanError if it strikes nobody."""
    found = []
    for number, fleet in enumerate(fleets):
        if concerns(fault, fleet.utility):
            rows = np.flatnonzero(_members(fault, population, fleet))
            if len(rows):
                found.append(Struck(fault, number, rows))
    if not found and fault.share is None:
        raise FaultPlanError(f"Fault {fault.id!r} strikes nobody: no meter of this country fits it.")
    return found


def _members(fault: Fault, population: Population, fleet: Fleet) -> Flags:
    if fault.user_id is not None:
        return np.equal(fleet.user_id, fault.user_id)
    if fault.feeder is not None:
        return np.equal(population.feeder[fleet.rows], fault.feeder)
    if fault.county is not None:
        indices = [index for index, county in enumerate(population.counties) if county.fips == fault.county]
        return np.isin(population.county[fleet.rows], indices)
    customers = population.kind[fleet.rows] != Kind.HEAD
    chosen: Flags = customers & (throw(fault.id, fleet.user_id) < (fault.share or 0))
    return chosen
