"""Each scenario through the reference and the numpy core, which must agree; and through the prices where it has any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from batch_job.billing.price import price
from batch_job.nightly.spark.arrow_rows import findings
from batch_job.settlement.carries import NONE, no_carries
from batch_job.settlement.in_turn import settle_days
from batch_job.settlement.like_days import DAYS, shape_of
from batch_job.settlement.readings import Noted
from batch_job.settlement.reopened import StoredDay
from batch_job.settlement.settle import Bucket, Outcome, settle
from contract.reference import settled_days
from contract.rules import Rule, quality, read_findings, rules_in, write_findings
from contract.usage import Basis
from contract.validation import ValidDay
from contract.validity import Fault
from contract.windows import HOUR_MS
from tests.batch_job.billing.worked import Case, day_row, plan_of
from tests.batch_job.settlement.settling import columns, plain_form
from tests.scenarios.scenario import Scenario, masks, scenarios

ALL = scenarios()
CLOCKS_CHANGE = {
    ("Europe/London", "2023-03-26"): 23,
    ("Europe/London", "2023-10-29"): 25,
    ("America/New_York", "2023-03-12"): 23,
    ("America/New_York", "2023-11-05"): 25,
    ("Australia/Lord_Howe", "2023-04-02"): 24.5,
    ("Australia/Lord_Howe", "2023-10-01"): 23.5,
    ("Asia/Kathmandu", "2023-06-01"): 24,  # begins at a quarter past the hour, UTC
}
"""Hours of the day."""


def by_reference(scenario: Scenario) -> list[ValidDay]:
    if scenario.published:
        return list(_by_nights(scenario))
    days = [(day.start, day.stop) for day in scenario.days]
    return [day for day, _ in settled_days(scenario.usable(), days, scenario.look)]


def _by_nights(scenario: Scenario) -> Iterator[ValidDay]:
    """Day by day, each with the shape of the week that was published before it."""
    look, told, zone = scenario.look, scenario.published, scenario.facts["zone"]
    for day in scenario.days:
        week = [each for each in told if day.day - DAYS <= each.day.day < day.day]
        shaped = replace(look, shape=shape_of(week, zone))
        [(found, carry)] = settled_days(scenario.usable(), [(day.start, day.stop)], shaped)
        yield found
        told.append(StoredDay(day, tuple(found.values), tuple(found.basis), day.intervals))
        look = replace(look, carry=carry, usual=found.usual)


def by_core(scenario: Scenario) -> Outcome:
    """Beside a service point that nobody reads, so that a point's number is not always 0."""
    look, none = scenario.look, no_carries(2)
    usual = np.array([NONE, NONE if look.usual is None else look.usual])
    bucket = Bucket(look.utility, scenario.days, look.seen, none, {}, columns([[], scenario.usable()]))
    ahead = Noted(np.ones(len(look.ahead), np.int64), np.array(look.ahead, np.int64), _all(Rule.CLOCK, look.ahead))
    since = np.full(2, look.supply_from)
    mended = columns([[], list(look.corrections)])
    told = replace(bucket, supply_from=since, usual=usual, shapes={1: look.shape}, ahead=ahead)
    told = replace(told, corrections=mended)
    if not scenario.published:
        return settle(told)
    return settle_days(replace(told, before=lambda _: {0: scenario.published}), scenario.facts["zone"])


def _all(rule: Rule, each: Sequence[int]) -> NDArray[np.uint8]:
    return np.full(len(each), rule, np.uint8)


def test_there_are_at_least_forty() -> None:
    assert len(ALL) >= 40


def test_the_days_on_which_clocks_change_are_among_them() -> None:
    lengths = {(each.facts["zone"], str(day.day)): day.stop - day.start for each in ALL for day in each.days}
    assert {place: lengths[place] / HOUR_MS for place in CLOCKS_CHANGE} == CLOCKS_CHANGE


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.folder.name)
def test_it_comes_out_as_expected(scenario: Scenario) -> None:
    reference, core = by_reference(scenario), by_core(scenario)

    for day, rows in zip(reference, core.rows, strict=True):
        values, basis, _ = plain_form(rows, 1)
        found = ValidDay(values, basis, rows.masks[1].tolist(), None if rows.usual[1] == NONE else int(rows.usual[1]))
        assert found == day
        assert read_findings(write_findings(day.masks), len(values)) == day.masks
        assert findings(rows.masks).to_pylist() == [write_findings(each) for each in rows.masks.tolist()]
    for row in scenario.rows("then/days.csv"):
        _check_day(reference[int(row["day"])], row)
    for row in scenario.rows("then/intervals.csv"):
        _check_intervals(reference[int(row["day"])], row)
    for row in scenario.rows("then/counts.csv"):
        assert _counts(scenario, core)[row["name"]] == int(row["value"]), row["name"]


def _check_day(day: ValidDay, row: dict[str, str]) -> None:
    known = [value for value in day.values if value is not None]
    told = rules_in(day.masks[-1])
    assert (len(day.values), len(known), sum(known)) == tuple(
        int(row[name]) for name in ("intervals", "known", "total")
    )
    assert told == rules_in(masks(row["rules"]))


def _check_intervals(day: ValidDay, row: dict[str, str]) -> None:
    """Places `first` to `last`: one usage for all or one for each, nothing where it is missing; quality; rules."""
    places = range(int(row["first"]), int(row["last"]) + 1)
    wanted: list[int | None] = [int(number) for number in row["usage"].split()]
    wanted = wanted * len(places) if len(wanted) == 1 else wanted or [None] * len(places)
    assert [day.values[place] for place in places] == wanted
    assert {quality(day.basis[place], day.masks[place]).value for place in places} == {row["quality"]}
    assert {tuple(rules_in(day.masks[place])) for place in places} == {tuple(rules_in(masks(row["rules"])))}


def _counts(scenario: Scenario, core: Outcome) -> Counter[str]:
    quarantined = Counter(each.fault.name.lower() for each in scenario.sent() if each.fault is not Fault.NONE)
    return quarantined + Counter(duplicates=core.duplicates, conflicts=core.conflicts)


@pytest.mark.parametrize(
    "scenario", [each for each in ALL if each.rows("then/bill.csv")], ids=lambda scenario: scenario.folder.name
)
def test_its_bill_is_worked_by_hand(scenario: Scenario) -> None:
    document: dict[str, Any] = {"utility": "electricity", "name": "Plain", "currency": "GBP", "per": "kWh"}
    document |= {"standing_per_day": "0.50", "rates": [{"name": "energy", "price": "0.20"}]}
    plain = {"valid_from": "2020-01-01", "version": 1, "document": document}
    facts: dict[str, Any] = {
        "zone": scenario.facts["zone"],
        "period": [scenario.facts["day"]] * 2,
        "tariffs": {"plain": [plain]},
    }
    plan = plan_of(Case({**facts, "assigned": [["plain", "2020-01-01"]], "calorific_values": []}, [], []))
    [settled] = by_core(scenario).rows
    values, basis, _ = plain_form(settled, 1)

    [bill] = price(plan, [{settled.day.day: day_row(settled.day.day, values, [Basis(code) for code in basis])}])

    found = [(line.kind.value, str(line.quantity), str(line.amount)) for line in bill.lines]
    worked = [(row["kind"], row["quantity"], row["amount"]) for row in scenario.rows("then/bill.csv")]
    assert [*found, ("total", "", str(bill.total))] == worked
    assert bill.missing == int(scenario.facts.get("missing", 0))
