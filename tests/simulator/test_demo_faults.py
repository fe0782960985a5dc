"""The demonstration's faults: its comparison with the truth must hold to the integer in spite of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import simulator
from contract.windows import DAY_MS, INTERVAL_MS, MINUTE_MS
from simulator.faults.plan_file import read_plan
from simulator.faults.truth_file import truth_rows
from simulator.run.plan import Plan
from simulator.run.simulation import simulate
from simulator.scenario import Scenario
from simulator.truth.usage import of_county, of_user, usage
from tests.simulator.faulty import LIVE_FROM, Readings, by_rule, usable

FAULTS = read_plan(Path(simulator.__file__).parent / "data" / "demo_faults.toml", LIVE_FROM)
# As large as its first county must be for the plan, no larger than a test may take.
SCENARIO = Scenario(users=700, seed=1, origin=LIVE_FROM - DAY_MS, live_from=LIVE_FROM, faults=FAULTS)
STOP = LIVE_FROM + INTERVAL_MS
PLAN = Plan(heartbeat=5_000, readings=2, partitions=1, spread=False)


@pytest.fixture(scope="module")
def heard() -> Readings:
    """Of the first block of users: all that the plan strikes, and the rest of their county."""
    country = SCENARIO.country()
    quarters = (batch for batch in simulate(SCENARIO, country, PLAN, 0, STOP) if batch.topic != "weather")

    def first_county() -> Iterator[object]:
        for batch in quarters:
            mine = [place for place, key in enumerate(batch.keys) if int.from_bytes(key, "big") in MEMBERS]
            yield replace(batch, keys=[batch.keys[i] for i in mine], values=[batch.values[i] for i in mine])

    return usable(first_county())  # type: ignore[arg-type]


def members() -> set[int]:
    """Customers of the first county and of the feeder that is cut."""
    population = SCENARIO.country().population
    near = (population.county == 0) | (population.feeder == 1)
    return set(population.user_id[near].tolist())


MEMBERS = members()


def test_everybody_whom_the_plan_strikes_exists() -> None:
    struck = {row["id"]: row for row in truth_rows(SCENARIO.country().faults)}
    assert set(struck) == {fault.id for fault in FAULTS}
    assert [fault.user_id for fault in FAULTS[:3]] == [64, 65, 66]


def test_totals_of_all_struck_equal_the_truth(heard: Readings) -> None:
    country = SCENARIO.country()
    used = usage(SCENARIO, country, SCENARIO.origin, STOP)
    county = dict.fromkeys(("electricity", "gas", "water"), 0)
    first = set(country.population.user_id[(country.population.county == 0) & (country.population.kind != 2)].tolist())
    for user_id in sorted(MEMBERS):
        for utility, amount in of_user(country, used, user_id).items():
            found = by_rule(heard[user_id, utility], utility, SCENARIO.origin, STOP)
            assert found == amount, (user_id, utility)
            county[utility] += found if user_id in first else 0
    assert county == of_county(country, used, country.population.counties[0].fips)


def test_nobody_is_silent_while_answers_are_compared() -> None:
    """The demonstration compares within the first half hour, and whole days are settled before."""
    silent = [fault for fault in FAULTS if fault.kind in ("outage", "gap")]
    assert silent
    for fault in silent:
        assert fault.end <= LIVE_FROM - 60 * MINUTE_MS or fault.start >= LIVE_FROM + 45 * MINUTE_MS
        assert fault.end - fault.start <= 120 * MINUTE_MS - INTERVAL_MS, "a line still spans the gap"
