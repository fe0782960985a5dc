"""Fleets with thieves: settled days as the nightly batch would have them, from the simulator's own meters.

Meters read themselves once a minute, each in its own second, so that no two of a feeder cut time at the same instant;
a reading that does not come (gap) leaves a straight line, or nothing at the end. Meters are of class 1 (heads 0.5), and
lines lose between 2 and 5 %, each feeder its own: nothing adds up by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from batch_job.grid.balance import Feeders
from batch_job.grid.connections import FOR_EVER, Connections
from batch_job.grid.window import Numbers, Span, Window
from batch_job.settlement.days import days_between
from contract.batch_view import UNKNOWN
from contract.utilities import ELECTRICITY
from contract.windows import DAY_MS, INTERVAL_MS, MINUTE_MS
from simulator.country.counties import read_counties
from simulator.country.population import Kind
from simulator.country.traits import phases_ms
from simulator.demand.country import Country
from simulator.demand.feeders import LOSS_PERCENT
from simulator.faults.chance import drawn
from simulator.faults.kinds import Fault
from simulator.faults.struck import struck_by
from simulator.instants import parse_instant
from tests.score.theft.seeds import Case

ZONE = "America/New_York"
COUNTIES = tuple(county for county in read_counties() if county.zone == ZONE)[::12]
# A thousand customers and day. Thieves are about three in a hundred; what is no theft is there to mislead.
RATES = {
    "theft": 1.6,
    "shift": 1.0,
    "stuck": 0.25,
    "gap": 2.0,
    "outage": 0.5,
    **dict.fromkeys(("spike", "leak", "reverse", "late", "disorder", "duplicate", "wrong_clock"), 0.0),
    **dict.fromkeys(("poison", "swap", "rollover"), 0.0),
}
LEAST_MS = 5 * DAY_MS  # of a theft that somebody has to find
NO_THEFT = ""
CUSTOMERS, HEADS = 0.01, 0.005  # meters' errors
LOSSES = (0.02, 0.05)


@dataclass(frozen=True)
class Fleet:
    """What the grid's night takes, and for each customer of `users` which sort of theft was there, if any."""

    feeders: Feeders
    connections: Connections
    window: Window
    users: Numbers
    sort: list[str]


def fleet_of(case: Case) -> Fleet:
    """All follows from the case."""
    span = _span(case)
    calm = Country(case.homes, case.seed, counties=COUNTIES)
    plan = _plan(calm, case, span)
    country = Country(case.homes, case.seed, faults=tuple(plan), counties=COUNTIES)
    electric = country.fleets[0].user_id
    users = np.concatenate([electric, country.fleets[-1].user_id])
    window = Window(span, users, _values(country, plan, span))
    sorts = {fault.user_id: fault.sort for fault in plan if fault.kind == "theft"}
    return Fleet(*_grid(country), window, electric, [sorts.get(user, NO_THEFT) for user in electric.tolist()])


def _span(case: Case) -> Span:
    first = datetime.fromtimestamp(parse_instant(case.begin) / 1000, UTC).date()
    return Span(days_between(first, first + timedelta(days=case.days - 1), ZONE))


def _plan(calm: Country, case: Case, span: Span) -> list[Fault]:
    """One fault a customer at most; thefts of at least LEAST_MS within the span."""
    rates = {kind: rate * case.faults for kind, rate in RATES.items()}
    found, taken = [], set()
    for fault in drawn(calm, span.start, case.days, case.seed, rates):
        short = fault.kind == "theft" and min(fault.end, span.stop) - fault.start < LEAST_MS
        if not short and (fault.user_id is None or fault.user_id not in taken):
            electric = fault.kind != "stuck" or fault.utility == ELECTRICITY.name
            found += [fault] if electric else []
            taken.add(fault.user_id)
    return found


def _grid(country: Country) -> tuple[Feeders, Connections]:
    population, heads = country.population, country.fleets[-1]
    customers = population.kind != Kind.HEAD
    feeder = population.feeder[customers] + 1
    rating = np.bincount(feeder)[1:] * 4_000
    since, until = np.zeros(len(feeder), np.int64), np.full(len(feeder), FOR_EVER)
    connections = Connections(population.user_id[customers], feeder, since, until)
    return Feeders(np.arange(1, len(heads) + 1), rating, heads.user_id), connections


def _values(country: Country, plan: list[Fault], span: Span) -> Numbers:
    """Usage of customers, then heads, between the last readings of intervals."""
    fleets = (0, len(country.fleets) - 1)
    last = [_last_reading(country, fleet) for fleet in fleets]
    levels = np.empty((sum(map(len, last)), span.columns + 1), np.int64)
    register = np.zeros(len(levels), np.int64)
    for column in range(span.columns + 1):
        demands = country.demand(span.start // INTERVAL_MS - 1 + column)
        parts = [
            (demands[fleet].read(at)[0][:, 0], demands[fleet].usage()) for fleet, at in zip(fleets, last, strict=True)
        ]
        read, used = (np.concatenate(each) for each in zip(*parts, strict=True))
        levels[:, column] = register + read
        register += used
    values = _measured(np.diff(levels, axis=1), len(last[0]), np.random.default_rng([country.seed, 1]))
    for fault in plan:
        if fault.kind == "gap":
            _leave_out(values, country, fault, span)
    return values


def _measured(values: Numbers, customers: int, dice: np.random.Generator) -> Numbers:
    """With each meter's own error, and each feeder's own loss instead of the same one for all."""
    heads = len(values) - customers
    error = np.concatenate([dice.uniform(-CUSTOMERS, CUSTOMERS, customers), dice.uniform(-HEADS, HEADS, heads)])
    lost = np.concatenate([np.zeros(customers), dice.uniform(*LOSSES, heads) - LOSS_PERCENT / 100])
    wrong = np.rint((error + lost) * 1e6).astype(np.int64)[:, None]
    measured: Numbers = values + values * wrong // 1_000_000
    return measured


def _last_reading(country: Country, fleet: int) -> Numbers:
    """When in an interval each meter reads itself last."""
    phase = phases_ms(country.traits.phase[country.fleets[fleet].rows], MINUTE_MS)
    last: Numbers = (phase + (INTERVAL_MS - phase) // MINUTE_MS * MINUTE_MS)[:, None]
    return last


def _leave_out(values: Numbers, country: Country, fault: Fault, span: Span) -> None:
    first, stop = span.column(np.array([fault.start, fault.end + INTERVAL_MS - 1])).tolist()
    for struck in struck_by(fault, country.population, country.fleets):
        if struck.fleet == 0 and stop > first:
            rows = struck.rows
            total = values[rows, first:stop].sum(axis=1)[:, None]
            steps = np.arange(stop - first + 1) * total // (stop - first)
            values[rows, first:stop] = np.diff(steps, axis=1) if stop < span.columns else UNKNOWN
