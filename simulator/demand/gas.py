"""Gas: a boiler that runs in bursts for as long as it is cold, then hot water and cooking."""

from __future__ import annotations

import numpy as np

from simulator.country.population import Numbers
from simulator.country.randomness import Words, below
from simulator.country.traits import Traits
from simulator.demand.events import SLOTS, Event, EventDemand
from simulator.demand.surroundings import Surroundings

HEATING_BELOW_MC = 15_500
FULL_LOAD_MC = 32_000  # this much colder than that, and a usual boiler runs without pause
PILOT_L_H = 8


def gas(traits: Traits, rows: Numbers, around: Surroundings, words: Words) -> EventDemand:
    """L/h of all customers in one interval; `words` of shape (customers, 8)."""
    base = np.where(traits.pilot_flame[rows], PILOT_L_H, 0)
    return EventDemand(base, (_boiler(traits.size[rows], around, words), _hot_water(around, words)))


def _boiler(size: Numbers, around: Surroundings, words: Words) -> Event:
    cold = np.maximum(HEATING_BELOW_MC - around.temperature_mc, 0) // np.where(around.away, 2, 1)
    # Whole slots, and the rest of the duty by chance, so that the mean follows the weather.
    duty = cold * size * SLOTS * 655 // FULL_LOAD_MC
    length = np.minimum((duty + words[:, 1]) >> 16, SLOTS)
    height = np.where(length > 0, 1_800 + size * 8, 0)
    return Event(height, below(words[:, 3], SLOTS + 1 - length), length)


def _hot_water(around: Surroundings, words: Words) -> Event:
    length = 2 + below(words[:, 2], 8)
    height = np.where(words[:, 4] < around.activity * 200, 400 + below(words[:, 5], 1_001), 0)
    return Event(height, below(words[:, 6], SLOTS + 1 - length), length)
