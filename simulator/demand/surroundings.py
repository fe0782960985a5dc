"""What every user meets in one interval: its own activity and the weather outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.country.population import Numbers, Population
from simulator.country.randomness import Purpose, draws
from simulator.country.traits import Flags, Traits
from simulator.demand.calendar import local_quarters
from simulator.demand.shapes import QUARTERS, activity
from simulator.demand.weather import Weather

INTERVALS_A_WEEK = QUARTERS * 7
AWAY_SHARE = 2_621  # of 65,536: 4 % of the weeks
AWAY_ACTIVITY = 12  # percent: what runs when nobody is there
INTERVALS_AN_HOUR = 4


@dataclass(frozen=True)
class Surroundings:
    """Columns over all users: activity in percent, quarter of the local day, temperature in milli-degrees Celsius."""

    activity: Numbers
    quarter: Numbers
    temperature_mc: Numbers
    away: Flags

    def of(self, rows: Numbers) -> Surroundings:
        """The same for the users of a fleet."""
        return Surroundings(self.activity[rows], self.quarter[rows], self.temperature_mc[rows], self.away[rows])


class Observer:
    """Tells the surroundings of a population, interval by interval."""

    def __init__(self, population: Population, traits: Traits, weather: Weather, seed: int) -> None:
        self._population, self._traits, self._weather, self._seed = population, traits, weather, seed
        self._activity = activity()
        self._week = -1
        self._away: Flags = np.zeros(len(population), np.bool_)

    def at(self, interval: int) -> Surroundings:
        """The surroundings in the interval that begins `interval` quarter hours after 1970-01-01 00:00 UTC."""
        county, kind = self._population.county, self._population.kind
        quarters, weekends = local_quarters(self._population.counties, interval)
        own = (quarters[county] + self._traits.shift) % QUARTERS
        away = self._absent(interval // INTERVALS_A_WEEK)
        busy = np.where(away, AWAY_ACTIVITY, self._activity[kind, weekends[county], own])
        temperature = self._weather.temperature_mc(interval // INTERVALS_AN_HOUR)
        return Surroundings(busy, own, temperature[county], away)

    def _absent(self, week: int) -> Flags:
        if week != self._week:
            words = draws(self._seed, Purpose.ABSENCE, week, len(self._population), 4)
            self._week, self._away = week, words[:, 0] < AWAY_SHARE
        return self._away
