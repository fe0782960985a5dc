"""The cost of each day, as pages tell it while the day lasts, adds up to the period's bill as the batch prices it."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from batch_job.billing.document import read_document
from batch_job.billing.price import Plan, Priced, price
from batch_job.billing.terms import CalorificValue, Segment, Tariff
from contract.billing_periods import Period
from contract.bills import Kind
from contract.days import day_bounds
from contract.prices.day_cost import day_cost
from contract.prices.document import Document
from contract.prices.hours import rate_at
from contract.windows import INTERVAL_MS
from simulator.enrol.prices import DOCUMENTS
from tests.batch_job.billing.worked import day_row

ZONE = "America/New_York"
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30))  # the first day has 25 hours, two are holidays
BEGUN = {"whole": 0, "from the eleventh": 10}
MJ = Decimal("38.2")
MOST = {"electricity": 900_000, "gas": 220_000, "water": 40_000}  # mWh or mL in an interval
BASE_UNITS = 1_000_000
HALF_A_CENT = Decimal("0.005")
Usage = dict[date, list[int]]


def usage(seed: int, most: int, days: list[date]) -> Usage:
    chance = random.Random(seed)
    counts = [(day, (day_bounds(day, ZONE)[1] - day_bounds(day, ZONE)[0]) // INTERVAL_MS) for day in days]
    return {day: [chance.randrange(most) for _ in range(count)] for day, count in counts}


def by_rate(document: Document, day: date, values: list[int]) -> list[Decimal]:
    """What is billed, in each rate's hours."""
    factor = document.correction * MJ / Decimal("3.6") if document.correction else Decimal(1)
    sums = [Decimal(0)] * len(document.rates)
    for number, value in enumerate(values):
        rate = rate_at(document, day_bounds(day, ZONE)[0] + number * INTERVAL_MS, ZONE)
        sums[rate] += value * factor / BASE_UNITS
    return sums


def bill(document: Document, days: list[date], used: Usage, fed: Usage) -> Priced:
    segment = Segment(Tariff("t", 1, days[0], document, ""), tuple(days))
    plan = Plan(ZONE, PERIOD, (segment,), (CalorificValue(days[0], 1, MJ),))
    [found] = price(
        plan, *([{day: day_row(day, list(values)) for day, values in each.items()}] for each in (used, fed))
    )
    return found


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN.keys())
@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.json")), ids=lambda path: path.stem)
def test_the_days_of_a_period_cost_what_its_bill_says(path: Path, begun: int) -> None:
    document, days = read_document(path.read_text(), path.stem), PERIOD.days[begun:]
    used = usage(1, MOST[document.utility], days)
    fed = usage(2, 90_000, days) if document.export else {}
    share = Decimal(len(days)) / PERIOD.length
    taken = [by_rate(document, day, used[day]) for day in days]
    costs = [
        day_cost(document, share, taken[: number + 1], Decimal(sum(fed.get(day, []))) / BASE_UNITS)
        for number, day in enumerate(days)
    ]
    found = bill(document, days, used, fed)
    lines = [line for line in found.lines if line.kind is not Kind.PEAK]
    taxed_peak = sum((line.amount for line in found.lines if line.kind is Kind.PEAK), Decimal(0))
    taxes = taxed_peak * sum((tax.rate for tax in document.taxes), Decimal(0))
    billed = sum((line.amount for line in lines), Decimal(0)) - taxes
    assert abs(sum(cost.total for cost in costs) - billed) <= HALF_A_CENT * (len(lines) + 2), (costs, lines)
    assert all(cost.energy >= 0 for cost in costs)
