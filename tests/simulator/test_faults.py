"""What faults do to usage, registers and truth: a register stays the exact integral unless its fault says otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS
from simulator.country.population import Numbers
from simulator.faults.kinds import THEFTS, Fault
from simulator.scenario import Scenario
from simulator.truth.usage import of_user, usage
from tests.simulator.faulty import CALM, LIVE_FROM, ORIGIN, STOP, Readings, by_rule, fault, sent, usable

USERS = CALM.country().fleets[0].user_id.tolist()
WITH_GAS = CALM.country().fleets[1].user_id.tolist()
FEEDER = 5
# Each strikes somebody else, from the past into the present, but for those that happen at once.
FAULTS = (
    fault("leak", USERS[0], -3, 2, utility="water", size=40),
    fault("shift", USERS[1], -4, 1, utility="electricity", size=1_200, sort="even"),
    fault("shift", USERS[2], -4, 3, utility="electricity", size=-300, sort="even"),
    fault("shift", USERS[3], -8, 3, utility="electricity", size=800, sort="night"),
    replace(fault("spike", USERS[4], 1, 2, utility="water", size=5_000), end=LIVE_FROM + INTERVAL_MS + 108_000),
    fault("stuck", USERS[6], -2, 2, utility="electricity", sort="register"),
    fault("stuck", WITH_GAS[7], -2, 2, utility="gas", sort="zero"),
    fault("reverse", USERS[8], -2, 2, utility="electricity", size=900),
    fault("swap", USERS[9], -2, -1, utility="electricity"),
    fault("swap", USERS[10], 1, 2, utility="water"),
    fault("reset", USERS[11], 1, 2, utility="electricity"),
    fault("rollover", USERS[12], -2, -1, utility="electricity"),
    fault("rollover", USERS[13], 1, 2, utility="water"),
    *(
        fault("theft", user, -8, 2, utility="electricity", size=60, sort=sort)
        for user, sort in zip(USERS[14:20], THEFTS, strict=True)
    ),
    replace(fault("outage", None, -8, -2, utility="electricity"), feeder=FEEDER),
)
FAULTY = replace(CALM, faults=FAULTS)


@pytest.fixture(scope="module")
def readings() -> Readings:
    return usable(sent(*FAULTS))


@pytest.mark.parametrize(
    ("start", "stop"), [(ORIGIN, STOP), (ORIGIN, LIVE_FROM), (LIVE_FROM - INTERVAL_MS, STOP), (LIVE_FROM, STOP)]
)
def test_truth_is_the_usage_rule_on_what_faulty_meters_report(readings: Readings, start: int, stop: int) -> None:
    country = FAULTY.country()
    used = usage(FAULTY, country, start, stop)
    for user_id in country.population.user_id.tolist():
        for utility, amount in of_user(country, used, user_id).items():
            assert by_rule(readings[user_id, utility], utility, start, stop) == amount, (user_id, utility)


def test_only_those_struck_report_anything_else(readings: Readings) -> None:
    calm = usable(sent())
    changed = {point for point in calm if calm[point] != readings[point]}
    country = FAULTY.country()
    struck = {
        (user, country.fleets[each.fleet].utility.name)
        for each in country.faults.all
        for user in country.fleets[each.fleet].user_id[each.rows].tolist()
    }
    heads = {(user, "electricity") for user in country.fleets[-1].user_id.tolist()}
    assert changed <= struck | heads
    by_day = {(one.user_id, "electricity") for one in FAULTS if one.sort in ("night", "capped", "intermittent")}
    assert struck - changed <= by_day, "what these leave alone depends on the hour"


def grown(scenario: Scenario, *, consumed: bool) -> tuple[Numbers, ...]:
    return usage(scenario, scenario.country(), ORIGIN, STOP, consumed=consumed)


def alone(one: Fault) -> Scenario:
    return replace(CALM, faults=(one,))


def test_a_leak_adds_its_flow_to_register_and_consumption() -> None:
    scenario = alone(FAULTS[0])
    for consumed in (True, False):
        more = grown(scenario, consumed=consumed)[2] - grown(CALM, consumed=consumed)[2]
        assert more.tolist() == [40 * 1_250 if user == USERS[0] else 0 for user in USERS]


def test_heads_see_what_is_used_not_what_is_counted() -> None:
    usual = grown(CALM, consumed=False)[3].sum()
    assert grown(alone(FAULTS[1]), consumed=False)[3].sum() > usual
    assert grown(alone(FAULTS[5]), consumed=False)[3].sum() == usual
    for theft in FAULTS[13:19]:
        assert grown(alone(theft), consumed=False)[3].sum() == usual


@pytest.mark.parametrize("sort", THEFTS)
def test_theft_is_used_but_not_counted(sort: str) -> None:
    theft = fault("theft", None, -24, 3, utility="electricity", size=60, sort=sort, share=1.0)
    scenario = alone(theft)
    counted, used = grown(scenario, consumed=False)[0].sum(), grown(scenario, consumed=True)[0].sum()
    assert used == grown(CALM, consumed=True)[0].sum()
    assert counted <= used if sort in ("intermittent", "night") else counted < used * 95 // 100
    demand = scenario.country().demand(LIVE_FROM // INTERVAL_MS)[0]
    shown = demand.read(np.full((len(USERS), 1), 6_000))[1].sum()
    usual = CALM.country().demand(LIVE_FROM // INTERVAL_MS)[0].read(np.full((len(USERS), 1), 6_000))[1].sum()
    assert shown == usual if sort == "slowed" else shown <= usual


def test_a_stuck_register_stands_while_its_demand_goes_on(readings: Readings) -> None:
    inside = [
        each
        for each in readings[USERS[6], "electricity"]
        if LIVE_FROM - 2 * INTERVAL_MS <= each.at <= LIVE_FROM + 2 * INTERVAL_MS
    ]
    assert len({each.register for each in inside}) == 1
    assert min(each.demand for each in inside) > 0


def test_a_swapped_meter_has_another_number_and_begins_again(readings: Readings) -> None:
    swapped = readings[USERS[9], "electricity"]
    old, new = (
        [each for each in swapped if (each.at > LIVE_FROM - 2 * INTERVAL_MS) is after] for after in (False, True)
    )
    assert {each.meter_id for each in old}.isdisjoint({each.meter_id for each in new})
    assert new[0].register < min(old[-1].register, 3_000_000)


def test_a_register_rolls_over_where_the_plan_says(readings: Readings) -> None:
    dial, at = 10**ELECTRICITY.register_digits, LIVE_FROM - 2 * INTERVAL_MS
    wound = readings[USERS[12], "electricity"]
    assert next(each.register for each in wound if each.at == at) == dial - 1
    assert all(each.register < dial // 10 for each in wound if each.at > at)


def test_an_outage_is_silent_and_uses_nothing(readings: Readings) -> None:
    country = CALM.country()
    users = country.fleets[0].user_id[country.population.feeder[country.fleets[0].rows] == FEEDER].tolist()
    start, end = LIVE_FROM - 8 * INTERVAL_MS, LIVE_FROM - 2 * INTERVAL_MS
    for user in users:
        silent = [each for each in readings[user, "electricity"] if start < each.at < end]
        assert not silent
        before, after = (next(e.register for e in readings[user, "electricity"] if e.at == at) for at in (start, end))
        assert before == after
        assert any(start < each.at < end for each in readings[user, "water"])
