"""What stays the same about a user: size, habits, equipment, and the phase of its meters' heartbeat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.country.population import Kind, Numbers, Population
from simulator.country.randomness import Purpose, Words, again, below, draws

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Traits:
    """Columns over all users. `size` in percent of a usual home, `shift` in quarter hours, `phase` in (0, 65536]."""

    size: Numbers
    shift: Numbers
    phase: Numbers
    gas: Flags
    electric_heating: Flags
    cooling: Flags
    irrigation: Flags
    pilot_flame: Flags
    leak: Numbers  # L/h of water running away, mostly 0
    solar: Flags
    panels: Numbers  # W that they give under a sun overhead; of homes with solar


def traits(population: Population, seed: int, solar: int = 0) -> Traits:
    """The traits of all users; heads get some too, which nobody asks for. `solar` of a hundred homes have panels."""
    words = draws(seed, Purpose.TRAITS, 0, len(population), 12)
    business = population.kind == Kind.BUSINESS
    gas = words[:, 4] < _gas_share(population)
    return Traits(
        size=(40 + below(words[:, 0], 61) + below(words[:, 1], 61)) * np.where(business, 3, 2) // 2,
        shift=below(words[:, 2], 9) - 4,
        phase=words[:, 3].astype(np.int64) + 1,
        gas=gas & (population.kind != Kind.HEAD),
        electric_heating=~gas & _share(words[:, 5], 80),
        cooling=_share(words[:, 6], 85),
        irrigation=_share(words[:, 7], 30) & ~business,
        pilot_flame=_share(words[:, 8], 20),
        leak=np.where(_share(words[:, 9], 2), 2 + below(words[:, 10], 14), 0),
        solar=_share(words[:, 11], solar) & (population.kind == Kind.HOME),
        panels=2_000 + below(again(words[:, 10], 4), 41) * 100,
    )


def _gas_share(population: Population) -> Numbers:
    """Of 65,536: nine in ten users where it is coldest, a quarter where it is warmest, about 60 % in all."""
    mean_c = np.array([county.mean_c for county in population.counties])
    percent = np.clip(98 - 3 * mean_c, 25, 90).astype(np.int64)
    of_county: Numbers = percent * 65_536 // 100
    return of_county[population.county]


def _share(words: Words, percent: int) -> Flags:
    return words < percent * 65_536 // 100


def phases_ms(phase: Numbers, heartbeat_ms: int) -> Numbers:
    """When in the heartbeat a meter reads itself, in (0, heartbeat_ms]."""
    return -(-phase * heartbeat_ms >> 16)
