"""Spikes: short demands that no household has. A few by chance, and those that somebody orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.utilities import Utility
from contract.windows import INTERVAL_MS
from simulator.country.meters import Fleet
from simulator.country.population import Numbers
from simulator.country.randomness import Words, below
from simulator.demand.events import SLOT_MS, SLOTS, Event, EventDemand

SPIKE_SLOTS = 2
HEIGHT = {"electricity": 15_000, "gas": 14_000, "water": 4_500}
ONE_IN_THREE = 65_536 // 3


@dataclass(frozen=True)
class Spike:
    """An ordered spike: it begins at `at`, UTC ms on a slot's boundary, and lasts 72 s."""

    user_id: int
    utility: str
    at: int

    @property
    def interval(self) -> int:
        return self.at // INTERVAL_MS

    @property
    def slot(self) -> int:
        return self.at % INTERVAL_MS // SLOT_MS


def order_spike(text: str, now: int) -> Spike:
    """A spike from `USER:UTILITY@+SECONDS`, or `USER:UTILITY@UTC-MS`; moved to the next slots of one interval.

    Raises ValueError with a sentence if the text is neither.
    """
    try:
        who, when = text.split("@")
        user, utility = who.split(":")
        at = now + int(when[1:]) * 1000 if when.startswith("+") else int(when)
        [name] = [each for each in HEIGHT if each == utility]
        spike = Spike(int(user), name, _next_slot(at))
    except ValueError:
        raise ValueError(f"A spike is written USER:UTILITY@+SECONDS, e.g. 64:electricity@+120, not {text!r}.") from None
    return spike


def _next_slot(at: int) -> int:
    slot = -(-at // SLOT_MS)
    over = slot % SLOTS + SPIKE_SLOTS - SLOTS
    return (slot + SPIKE_SLOTS - over if over > 0 else slot) * SLOT_MS


def with_chance_spikes(demand: EventDemand, utility: Utility, words: Words) -> EventDemand:
    """About one spike per 2,000 days of a service point, instead of the second event."""
    struck = np.flatnonzero((words[:, 7] == 0) & (words[:, 0] < ONE_IN_THREE))
    height = HEIGHT[utility.name] * (100 + below(words[struck, 5], 31)) // 100
    return _struck(demand, struck, height, below(words[struck, 6], SLOTS + 1 - SPIKE_SLOTS))


def with_ordered_spikes(demand: EventDemand, fleet: Fleet, interval: int, spikes: tuple[Spike, ...]) -> EventDemand:
    """The spikes of this fleet and interval, instead of the second events. Unknown users are passed over."""
    due = [spike for spike in spikes if spike.interval == interval and spike.utility == fleet.utility.name]
    for spike in due:
        struck = np.flatnonzero(fleet.user_id == spike.user_id)
        demand = _struck(demand, struck, HEIGHT[spike.utility], spike.slot)
    return demand


def _struck(demand: EventDemand, struck: Numbers, height: Numbers | int, first: Numbers | int) -> EventDemand:
    event = demand.events[-1]
    changed = Event(event.height.copy(), event.first.copy(), event.length.copy())
    changed.height[struck], changed.first[struck], changed.length[struck] = height, first, SPIKE_SLOTS
    return EventDemand(demand.base, (*demand.events[:-1], changed))
