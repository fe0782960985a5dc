"""What the last twelve billing periods would have cost under each tariff on file, at today's prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Engine, delete, insert

from batch_job.billing.amounts import amounts
from batch_job.billing.day_rows import read_days, settled_to
from batch_job.billing.estimate import estimate
from batch_job.billing.price import Days, Plan, fed_in, mj_of
from batch_job.billing.prices_on_file import Point, PricesOnFile, read_prices
from batch_job.billing.terms import Segment, Tariff, in_force
from batch_job.problem import Problem
from contract.billing_periods import ONE_DAY, Cycles, Period, period_at
from contract.tables.bills import tariff_costs
from contract.utilities import ELECTRICITY, EXPORT

log = structlog.get_logger()
PERIODS = 12
POINTS_AT_ONCE = 200


@dataclass(frozen=True)
class Cost:
    """Of one service point under one tariff: money to within a cent a period, and intervals that nobody knows."""

    cost: Decimal
    missing: int


def compare_tariffs(database: Engine, points: Collection[Point]) -> int:
    """Writes the costs of these service points anew. Gives the number of rows."""
    with database.connect() as connection:
        settled = settled_to(connection)
        prices = read_prices(connection, {user_id for _, user_id in points})
    written = 0
    for (utility, zone, cycles), own in _groups(prices, points).items():
        periods = _last_periods(settled[zone], cycles)
        for begin in range(0, len(own), POINTS_AT_ONCE):
            with database.begin() as connection:
                chunk = own[begin : begin + POINTS_AT_ONCE]
                written += _compare(connection, prices, chunk, (utility, zone), periods)
    return written


def _groups(prices: PricesOnFile, points: Collection[Point]) -> dict[tuple[str, str, Cycles], list[int]]:
    found: dict[tuple[str, str, Cycles], list[int]] = defaultdict(list)
    for utility, user_id in sorted(points):
        account = prices.accounts[utility, user_id]
        found[utility, account.zone, account.cycles].append(user_id)
    return found


def _last_periods(settled: date, cycles: Cycles) -> list[Period]:
    """The last twelve to have ended, in order."""
    current = period_at(settled + ONE_DAY, cycles)
    found: list[Period] = []
    while len(found) < PERIODS:
        current = period_at(current.first - ONE_DAY, cycles)
        found.insert(0, current)
    return found


def _compare(
    connection: Connection, prices: PricesOnFile, users: list[int], where: tuple[str, str], periods: list[Period]
) -> int:
    utility, zone = where
    span = periods[0].first, periods[-1].last
    days = read_days(connection, utility, users, *span)
    export = read_days(connection, EXPORT.name, users, *span) if utility == ELECTRICITY.name else ()
    rows = []
    for tariff in _on_file(prices, utility, periods[-1].last):
        try:
            costs = costs_under(tariff, Plan(zone, periods[-1], (), prices.of_zone(zone)), periods, days, export)
        except Problem as problem:
            log.warning("not compared", tariff=tariff.tariff_id, reason=str(problem))
            continue
        for user_id, found, own in zip(users, costs, days, strict=True):
            first = min((period.first for period in periods if _counts(period, own)), default=None)
            if first is not None:
                assigned = in_force(prices.accounts[utility, user_id].assignments, periods[-1].last)
                mine = assigned is not None and assigned.tariff_id == tariff.tariff_id
                rows.append({**_row(tariff, found), "user_id": user_id, "utility": utility, "first_day": first,
                             "last_day": periods[-1].last, "assigned": mine})  # fmt: skip
    mine_only = tariff_costs.c.user_id.in_(users)
    connection.execute(delete(tariff_costs).where(tariff_costs.c.utility == utility, mine_only))
    if rows:
        connection.execute(insert(tariff_costs), rows)
    return len(rows)


def _on_file(prices: PricesOnFile, utility: str, day: date) -> Iterator[Tariff]:
    """Each tariff of the utility as it is today."""
    for versions in prices.tariffs.values():
        current = in_force(versions, day)
        if isinstance(current, Tariff) and current.document.utility == utility:
            yield current


def costs_under(
    tariff: Tariff, plan: Plan, periods: Sequence[Period], days: Sequence[Days], export: Sequence[Days] = ()
) -> list[Cost]:
    """Of each service point; a period counts if at least half of its days are settled. `plan` gives zone and gas."""
    total, missing = np.zeros(len(days)), np.zeros(len(days), np.int64)
    for period in periods:
        segment = Segment(tariff, tuple(period.days))
        found = amounts(tariff.document, plan.zone, segment.days, days)
        mj = [mj_of(plan, segment, day) for day in segment.days]
        counts = np.array([_counts(period, own) for own in days])
        fed = fed_in(tariff.document, plan.zone, segment.days, export)
        sold = None if fed is None else fed.quantity.sum(axis=2)
        cost = estimate(tariff.document, period.whole, found.quantity, found.peak, mj, fed=sold)
        total += counts * np.round(cost, 2)
        missing += counts * found.missing.sum(axis=1)
    return [Cost(Decimal(f"{cost:.2f}"), int(count)) for cost, count in zip(total, missing, strict=True)]


def _counts(period: Period, days: Days) -> bool:
    return 2 * sum(day in days for day in period.days) >= period.length


def _row(tariff: Tariff, found: Cost) -> dict[str, Any]:
    own = {"tariff_id": tariff.tariff_id, "tariff_version": tariff.version, "currency": tariff.document.currency}
    return {**own, "cost": found.cost, "missing": found.missing}
