"""Homes that make electricity: they use their own first, take what it lacks, and feed in what is left.

Taken less fed in is used less made, in every slot and to the mWh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.country.population import Numbers, Population
from simulator.country.traits import Traits
from simulator.demand.events import Event, EventDemand
from simulator.demand.sun import OVERHEAD, sunshine
from simulator.faults.consumed import replaced


@dataclass(frozen=True)
class Roofs:
    """The homes with panels: their places among the customers of electricity, counties, and W under a sun overhead."""

    population: Population
    rows: Numbers
    county: Numbers
    panels: Numbers

    def made(self, interval: int) -> Numbers:
        """W that each makes, the same throughout an interval."""
        return self.panels * sunshine(self.population.counties, interval)[self.county] // OVERHEAD

    def parted(self, used: EventDemand, interval: int) -> tuple[EventDemand, EventDemand]:
        """What all customers take, given what they use; and what these homes feed in."""
        taken, fed = parted(used.of(self.rows), self.made(interval))
        nobody = np.zeros_like(used.base)
        whole = EventDemand(used.base, (*used.events, Event(nobody, nobody, nobody)))
        return replaced(whole, self.rows, taken), fed


def roofs(population: Population, traits: Traits, customers: Numbers) -> Roofs:
    """Of a population whose customers are at these places."""
    solar = np.flatnonzero(traits.solar)
    return Roofs(population, np.searchsorted(customers, solar), population.county[solar], traits.panels[solar])


def parted(used: EventDemand, made: Numbers) -> tuple[EventDemand, EventDemand]:
    """What is taken and what is fed in, where `made` W are made; where both events run they get a third of their own.

    That one makes up for what they have in common, so in what is fed in the first two are below nothing.
    """
    left = np.maximum(made - used.base, 0)
    one, other = used.events
    both = one.height + other.height
    heights = [np.minimum(each, left) for each in (one.height, other.height, both)]
    common = heights[0] + heights[1] - heights[2]
    first = np.maximum(one.first, other.first)
    together = np.maximum(np.minimum(one.first + one.length, other.first + other.length) - first, 0)
    overlap = Event(common, first, together)
    taken = tuple(
        Event(each.height - met, each.first, each.length) for each, met in zip((one, other), heights, strict=False)
    )
    kept = tuple(Event(-met, each.first, each.length) for each, met in zip((one, other), heights, strict=False))
    base = np.maximum(used.base - made, 0)
    return EventDemand(base, (*taken, overlap)), EventDemand(left, (*kept, overlap))
