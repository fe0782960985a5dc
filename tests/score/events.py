"""What was wrong in truth: labelled faults, and what the model itself does that a detector may rightly find odd.

An event is *of* one kind, which must find it; others may find it too, which is neither a hit nor a false alarm: water
that leaks also runs at night. Being away for a week, a leak of less than 0.3 l/min and faults of transport are of none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from contract.alerts import Kind
from contract.utilities import GAS, TAKEN, UTILITIES, WATER
from contract.windows import DAY_MS, INTERVAL_MS
from simulator.country.randomness import Purpose, draws
from simulator.demand.country import DRAWS, Country
from simulator.demand.spikes import ONE_IN_THREE
from simulator.demand.surroundings import AWAY_SHARE, INTERVALS_A_WEEK
from simulator.faults.kinds import Fault

Point = tuple[str, int]
"""Utility by name, and user_id."""

NAMED = {
    ("spike", ""): (Kind.SPIKE, {Kind.LEVEL_SHIFT}),
    ("shift", "even"): (Kind.LEVEL_SHIFT, {Kind.GAS_IN_SUMMER}),
    ("shift", "night"): (Kind.NIGHT_FLOW, {Kind.LEVEL_SHIFT, Kind.LEAK}),
    ("leak", ""): (Kind.LEAK, {Kind.NIGHT_FLOW, Kind.LEVEL_SHIFT}),
    ("stuck", "register"): (Kind.STUCK, {Kind.ZERO_RUN, Kind.LEVEL_SHIFT}),
    ("stuck", "zero"): (Kind.ZERO_RUN, {Kind.STUCK, Kind.LEVEL_SHIFT}),
    ("reverse", ""): (Kind.REVERSE_FLOW, {Kind.STUCK, Kind.ZERO_RUN, Kind.LEVEL_SHIFT}),
    ("gap", ""): (Kind.SILENT, {Kind.OUTAGE, Kind.LEVEL_SHIFT}),
    ("outage", ""): (Kind.OUTAGE, {Kind.SILENT, Kind.STUCK, Kind.ZERO_RUN, Kind.LEVEL_SHIFT}),
}
UNNAMED = {
    "theft": {Kind.LEVEL_SHIFT, Kind.ZERO_RUN, Kind.STUCK},
    "late": {Kind.SILENT},
    "poison": {Kind.SILENT},
    "wrong_clock": {Kind.SILENT},
}
ALSO = {
    Kind.ZERO_RUN: {Kind.STUCK}
}  # a register without a pause until then stands still, or nothing is used: who can tell?


@dataclass(frozen=True)
class Event:
    """Something wrong with one service point in (start, end], UTC ms. `kind` None: nobody has to find it."""

    point: Point
    kind: Kind | None
    start: int
    end: int
    excused: frozenset[Kind]
    size: int = 0
    name: str = ""  # what the fault is called; an outage has an event for each member

    @property
    def accepted(self) -> frozenset[Kind]:
        """Kinds of alarms that find it."""
        return frozenset({self.kind} | ALSO.get(self.kind, set())) if self.kind else frozenset()


def events(country: Country, start: int, end: int) -> list[Event]:
    """All events of a country in which its plan is at work."""
    labelled = (
        _event(each.fault, (country.fleets[each.fleet].utility.name, user))
        for each in country.faults.all
        if each.fleet < len(country.fleets) - 1
        for user in country.fleets[each.fleet].user_id[each.rows].tolist()
    )
    having = {(fleet.utility.name, user) for fleet in country.fleets[:-1] for user in fleet.user_id.tolist()}
    found = [
        *filter(None, labelled),
        *_away(country, start, end),
        *_dripping(country, start, end),
        *_by_chance(country, start, end),
    ]
    return [event for event in found if event.point in having]


def _event(fault: Fault, point: Point) -> Event | None:
    if fault.kind in UNNAMED:
        lasting = fault.end + (fault.size * 1_000 if fault.kind == "late" else 0)
        return Event(point, None, fault.start, lasting, frozenset(UNNAMED[fault.kind]))
    kind, excused = NAMED.get((fault.kind, fault.sort), (None, set()))
    if kind is Kind.LEVEL_SHIFT and point[0] == GAS.name and _warm(fault):
        kind, excused = Kind.GAS_IN_SUMMER, {Kind.LEVEL_SHIFT}
    return Event(point, kind, fault.start, fault.end, frozenset(excused), fault.size, fault.id) if kind else None


def _warm(fault: Fault) -> bool:
    return bool(6 <= np.datetime64(fault.start, "ms").astype("M8[M]").astype(int) % 12 + 1 <= 9)


def _away(country: Country, start: int, end: int) -> Iterator[Event]:
    odd = frozenset({Kind.ZERO_RUN, Kind.STUCK, Kind.LEVEL_SHIFT})
    week_ms = INTERVALS_A_WEEK * INTERVAL_MS
    for week in range(start // week_ms, end // week_ms + 1):
        words = draws(country.seed, Purpose.ABSENCE, week, len(country.population), 4)
        for user in country.population.user_id[words[:, 0] < AWAY_SHARE].tolist():
            for utility in TAKEN:
                # the ends of a rest lie where somebody used something before and afterwards
                yield Event((utility.name, user), None, week * week_ms - DAY_MS, (week + 1) * week_ms + DAY_MS, odd)


def _dripping(country: Country, start: int, end: int) -> Iterator[Event]:
    for user in country.population.user_id[country.traits.leak > 0].tolist():
        yield Event((WATER.name, user), None, start, end, frozenset({Kind.LEAK, Kind.NIGHT_FLOW}))


def _by_chance(country: Country, start: int, end: int) -> Iterator[Event]:
    """Spikes that no plan has ordered."""
    odd = frozenset({Kind.SPIKE, Kind.LEVEL_SHIFT})
    for interval in range(start // INTERVAL_MS, end // INTERVAL_MS):
        for fleet in country.fleets[:-1]:
            words = draws(country.seed, Purpose.DEMAND + UTILITIES.index(fleet.utility), interval, len(fleet), DRAWS)
            for user in fleet.user_id[(words[:, 7] == 0) & (words[:, 0] < ONE_IN_THREE)].tolist():
                yield Event((fleet.utility.name, user), None, interval * INTERVAL_MS, (interval + 1) * INTERVAL_MS, odd)
