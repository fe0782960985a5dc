"""The whole country's demand, interval by interval: any interval can be asked for, in any order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from contract.utilities import ELECTRICITY, GAS, UTILITIES, WATER, Utility
from simulator.country.counties import County
from simulator.country.meters import Fleet, fleets
from simulator.country.population import Numbers, Population, settle
from simulator.country.randomness import Purpose, Words, draws
from simulator.country.traits import Traits, traits
from simulator.demand.electricity import electricity
from simulator.demand.events import Demand, EventDemand
from simulator.demand.feeders import Grid, both_ways, feeder_demand
from simulator.demand.gas import gas
from simulator.demand.ripple import RippledDemand, wave
from simulator.demand.solar import roofs
from simulator.demand.spikes import Spike, with_chance_spikes, with_ordered_spikes
from simulator.demand.surroundings import Observer, Surroundings
from simulator.demand.water import water
from simulator.demand.weather import weather
from simulator.faults.applied import AppliedFaults
from simulator.faults.kinds import Fault

DRAWS = 8
OLD_METER = 250_000  # mWh or mL, up to 65,536 times: what a meter may have counted before its first reading

Behaviour = Callable[[Traits, Numbers, Surroundings, Words], EventDemand]
BEHAVIOURS: dict[Utility, Behaviour] = {ELECTRICITY: electricity, GAS: gas, WATER: water}


class Country:
    """People, meters and weather that belong to a number of users and a seed; of all counties, or of some.

    `solar` of a hundred homes have panels, none unless said.
    """

    def __init__(
        self,
        users: int,
        seed: int,
        spikes: tuple[Spike, ...] = (),
        faults: tuple[Fault, ...] = (),
        *,
        counties: tuple[County, ...] | None = None,
        solar: int = 0,
    ) -> None:
        self.seed = seed
        self.population: Population = settle(users, seed, counties)
        self.traits = traits(self.population, seed, solar)
        self.fleets = fleets(self.population, self.traits)
        self.weather = weather(self.population.counties, seed)
        self.faults = AppliedFaults(faults, self.population, self.fleets)
        self._spikes = spikes
        self._wave = wave(seed)
        self._observer = Observer(self.population, self.traits, self.weather, seed)
        self._roofs = roofs(self.population, self.traits, self.fleets[0].rows)
        self._grid = self._wired()

    def demand(self, interval: int) -> tuple[Demand, ...]:
        """What meters report of the interval that begins `interval` quarter hours after 1970-01-01 00:00 UTC, in the
        order of `fleets`.
        """
        around = self._observer.at(interval)
        served = self._served(interval, around)
        quarters = (around.quarter[fleet.rows] for fleet in self.fleets)
        counted = [
            self.faults.counted(number, demand, quarter, interval)
            for number, (demand, quarter) in enumerate(zip(served, quarters, strict=False))
        ]
        return (*counted, *self._heads(served))

    def consumed(self, interval: int) -> tuple[Demand, ...]:
        """What is really used, or taken and fed in, whatever the meters make of it."""
        served = self._served(interval, self._observer.at(interval))
        return (*served, *self._heads(served))

    def _served(self, interval: int, around: Surroundings) -> list[RippledDemand]:
        used = [self._used(number, interval, around) for number in range(len(BEHAVIOURS))]
        if not len(self._roofs.rows):
            return used
        number, begin = len(used), used[0].begin[self._roofs.rows]
        taken, fed = self._roofs.parted(used[0].level, interval)
        fed = self.faults.used(number, fed, around.quarter[self.fleets[number].rows], interval)
        return [RippledDemand(taken, used[0].begin, self._wave), *used[1:], RippledDemand(fed, begin, self._wave)]

    def _heads(self, served: list[RippledDemand]) -> tuple[Demand, ...]:
        """In the order of the last fleets."""
        if not len(self._roofs.rows):
            return (feeder_demand(served[0].level, self._grid.first_customer),)
        taken, back = both_ways(served[0].level, served[-1].level, self._grid)
        return back, taken

    def _wired(self) -> Grid:
        feeders = self.population.feeder[self.fleets[0].rows]
        feeding, begins = np.unique(feeders[self._roofs.rows], return_index=True)
        return Grid(np.flatnonzero(np.diff(feeders, prepend=-1)), feeding, begins)

    def _used(self, number: int, interval: int, around: Surroundings) -> RippledDemand:
        fleet = self.fleets[number]
        purpose = Purpose.DEMAND + UTILITIES.index(fleet.utility)
        words = draws(self.seed, purpose, interval, len(fleet), DRAWS)
        here = around.of(fleet.rows)
        usual = BEHAVIOURS[fleet.utility](self.traits, fleet.rows, here, words)
        by_chance = with_chance_spikes(usual, fleet.utility, words)
        ordered = with_ordered_spikes(by_chance, fleet, interval, self._spikes)
        level = self.faults.used(number, ordered, here.quarter, interval)
        return RippledDemand(level, self._wave.beginnings(words[:, -1]), self._wave)

    def first_registers(self) -> tuple[Numbers, ...]:
        """What each meter shows before its first reading, in the order of `fleets`: mWh or mL."""
        return tuple(self._first_register(fleet) for fleet in self.fleets)

    def _first_register(self, fleet: Fleet) -> Numbers:
        words = draws(self.seed, Purpose.REGISTER, UTILITIES.index(fleet.utility), len(self.population), 4)
        counted = words[fleet.rows, :2].astype(np.int64)
        return counted[:, 0] * OLD_METER + (counted[:, 1] * OLD_METER >> 16)
