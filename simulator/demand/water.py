"""Water: nothing most of the time, then somebody uses it; gardens before sunrise, and a few leaks."""

from __future__ import annotations

import numpy as np

from simulator.country.population import Numbers
from simulator.country.randomness import Words, again, below
from simulator.country.traits import Flags, Traits
from simulator.demand.events import SLOTS, Event, EventDemand
from simulator.demand.surroundings import Surroundings

# End uses, one of eight at random: L/h, fewest slots, choice of slots more.
FLOW = np.array([540, 540, 540, 480, 540, 600, 300, 200])
SHORTEST = np.array([1, 1, 1, 6, 8, 3, 1, 1])
MORE = np.array([1, 1, 1, 6, 8, 4, 3, 2])

GARDEN_L_H, GARDEN_ABOVE_MC = 950, 17_000
GARDEN_QUARTERS = (20, 22)  # 05:00 to 05:30


def water(traits: Traits, rows: Numbers, around: Surroundings, words: Words) -> EventDemand:
    """L/h of all customers in one interval; `words` of shape (customers, 8)."""
    wanted = around.activity * traits.size[rows] // 100
    first = _use(words[:, 1:4], np.where(around.away, 0, wanted * 150))
    second = _use(words[:, 4:7], np.where(around.away, 0, wanted * 60))
    return EventDemand(traits.leak[rows], (first, _garden(_waters(traits, rows, around), second)))


def _use(words: Words, chance: Numbers) -> Event:
    kind = below(words[:, 1], len(FLOW))
    length = SHORTEST[kind] + below(again(words[:, 1], 3), MORE[kind])
    return Event(np.where(words[:, 0] < chance, FLOW[kind], 0), below(words[:, 2], SLOTS + 1 - length), length)


def _waters(traits: Traits, rows: Numbers, around: Surroundings) -> Flags:
    start, stop = GARDEN_QUARTERS
    early = (around.quarter >= start) & (around.quarter < stop)
    return traits.irrigation[rows] & early & (around.temperature_mc > GARDEN_ABOVE_MC)


def _garden(waters: Flags, otherwise: Event) -> Event:
    """The whole interval for the garden where it is watered, else the event given."""
    return Event(
        np.where(waters, GARDEN_L_H, otherwise.height),
        np.where(waters, 0, otherwise.first),
        np.where(waters, SLOTS, otherwise.length),
    )
