"""What holds of every bill: lines add up, a period may be split, more usage never costs less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.billing.price import Days, Plan, Priced, price
from batch_job.billing.terms import CalorificValue, Segment, Tariff
from contract.billing_periods import ONE_DAY, Period, period_of, periods_ended
from contract.bills import DIGITS, Kind, difference, exact, total
from contract.days import day_bounds
from contract.prices.document import Document
from contract.windows import INTERVAL_MS
from tests.batch_job.billing.worked import day_row

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
FIRST = date(2025, 3, 28)  # clocks change in London on the third day, in Lord Howe on the tenth
DAYS = 12
GAS = (CalorificValue(FIRST, 1, Decimal("39.4127")), CalorificValue(FIRST + 5 * ONE_DAY, 1, Decimal("38.9")))
WHOLE = Period(FIRST, FIRST + (DAYS - 1) * ONE_DAY)

prices = st.decimals("0", "2", places=4).map(str)
hours = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02d}:{quarter % 4 * 15:02d}")
whens = st.fixed_dictionaries({"from": hours, "to": hours, "days": st.sampled_from([["weekday"], ["sat", "sun"], []])})
limits = st.lists(st.decimals("0.5", "90", places=2), min_size=1, max_size=3, unique=True).map(sorted)


@st.composite
def blocks(draw: st.DrawFn) -> list[dict[str, str]]:
    ends = draw(limits)
    return [*({"up_to": str(end), "price": draw(prices)} for end in ends), {"price": draw(prices)}]


@st.composite
def documents(draw: st.DrawFn, *, linear: bool) -> Document:
    """Any tariff; `linear`: none whose price depends on the length of the period."""
    utility = draw(st.sampled_from(["electricity", "gas", "water"]))
    per = "m3" if utility == "water" else "kWh"
    how = draw(st.sampled_from(["price", "day"] if linear else ["price", "day", "period"]))
    rest = {"name": "rest", "price": draw(prices)} if how == "price" else {"name": "rest", "blocks": draw(blocks())}
    rate = {"name": "chosen", "when": [draw(whens)], "price": draw(prices)}
    fields: dict[str, Any] = {"standing_per_day": draw(prices), "rates": [rate, rest], "price_cap": draw(prices)}
    if how != "price":
        fields["blocks_per"] = how
    if utility == "gas":
        fields["correction"] = "1.02264"
    if not linear:
        fields["period_cap"] = draw(prices.map(lambda text: str(100 * Decimal(text))))
        fields["taxes"] = [{"name": "tax", "rate": draw(prices)}]
        if utility == "electricity":
            fields["peak"] = {"price": draw(prices), "when": [draw(whens)]}
    named = {"utility": utility, "name": "any", "currency": "USD", "per": per}
    return Document.model_validate({**named, **fields})


@dataclass(frozen=True)
class Home:
    """Usage of every interval of the days."""

    zone: str
    values: list[list[int | None]]

    def days(self) -> Days:
        listed = zip(WHOLE.days, self.values, strict=True)
        return {day: day_row(day, values, run_id=1 + day.day % 2) for day, values in listed}


@st.composite
def homes(draw: st.DrawFn) -> Home:
    zone = draw(st.sampled_from(ZONES))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    most = draw(st.sampled_from([1, 10_000, 900_000, 2**33]))
    return Home(zone, [rng.integers(0, most, _intervals(day, zone)).tolist() for day in WHOLE.days])


def _intervals(day: date, zone: str) -> int:
    start, stop = day_bounds(day, zone)
    return (stop - start) // INTERVAL_MS


def bill(document: Document, home: Home, period: Period = WHOLE) -> Priced:
    tariff = Tariff("any", 1, FIRST, document, "")
    plan = Plan(home.zone, period, (Segment(tariff, tuple(period.days)),), GAS)
    [found] = price(plan, [home.days()])
    return found


@given(documents(linear=False), homes())
@settings(max_examples=40)
def test_lines_add_up_and_hold_all_usage(document: Document, home: Home) -> None:
    found = bill(document, home)
    assert found.total == total(found.lines) == sum((line.amount for line in found.lines), Decimal(0))
    used = sum(value or 0 for values in home.values for value in values)
    assert used == sum(line.quantity for line in found.lines if line.kind == Kind.ENERGY)
    assert found.missing == 0


@given(documents(linear=True), homes(), st.integers(1, DAYS - 1))
@settings(max_examples=40)
def test_a_split_period_adds_up_before_rounding(document: Document, home: Home, cut: int) -> None:
    parts = Period(FIRST, FIRST + (cut - 1) * ONE_DAY), Period(FIRST + cut * ONE_DAY, WHOLE.last)
    with localcontext() as context:
        context.prec = DIGITS
        whole = sum((exact(line) for line in bill(document, home).lines), Decimal(0))
        split = sum((exact(line) for part in parts for line in bill(document, home, part).lines), Decimal(0))
        assert abs(whole - split) < Decimal("1e-40")


@given(documents(linear=False), homes(), st.integers(0, DAYS - 1), st.integers(0, 91), st.integers(1, 10**7))
@settings(max_examples=40)
def test_more_usage_never_costs_less(document: Document, home: Home, day: int, interval: int, more: int) -> None:
    values = [list(own) for own in home.values]
    values[day][interval] = (values[day][interval] or 0) + more
    before, after = bill(document, home), bill(document, replace(home, values=values))
    assert after.total >= before.total
    changes = (change.amount for change in difference(before.lines, after.lines))
    assert sum(changes, Decimal(0)) == after.total - before.total


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 31))
def test_every_day_is_in_one_period(day: date, billing_day: int) -> None:
    period = period_of(day, billing_day)
    assert period.first <= day <= period.last
    assert period_of(period.last, billing_day) == period
    assert period_of(period.last + ONE_DAY, billing_day).first == period.last + ONE_DAY
    assert 28 <= period.length <= 31


@pytest.mark.parametrize(
    ("billing_day", "first", "last"),
    [(1, "2024-02-01", "2024-02-29"), (15, "2024-02-15", "2024-03-14"), (31, "2024-02-29", "2024-03-30")],
)
def test_periods_in_february(billing_day: int, first: str, last: str) -> None:
    expected = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert period_of(expected.first, billing_day) == expected


def test_only_ended_periods_count() -> None:
    found = list(periods_ended(date(2025, 1, 20), date(2025, 4, 9), 10))
    assert [(each.first, each.last) for each in found] == [
        (date(2025, 1, 10), date(2025, 2, 9)),
        (date(2025, 2, 10), date(2025, 3, 9)),
        (date(2025, 3, 10), date(2025, 4, 9)),
    ]
    assert all(each.length == (each.last - each.first) / timedelta(days=1) + 1 for each in found)
