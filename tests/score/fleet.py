"""The fleets that are scored: homes of four counties in four zones, with one anomaly at most for each service point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from contract.utilities import WATER
from contract.windows import DAY_MS
from simulator.country.counties import read_counties
from simulator.demand.country import Country
from simulator.faults.chance import drawn
from simulator.faults.kinds import Fault
from simulator.instants import parse_instant
from tests.score.seeds import Case

COUNTIES = tuple(read_counties()[place] for place in (5, 60, 110, 160))
ANOMALIES = ("spike", "shift", "leak", "stuck", "reverse", "gap", "theft")  # of one service point
LEAST_ZERO_MS = 3 * DAY_MS  # a shorter rest is no anomaly by any criterion
# A thousand customers and day: enough of each kind for a small fleet to tell something.
RATES = {
    "spike": 3.0,
    "shift": 9.0,
    "leak": 3.0,
    "stuck": 5.0,
    "reverse": 2.0,
    "gap": 2.5,
    "outage": 1.0,
    "theft": 1.0,
    "late": 3.0,
    "disorder": 2.0,
    "duplicate": 3.0,
    "wrong_clock": 0.5,
    "poison": 1.0,
    "swap": 0.7,
    "rollover": 0.5,
}


def country_of(case: Case) -> Country:
    """The fleet with its plan at work."""
    calm = Country(case.homes, case.seed, counties=COUNTIES)
    first, days = begin(case) + case.quiet_days * DAY_MS, case.days - case.quiet_days
    rates = {kind: rate * case.faults for kind, rate in RATES.items()}
    plan = drawn(calm, first, max(days - 2, days / 2), case.seed, rates)
    last = first + days * DAY_MS
    fitted = [replace(fault, end=min(fault.end, last)) for fault in map(_fitted, plan)]
    return Country(case.homes, case.seed, faults=tuple(_apart(fitted)), counties=COUNTIES)


def begin(case: Case) -> int:
    """UTC ms."""
    return parse_instant(case.begin)


def _fitted(fault: Fault) -> Fault:
    """Water that runs day and night is a leak, so what shifts of water is the night."""
    if fault.kind == "shift":
        return replace(fault, sort="night" if fault.utility == WATER.name else "even")
    if fault.kind == "stuck" and fault.sort == "zero":
        return replace(fault, end=max(fault.end, fault.start + LEAST_ZERO_MS))
    return fault


def _apart(plan: Iterable[Fault]) -> list[Fault]:
    """Without second anomalies of a service point, which would make each other's labels untrue."""
    taken: set[tuple[str, int | None]] = set()
    kept = []
    for fault in plan:
        point = (fault.utility, fault.user_id)
        if fault.kind not in ANOMALIES or point not in taken:
            kept.append(fault)
        if fault.kind in ANOMALIES:
            taken.add(point)
    return kept
