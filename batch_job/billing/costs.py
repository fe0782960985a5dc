"""What homes would have paid for billing periods that ended, under one tariff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from batch_job.billing.amounts import amounts
from batch_job.billing.estimate import Money, estimate
from batch_job.billing.missing import missing_by_day
from batch_job.billing.price import Days, Plan, fed_in, mj_of
from batch_job.billing.terms import Segment, Tariff
from contract.billing_periods import Period


@dataclass(frozen=True)
class Cost:
    """Of one service point under one tariff: money to within a cent a period, and intervals that nobody knows."""

    cost: Decimal
    missing: int


@dataclass(frozen=True)
class Homes:
    """Compared together: what each took and fed in by day, and the day on which its supply began."""

    days: list[Days]
    export: list[Days]
    begins: list[date]


def costs_under(tariff: Tariff, plan: Plan, periods: Sequence[Period], homes: Homes) -> list[Cost]:
    """Of each home; a period counts if at least half of its days are settled. `plan` gives zone and gas."""
    total, missing = np.zeros(len(homes.days)), np.zeros(len(homes.days), np.int64)
    for period in periods:
        for first, chosen in _alike(period, homes).items():
            segment = Segment(tariff, tuple(day for day in period.days if day >= first))
            cost, unknown = _cost(plan, period, segment, _of(homes, chosen))
            total[chosen] += np.round(cost, 2)
            missing[chosen] += unknown
    return [Cost(Decimal(f"{cost:.2f}"), int(count)) for cost, count in zip(total, missing, strict=True)]


def _alike(period: Period, homes: Homes) -> dict[date, list[int]]:
    """Numbers of the homes for which the period counts, by its first day that they have supply on."""
    found: dict[date, list[int]] = defaultdict(list)
    for number, (own, begins) in enumerate(zip(homes.days, homes.begins, strict=True)):
        if counts(period, own, begins):
            found[max(begins, period.first)].append(number)
    return found


def _of(homes: Homes, chosen: list[int]) -> Homes:
    rows = [(homes.days[number], homes.export[number], homes.begins[number]) for number in chosen]
    days, export, begins = zip(*rows, strict=True)
    return Homes(list(days), list(export), list(begins))


def _cost(plan: Plan, period: Period, segment: Segment, homes: Homes) -> tuple[Money, list[int]]:
    """Of homes with the segment's days: what they cost, and how many intervals nobody knows and somebody still may."""
    document = segment.tariff.document
    found = amounts(document, plan.zone, segment.days, homes.days)
    mj = [mj_of(plan, segment, day) for day in segment.days]
    fed = fed_in(document, plan.zone, segment.days, homes.export)
    sold = None if fed is None else fed.quantity.sum(axis=2)
    cost = estimate(document, period.whole, found.quantity, found.peak, mj, fed=sold)
    by_home = zip(range(len(homes.days)), homes.days, homes.begins, strict=True)
    missing = (sum(n for _, n in missing_by_day(found, number, own, begins)) for number, own, begins in by_home)
    return cost, list(missing)


def first_counted(periods: Sequence[Period], own: Days, begins: date) -> date | None:
    """The first day that counts."""
    counting = (max(period.first, begins) for period in periods if counts(period, own, begins))
    return min(counting, default=None)


def counts(period: Period, own: Days, begins: date) -> bool:
    days = [day for day in period.days if day >= begins]
    return bool(days) and 2 * sum(day in own for day in days) >= len(days)
