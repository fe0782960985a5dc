"""From prices and days to bills: service points of one zone that have the same segments are summed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from batch_job.billing.amounts import Amounts, Row, amounts
from batch_job.billing.charge import Use, charge
from batch_job.billing.missing import missing_by_day
from batch_job.billing.terms import CalorificValue, Segment, calorific_value
from batch_job.problem import Problem
from contract.billing_periods import Period
from contract.bills import Line, total
from contract.prices.document import Document

Days = dict[date, Row]


@cache
def _flat() -> Document:
    """One rate for all hours: how an export is summed."""
    rates = [{"name": "export", "price": "0"}]
    fields = {"utility": "electricity", "name": "export", "currency": "XXX", "per": "kWh", "standing_per_day": "0"}
    return Document.model_validate({**fields, "rates": rates})


@dataclass(frozen=True)
class Priced:
    """A service point's period: lines, and how many of its intervals have a value, an estimated one, or none."""

    lines: tuple[Line, ...]
    currency: str
    intervals: int
    estimated: int
    missing: int
    missing_days: tuple[date, ...]

    @property
    def total(self) -> Decimal:
        return total(self.lines)


@dataclass(frozen=True)
class Plan:
    """What the service points that are priced together share.

    `begins` is the local day of the period on which their supply began, `feeds` that on which they first could feed in;
    None if that was before.
    """

    zone: str
    period: Period
    segments: tuple[Segment, ...]
    calorific_values: tuple[CalorificValue, ...] = field(default=())
    begins: date | None = None
    feeds: date | None = None


def price(plan: Plan, usage: Sequence[Days], export: Sequence[Days] = ()) -> Iterator[Priced]:
    """Each service point's period, in their order; `export` is empty if there are no such meters."""
    currency = currency_of(plan)
    parts = [_segment(plan, segment, usage, export) for segment in plan.segments]
    for point in range(len(usage)):
        rows = usage[point], export[point] if export else {}
        yield _priced(plan, parts, point, rows, currency)


def currency_of(plan: Plan) -> str:
    """The one that all its tariffs are in, none without a tariff. Raises Problem."""
    found = {segment.tariff.document.currency for segment in plan.segments}
    if len(found) > 1:
        raise Problem(
            f"The period from {plan.period.first} to {plan.period.last} has tariffs in {len(found)} currencies; "
            "begin the other tariff with a period, or give it the same currency."
        )
    return found.pop() if found else ""


def _segment(
    plan: Plan, segment: Segment, usage: Sequence[Days], export: Sequence[Days]
) -> tuple[Segment, Amounts, Amounts | None]:
    document = segment.tariff.document
    found = amounts(document, plan.zone, segment.days, usage)
    return segment, found, fed_in(document, plan.zone, segment.days, export)


def fed_in(document: Document, zone: str, days: Sequence[date], export: Sequence[Days]) -> Amounts | None:
    """What was fed in, under one rate; None where nobody has such a meter or it is not paid for."""
    return amounts(_flat(), zone, days, export) if any(export) and document.export else None


def _priced(
    plan: Plan,
    parts: Sequence[tuple[Segment, Amounts, Amounts | None]],
    point: int,
    rows: tuple[Days, Days],
    currency: str,
) -> Priced:
    """`rows` are the days of what the service point took, and of what it fed in."""
    lines: list[Line] = []
    for segment, found, fed in parts:
        mj = [mj_of(plan, segment, day) for day in segment.days]
        lines += charge(segment, plan.period.whole, Use(found, point, fed), mj)
    taken, export = rows
    missing = [each for _, found, _ in parts for each in missing_by_day(found, point, taken, plan.begins)]
    if export:
        fed_days = [each for _, _, fed in parts if fed for each in missing_by_day(fed, point, export, plan.feeds)]
        missing += [(day, count) for day, count in fed_days if day >= min(export)]
    return Priced(
        tuple(lines),
        currency,
        sum(int(found.intervals[point].sum()) for _, found, _ in parts),
        sum(int(found.estimated_intervals[point].sum()) for _, found, _ in parts),
        sum(count for _, count in missing),
        tuple(sorted({day for day, count in missing if count})),
    )


def mj_of(plan: Plan, segment: Segment, day: date) -> Decimal | None:
    """The calorific value of a day, None for what is billed as it is metered. Raises Problem."""
    if not segment.tariff.document.converts:
        return None
    return calorific_value(plan.calorific_values, day, plan.zone)
