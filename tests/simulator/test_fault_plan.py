"""A plan of faults: what a file may say, what is drawn at random, and whom it strikes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from contract.windows import DAY_MS, HOUR_MS
from simulator.__main__ import main
from simulator.demand.country import Country
from simulator.faults.chance import HABITS, drawn
from simulator.faults.kinds import RULES, Fault, FaultPlanError
from simulator.faults.plan_file import parse_plan, read_plan
from simulator.faults.struck import struck_by

LIVE_FROM = 1_793_491_200_000
LEAK = '[[fault]]\nkind = "leak"\nuser = 64\nfrom = "-36h"\nto = "+2h"\nsize = 60\n'


def test_a_plan_in_toml_and_the_same_in_json() -> None:
    (fault,) = parse_plan(LEAK, "plan", LIVE_FROM)
    times = (LIVE_FROM - 36 * HOUR_MS, LIVE_FROM + 2 * HOUR_MS)
    assert fault == Fault("leak-1", "leak", *times, utility="water", user_id=64, size=60)
    entry = {"kind": "leak", "user": 64, "from": "2026-10-30T12:00Z", "to": "2026-11-01T02:00Z"}
    assert parse_plan(json.dumps({"fault": [entry]}), "plan", LIVE_FROM) == (fault,)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ("fault = 3", "may only hold a list"),
        ("[[fault", "neither TOML nor JSON"),
        ("[[fault]]\nkind = 'flood'", "no kind that is known"),
        (LEAK.replace("user", "house"), "'house', which is no word"),
        (LEAK.replace("user = 64\n", ""), "in one way whom it strikes"),
        (LEAK + "share = 0.1\n", "in one way whom it strikes"),
        (LEAK.replace("user = 64", "share = 2"), "a part of one"),
        (LEAK.replace("user = 64", "user = 'me'"), "write its number"),
        (LEAK.replace("-36h", "yesterday"), "is not an instant"),
        (LEAK.replace('to = "+2h"\n', ""), "does not say 'to'"),
        (LEAK.replace("+2h", "-37h"), "ends before it begins"),
        (LEAK.replace("60", "0"), "whole number of L/h, 1 to 5000"),
        (LEAK + 'sort = "slow"\n', "its kind knows none"),
        (LEAK.replace("leak", "spike"), "must name its utility"),
        (LEAK.replace("leak", "gap"), "which its kind has no use for"),
        (f'{LEAK}id = "a"\n{LEAK}id = "a"\n', "the id 'a'"),
    ],
)
def test_a_wrong_plan_is_one_sentence(plan: str, sentence: str) -> None:
    with pytest.raises(FaultPlanError, match=sentence) as caught:
        parse_plan(plan, "plan.toml", LIVE_FROM)
    assert "plan.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FaultPlanError, match="cannot be read"):
        read_plan(tmp_path / "none.toml", LIVE_FROM)


@pytest.mark.parametrize(("who", "struck"), [("user_id", 99_999_999), ("feeder", 99_999), ("county", 1)])
def test_a_fault_that_strikes_nobody_is_refused(who: str, struck: int) -> None:
    fault = Fault("lost", "gap", LIVE_FROM, LIVE_FROM + HOUR_MS, **{who: struck})  # type: ignore[arg-type]
    with pytest.raises(FaultPlanError, match="'lost' strikes nobody"):
        Country(100, 1, faults=(fault,))


def test_whom_a_fault_strikes() -> None:
    country = Country(3_000, 1)

    def struck(**who: float) -> Counter[int]:
        fault = Fault("some", "gap", LIVE_FROM, LIVE_FROM + HOUR_MS, **who)  # type: ignore[arg-type]
        return Counter({each.fleet: len(each.rows) for each in struck_by(fault, country.population, country.fleets)})

    assert 240 < struck(share=0.1)[0] < 360
    assert struck(share=0.1)[3] == 0, "heads of feeders are no customers"
    feeder = struck(feeder=3)
    assert feeder[0] == feeder[2] <= 25
    assert feeder[3] == 1
    fips = country.population.counties[0].fips
    assert struck(county=fips)[0] == int((country.population.county[country.fleets[0].rows] == 0).sum())


def test_chance_follows_its_seed_and_rates() -> None:
    country = Country(2_000, 1)
    plan = drawn(country, LIVE_FROM, 28, seed=5)
    assert plan == drawn(country, LIVE_FROM, 28, seed=5)
    assert plan != drawn(country, LIVE_FROM, 28, seed=6)
    kinds = Counter(fault.kind for fault in plan)
    assert set(kinds) == set(HABITS)
    assert 0.6 < kinds["leak"] / (HABITS["leak"].rate * 2 * 28) < 1.4
    assert all(LIVE_FROM <= fault.start < LIVE_FROM + 28 * DAY_MS for fault in plan)
    assert all(RULES[fault.kind].least <= fault.size <= RULES[fault.kind].most for fault in plan)
    none = drawn(country, LIVE_FROM, 28, seed=5, rates=dict.fromkeys(HABITS, 0.0) | {"leak": 3.0})
    assert {fault.kind for fault in none} == {"leak"}
    with pytest.raises(FaultPlanError, match="No rate flood=1"):
        drawn(country, LIVE_FROM, 1, seed=5, rates={"flood": 1.0})


def test_a_drawn_plan_can_be_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["faults", "--users", "1000", "--seed", "9"])
    assert not ended.value.code
    said = capsys.readouterr().out
    read = parse_plan(said, "plan", LIVE_FROM)
    drawn_again = drawn(Country(1_000, 1), LIVE_FROM - 3 * DAY_MS, 3, seed=9)
    assert [(fault.kind, fault.user_id, fault.size) for fault in read] == [
        (fault.kind, fault.user_id, fault.size) for fault in drawn_again
    ]
