"""What never stands still: a flicker about the level of demand that is even over each slot.

A slot of 36 s has six steps of 6 s. In each, demand lies a few 64ths above or below the slot's level, and the six add
up to nothing: usage, head meters and truth at every slot's end are those of the level alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.utilities import MS_PER_UNIT
from simulator.country.population import Numbers
from simulator.country.randomness import Purpose, Words, below, draws
from simulator.demand.events import SLOT_MS, SLOTS, EventDemand, Selection

STEP_MS = 6_000
STEPS = SLOT_MS // STEP_MS
PART_BITS = 6  # the flicker's unit is a 64th of the level, so that less than 64 W or L/h (a leak) stands still
MOST_PARTS = 3  # under 5 %: the largest usual demand still lies below the least that may be called a spike
BEGINNINGS_BITS = 11


@dataclass(frozen=True)
class Wave:
    """Steps of many slots in a row: parts above the level, and what makes their integral `parts * time + constant`.

    Times count from the wave's own beginning, so that one addition places an instant in it.
    """

    parts: Numbers
    constant: Numbers

    def beginnings(self, words: Words) -> Numbers:
        """When each meter's interval begins in the wave, in ms, from one uniform word each."""
        return (words >> (16 - BEGINNINGS_BITS)).astype(np.int64) * SLOT_MS


def wave(seed: int) -> Wave:
    """Every slot goes round six random heights, so its steps add up to nothing."""
    slots = (1 << BEGINNINGS_BITS) + SLOTS
    words = draws(seed, Purpose.RIPPLE, 0, slots, -(-STEPS // 4) * 4)[:, :STEPS]
    height = below(words, MOST_PARTS + 1)
    earlier = np.roll(height, 1, axis=1)
    parts, before = (height - earlier).reshape(-1), (earlier - height[:, -1:]).reshape(-1)
    return Wave(parts, (before - parts * np.arange(slots * STEPS)) * STEP_MS)


@dataclass(frozen=True)
class RippledDemand:
    """A customer fleet's interval with its flicker; `begin` is when each meter's begins in the wave."""

    level: EventDemand
    begin: Numbers
    wave: Wave

    def usage(self) -> Numbers:
        return self.level.usage()

    def read(self, elapsed: Numbers) -> tuple[Numbers, Numbers]:
        grown, demand = self.level.exact(elapsed)
        time = elapsed + self.begin[:, None]
        step = (time - 1) // STEP_MS
        part, parts = demand >> PART_BITS, np.take(self.wave.parts, step)
        grown += part * (parts * time + np.take(self.wave.constant, step))
        demand += part * parts
        return grown // MS_PER_UNIT, demand

    def of(self, selection: Selection) -> RippledDemand:
        return RippledDemand(self.level.of(selection), self.begin[selection], self.wave)
