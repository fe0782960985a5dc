"""Outlooks: the estimate equals the bill, nothing after the day is looked at, and the band holds what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from batch_job.billing.amounts import amounts
from batch_job.billing.estimate import estimate
from batch_job.billing.outlook import ENOUGH, outlook
from batch_job.billing.price import Days, Plan, fed_in, mj_of, price
from batch_job.billing.terms import Segment, Tariff
from contract.billing_periods import ONE_DAY, Period
from contract.prices.document import Document
from tests.batch_job.billing.ledger import PLAIN
from tests.batch_job.billing.worked import CASES, bill_of, day_row, export_of, plan_of, read_case, usage_of

ZONE = "Asia/Kathmandu"  # no clock changes: every day has 96 intervals
BEGIN = date(2025, 1, 1)
BLOCKS = {
    **PLAIN,
    "blocks_per": "period",
    "rates": [{"name": "energy", "blocks": [{"up_to": "300", "price": "0.1"}, {"price": "0.3"}]}],
}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_estimate_is_the_bill_but_for_rounding(folder: Path) -> None:
    case = read_case(folder)
    plan, cost = plan_of(case), 0.0
    for segment in plan.segments:
        found = amounts(segment.tariff.document, plan.zone, segment.days, [usage_of(case)])
        mj = [mj_of(plan, segment, day) for day in segment.days]
        export = [export_of(case)] if "export" in case.facts else []
        fed = fed_in(segment.tariff.document, plan.zone, segment.days, export)
        sold = None if fed is None else fed.quantity.sum(axis=2)
        own = plan.period.whole, found.quantity, found.peak, mj
        cost += float(estimate(segment.tariff.document, *own, fed=sold)[0])
    assert abs(cost - float(bill_of(case).total)) < 0.02


def _plan(period: Period, fields: dict[str, object]) -> Plan:
    tariff = Tariff("any", 1, BEGIN, Document.model_validate(fields), "")
    return Plan(ZONE, period, (Segment(tariff, tuple(period.days)),))


def _home(seed: int, days: int) -> Days:
    """Weekends are dearer, weeks have their weather, days their chance."""
    rng = np.random.default_rng(seed)
    weather = np.repeat(rng.normal(0, 0.15, days // 7 + 1), 7)
    found = {}
    for number in range(days):
        day = BEGIN + number * ONE_DAY
        level = (150_000 + 40_000 * (day.weekday() >= 5)) * max(0.1, 1 + weather[number] + rng.normal(0, 0.2))
        values = (level * rng.random(96)).astype(int).tolist()
        found[day] = day_row(day, values)
    return found


def test_nothing_after_the_day_is_looked_at() -> None:
    period, known_to = Period(date(2025, 4, 1), date(2025, 4, 30)), date(2025, 4, 12)
    days = _home(1, 130)
    shuffled = {day: row if day <= known_to else replace(row, usage_values=b"\1" * 384) for day, row in days.items()}
    plan = _plan(period, BLOCKS)
    found = outlook(plan, days, known_to, "seed")
    assert found == outlook(plan, shuffled, known_to, "seed")
    first_days = replace(plan, segments=(replace(plan.segments[0], days=tuple(period.days[:12])),))
    assert found.so_far == next(price(first_days, [days])).total


def test_at_the_end_nothing_is_left_to_chance() -> None:
    period = Period(date(2025, 4, 1), date(2025, 4, 30))
    days = _home(2, 130)
    plan = _plan(period, BLOCKS)
    found = outlook(plan, days, period.last, "seed")
    bill = next(price(plan, [days])).total
    assert found.so_far == bill
    assert found.quantiles is not None
    assert all(abs(each - bill) < Decimal("0.02") for each in found.quantiles)


def _often_away(known_to: date) -> Days:
    """Three of the last eight weeks nothing was used."""
    weeks = [(known_to - number * ONE_DAY, 7 - number // 7) for number in range(56)]
    return {day: day_row(day, [0 if week in (1, 3, 6) else 250_000] * 96) for day, week in weeks}


def test_no_bill_comes_to_less_than_what_is_used_and_the_charges_to_come() -> None:
    period, known_to = Period(date(2025, 4, 1), date(2025, 4, 30)), date(2025, 4, 23)
    found = outlook(_plan(period, PLAIN), _often_away(known_to), known_to, "x")
    assert found.quantiles is not None
    # seven days of 0.50
    assert found.quantiles[0] == found.so_far + Decimal("3.50")
    assert found.quantiles[0] < found.quantiles[1]


def test_what_is_still_fed_in_may_make_a_bill_less() -> None:
    period, known_to = Period(date(2025, 4, 1), date(2025, 4, 30)), date(2025, 4, 23)
    plan = _plan(period, {**PLAIN, "export": {"price": "0.50"}})
    used = {day: day_row(day, [0] * 96) for day in _often_away(known_to)}
    found = outlook(plan, used, known_to, "x", {day: day_row(day, [250_000] * 96) for day in used})
    assert found.quantiles is not None
    assert found.quantiles[0] < found.so_far


def test_too_little_history_foretells_nothing() -> None:
    period = Period(date(2025, 1, 1), date(2025, 1, 31))
    days = {day: row for day, row in _home(3, 40).items() if day < BEGIN + (ENOUGH - 1) * ONE_DAY}
    found = outlook(_plan(period, PLAIN), days, max(days), "seed")
    assert found.quantiles is None
    assert found.so_far > 0


def test_the_band_of_a_back_test_holds_about_four_of_five() -> None:
    inside, shares = [], []
    for seed in range(60):
        days = _home(seed, 130)
        plan = _plan(Period(date(2025, 4, 1), date(2025, 4, 30)), BLOCKS)
        found = outlook(plan, days, date(2025, 4, 10), f"home {seed}")
        assert found.quantiles is not None
        actual = next(price(plan, [days])).total
        low, middle, high = found.quantiles
        inside.append(low <= actual <= high)
        shares.append(abs(float(middle - actual)) / float(actual))
    assert 0.68 <= np.mean(inside) <= 0.92
    assert np.mean(shares) < 0.08
