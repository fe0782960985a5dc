"""A plan of faults in a country: which of them touch a fleet in an interval, and what they make of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from contract.windows import INTERVAL_MS
from simulator.country.meters import Fleet, meter_of
from simulator.country.population import Numbers, Population
from simulator.demand.events import Demand, EventDemand
from simulator.demand.ripple import RippledDemand
from simulator.faults.consumed import with_faults
from simulator.faults.counted import as_counted
from simulator.faults.dice import throw
from simulator.faults.kinds import CONSUMED, COUNTED, REGISTER, SENT, Fault
from simulator.faults.struck import Struck, struck_by

NEW_METER = 1_000  # a successor has counted less than so much, in its base unit

Fleets = tuple[Fleet, ...]


class AppliedFaults:
    """Faults by stage and fleet. Where nothing is wrong it gives back the very arrays that it was given."""

    def __init__(self, faults: Sequence[Fault], population: Population, fleets: Fleets) -> None:
        found = [struck for fault in faults for struck in struck_by(fault, population, fleets)]
        self.fleets = fleets
        self._consumed = _by_fleet(found, fleets, CONSUMED)
        self._counted = _by_fleet(found, fleets, COUNTED)
        self._register = _by_fleet(found, fleets, REGISTER)
        self.sent = [each for each in found if each.fault.kind in (*SENT, "outage")]
        self.all = found

    def used(self, fleet: int, level: EventDemand, quarter: Numbers, interval: int) -> EventDemand:
        """What the customers of a fleet use in an interval; `quarter` of the day, of each."""
        due = _touching(self._consumed[fleet], interval)
        return with_faults(level, due, quarter, interval) if due else level

    def counted(self, fleet: int, demand: RippledDemand, quarter: Numbers, interval: int) -> Demand:
        """What their meters make of it."""
        due = _touching(self._counted[fleet], interval)
        return as_counted(demand, due, quarter, interval) if due else demand

    def begun(self, interval: int, registers: tuple[Numbers, ...]) -> tuple[Numbers, ...]:
        """The registers from which an interval counts on: those of new and reset meters begin again."""
        return tuple(self._begun(fleet, interval, register) for fleet, register in enumerate(registers))

    def _begun(self, fleet: int, interval: int, register: Numbers) -> Numbers:
        for each in self.restarts(fleet, interval):
            register = register.copy()
            fresh = throw(each.fault.id, self.fleets[fleet].user_id[each.rows]) * NEW_METER
            register[each.rows] = fresh.astype(int) if each.fault.kind == "swap" else 0
        return register

    def restarts(self, fleet: int, interval: int) -> list[Struck]:
        """Swaps and resets at the beginning of an interval: a new segment, whose first step nobody measured."""
        return [
            each
            for each in self._register[fleet]
            if each.fault.kind != "rollover" and each.fault.start == interval * INTERVAL_MS
        ]

    def rollovers(self, fleet: int) -> list[Struck]:
        return [each for each in self._register[fleet] if each.fault.kind == "rollover"]

    def meter_ids(self, interval: int) -> tuple[Numbers, ...]:
        """Each meter's number in an interval, in the order of the fleets."""
        return tuple(self._meter_ids(fleet, interval) for fleet in range(len(self.fleets)))

    def _meter_ids(self, number: int, interval: int) -> Numbers:
        fleet = self.fleets[number]
        swapped: dict[int, int] = {}
        for each in self._register[number]:
            if each.fault.kind == "swap" and each.fault.start <= interval * INTERVAL_MS:
                for row in each.rows.tolist():
                    swapped[row] = swapped.get(row, 0) + 1
        if not swapped:
            return fleet.meter_id
        meter_id = fleet.meter_id.copy()
        for row, swaps in swapped.items():
            meter_id[row] = meter_of(fleet.user_id[row], fleet.utility, swaps)
        return meter_id

    def dial(self, fleet: int) -> int:
        """Where registers of the fleet begin again, 0 if none of them comes so far."""
        return 10 ** self.fleets[fleet].utility.register_digits if self.rollovers(fleet) else 0


def _by_fleet(found: list[Struck], fleets: Fleets, kinds: Collection[str]) -> list[list[Struck]]:
    return [
        [each for each in found if each.fleet == fleet and each.fault.kind in kinds] for fleet in range(len(fleets))
    ]


def _touching(struck: list[Struck], interval: int) -> list[Struck]:
    start, end = interval * INTERVAL_MS, (interval + 1) * INTERVAL_MS
    return [each for each in struck if each.fault.start < end and each.fault.end > start]
