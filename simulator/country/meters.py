"""The meters of a population, as fleets that read and report alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.utilities import ELECTRICITY, EXPORT, GAS, UTILITIES, WATER, Utility
from simulator.country.population import Kind, Numbers, Population
from simulator.country.traits import Traits

SWAP = 2**28 + 4  # a successor's number differs from its predecessor's also modulo 32, which the live view keeps


def meter_of(user_id: Numbers, utility: Utility, swaps: int = 0) -> Numbers:
    """The numbers of the meters, after so many swaps. Distinct for user numbers below 2**26 and up to 6 swaps."""
    return user_id * 4 + UTILITIES.index(utility) + 1 + swaps * SWAP


@dataclass(frozen=True)
class Fleet:
    """Meters of one utility; `rows` are positions in the population, ascending."""

    utility: Utility
    rows: Numbers
    user_id: Numbers
    meter_id: Numbers

    def __len__(self) -> int:
        return len(self.rows)


def fleets(population: Population, traits: Traits) -> tuple[Fleet, ...]:
    """The customers' meters per utility, then the feeders' head meters, one per feeder in order.

    Where anybody has solar, the registers of what is fed in come before the heads': the customers', and those of the
    heads of their feeders, through which it may flow back.
    """
    customer = population.kind != Kind.HEAD
    having = {ELECTRICITY: customer, GAS: traits.gas, WATER: customer}
    served = [_fleet(population, utility, np.flatnonzero(rows)) for utility, rows in having.items()]
    heads = np.flatnonzero(~customer)
    feeding = np.flatnonzero(traits.solar)
    back = heads[np.unique(population.feeder[feeding])]
    fed = [_fleet(population, EXPORT, rows) for rows in (feeding, back)] if len(feeding) else []
    return (*served, *fed, _fleet(population, ELECTRICITY, heads))


def _fleet(population: Population, utility: Utility, rows: Numbers) -> Fleet:
    user_id = population.user_id[rows]
    return Fleet(utility, rows, user_id, meter_of(user_id, utility))
