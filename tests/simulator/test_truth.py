"""Truth is what the usage rule makes of a perfect simulation, before, across and after the change to live."""

from __future__ import annotations

import pytest

from contract.closing import closing_readings
from contract.encoding.messages import decode
from contract.reading import Reading
from contract.usage import history, level_at
from contract.utilities import BY_NAME, UTILITIES
from contract.windows import HOUR_MS, INTERVAL_MS
from simulator.demand.spikes import Spike
from simulator.run.plan import Plan
from simulator.run.simulation import simulate
from simulator.scenario import Scenario, ScenarioError
from simulator.truth.usage import of_county, of_user, usage

LIVE_FROM = 1_793_491_200_000
SCENARIO = Scenario(
    users=60,
    seed=3,
    origin=LIVE_FROM - HOUR_MS,
    live_from=LIVE_FROM,
    spikes=(Spike(64, "electricity", LIVE_FROM + 108_000),),
)
PLAN = Plan(heartbeat=5_000, readings=12, partitions=2, spread=True)
STOP = LIVE_FROM + 3 * INTERVAL_MS


@pytest.fixture(scope="module")
def readings() -> dict[tuple[int, str], list[Reading]]:
    found: dict[tuple[int, str], list[Reading]] = {}
    for batch in simulate(SCENARIO, SCENARIO.country(), PLAN, 0, STOP):
        for value in batch.values if batch.topic in BY_NAME else ():
            report = decode(value)
            found.setdefault((report.user_id, batch.topic), []).extend(report.readings())
    return found


@pytest.mark.parametrize(
    ("start", "stop"),
    [(SCENARIO.origin, LIVE_FROM), (SCENARIO.origin, STOP), (LIVE_FROM, STOP), (LIVE_FROM + INTERVAL_MS, STOP)],
)
def test_truth_is_the_usage_rule_on_perfect_readings(
    readings: dict[tuple[int, str], list[Reading]], start: int, stop: int
) -> None:
    country = SCENARIO.country()
    used = usage(SCENARIO, country, start, stop)
    for user_id in country.population.user_id.tolist():
        expected = {
            utility.name: by_rule(readings[user_id, utility.name], utility.name, start, stop)
            for utility in UTILITIES
            if (user_id, utility.name) in readings
        }
        assert of_user(country, used, user_id) == expected


def by_rule(readings: list[Reading], utility: str, start: int, stop: int) -> int:
    past = history(closing_readings(readings), BY_NAME[utility])
    first, last = level_at(past.segments, start), level_at(past.segments, stop)
    assert first
    assert last
    return last.level - first.level


def test_a_county_is_the_sum_of_its_customers() -> None:
    country = SCENARIO.country()
    used = usage(SCENARIO, country, SCENARIO.origin, STOP)
    fips = country.population.counties[0].fips
    members = [
        of_user(country, used, user)
        for user, county, kind in zip(
            country.population.user_id.tolist(),
            country.population.county.tolist(),
            country.population.kind.tolist(),
            strict=True,
        )
        if county == 0 and kind != 2
    ]
    total = of_county(country, used, fips)
    had = [utility.name for utility in UTILITIES if any(utility.name in member for member in members)]
    assert {"electricity", "water"} <= set(had)
    assert total == {name: sum(member.get(name, 0) for member in members) for name in had}


def test_a_spike_is_in_the_truth_and_in_the_readings(readings: dict[tuple[int, str], list[Reading]]) -> None:
    spike = SCENARIO.spikes[0]
    inside = [r.demand for r in readings[64, "electricity"] if spike.at < r.at <= spike.at + 72_000]
    assert min(inside) >= 15_000 * 95 // 100, "five percent of it may flicker"
    calm = Scenario(SCENARIO.users, SCENARIO.seed, SCENARIO.origin, LIVE_FROM)
    with_spike, without = (
        of_user(s.country(), usage(s, s.country(), LIVE_FROM, STOP), 64)["electricity"] for s in (SCENARIO, calm)
    )
    assert with_spike > without


def test_truth_is_not_guessed() -> None:
    country = SCENARIO.country()
    with pytest.raises(ScenarioError, match="between two quarter hours"):
        usage(SCENARIO, country, SCENARIO.origin - INTERVAL_MS, STOP)
    with pytest.raises(ScenarioError, match="between two quarter hours"):
        usage(SCENARIO, country, SCENARIO.origin + 1, STOP)
