"""Electricity: standby and activity, electric heating and cooling as the base; appliances as events."""

from __future__ import annotations

import numpy as np

from simulator.country.population import Numbers
from simulator.country.randomness import Words, again, below
from simulator.country.traits import Flags, Traits
from simulator.demand.events import SLOTS, Event, EventDemand
from simulator.demand.surroundings import Surroundings

MOST_BASE_W = 4_800  # with both events below the least demand that may be called a spike
HEATING_BELOW_MC, HEATING_W_A_DEGREE, MOST_HEATING_W = 16_000, 110, 3_000
COOLING_ABOVE_MC, COOLING_W_A_DEGREE, MOST_COOLING_W = 22_000, 130, 2_600
APPLIANCES_W = np.array([800, 1_000, 1_200, 1_500, 1_800, 2_000, 2_200, 2_500])


def electricity(traits: Traits, rows: Numbers, around: Surroundings, words: Words) -> EventDemand:
    """W of all customers in one interval; `words` of shape (customers, 8)."""
    size = traits.size[rows]
    lights = 60 + size * around.activity // 20 * (80 + below(words[:, 0], 41)) // 100
    climate = _heating(traits.electric_heating[rows], size, around) + _cooling(traits.cooling[rows], size, around)
    base = np.minimum(lights + climate, MOST_BASE_W)
    large = _event(words[:, 1:4], around.activity * 180, APPLIANCES_W[below(words[:, 2], 8)], 2, 13)
    small = _event(words[:, 4:7], around.activity * 300, 150 + below(words[:, 5], 1_051), 1, 9)
    return EventDemand(base, (large, small))


def _heating(has: Flags, size: Numbers, around: Surroundings) -> Numbers:
    cold = np.maximum(HEATING_BELOW_MC - around.temperature_mc, 0)
    watts = cold * size // 100 * HEATING_W_A_DEGREE // 1000
    return np.where(has, np.minimum(watts, MOST_HEATING_W) // np.where(around.away, 2, 1), 0)


def _cooling(has: Flags, size: Numbers, around: Surroundings) -> Numbers:
    heat = np.maximum(around.temperature_mc - COOLING_ABOVE_MC, 0)
    watts = heat * size // 100 * COOLING_W_A_DEGREE // 1000
    return np.where(has & ~around.away, np.minimum(watts, MOST_COOLING_W), 0)


def _event(words: Words, chance: Numbers, height: Numbers, shortest: int, longest: int) -> Event:
    """An appliance that runs with a chance of `chance` in 65,536, somewhere in the interval."""
    length = shortest + below(again(words[:, 1], 4), longest - shortest + 1)
    return Event(np.where(words[:, 0] < chance, height, 0), below(words[:, 2], SLOTS + 1 - length), length)
