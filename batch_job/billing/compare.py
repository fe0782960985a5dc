"""What the last twelve billing periods would have cost under each tariff on file, at today's prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert

from batch_job.billing.costs import Cost, Homes, costs_under, first_counted
from batch_job.billing.cycles_on_file import Point
from batch_job.billing.day_rows import read_days, settled_to
from batch_job.billing.price import Plan
from batch_job.billing.prices_on_file import PricesOnFile, read_prices
from batch_job.billing.terms import Tariff, assigned, in_force
from contract.billing_periods import ONE_DAY, Cycles, Period, period_at
from contract.tables.bills import tariff_costs
from contract.utilities import ELECTRICITY, EXPORT

PERIODS = 12
POINTS_AT_ONCE = 200


@dataclass(frozen=True)
class Question:
    """Of which utility, by which tariffs as they are on the day `today`, over which periods."""

    utility: str
    today: date
    tariffs: list[Tariff]
    periods: list[Period]


def compare_tariffs(database: Engine, points: Collection[Point]) -> int:
    """Writes the costs of these service points anew. Gives the number of rows."""
    with database.connect() as connection:
        settled = settled_to(connection)
        prices = read_prices(connection, {user_id for _, user_id in points})
    written = 0
    for (utility, zone, cycles), own in _groups(prices, points).items():
        question = _question(prices, utility, zone, _last_periods(settled[zone], cycles), settled[zone] + ONE_DAY)
        for begin in range(0, len(own), POINTS_AT_ONCE):
            with database.begin() as connection:
                written += _compare(connection, prices, own[begin : begin + POINTS_AT_ONCE], question, zone)
    return written


def _groups(prices: PricesOnFile, points: Collection[Point]) -> dict[tuple[str, str, Cycles], list[int]]:
    found: dict[tuple[str, str, Cycles], list[int]] = defaultdict(list)
    for utility, user_id in sorted(points):
        account = prices.accounts.get((utility, user_id))
        if account:
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


def _question(prices: PricesOnFile, utility: str, zone: str, periods: list[Period], today: date) -> Question:
    """A period before the first calorific value has no price under some tariff, so it counts under none."""
    tariffs = on_file(prices, utility, today)
    if any(tariff.document.converts for tariff in tariffs):
        periods = [period for period in periods if in_force(prices.of_zone(zone), period.first)]
    return Question(utility, today, tariffs, periods)


def on_file(prices: PricesOnFile, utility: str, today: date) -> list[Tariff]:
    """Each tariff of the utility as it is today."""
    current = (in_force(versions, today) for versions in prices.tariffs.values())
    return [each for each in current if isinstance(each, Tariff) and each.document.utility == utility]


def _compare(connection: Connection, prices: PricesOnFile, users: list[int], question: Question, zone: str) -> int:
    rows = list(_rows(connection, prices, users, question, zone)) if question.periods else []
    mine_only = tariff_costs.c.user_id.in_(users)
    connection.execute(delete(tariff_costs).where(tariff_costs.c.utility == question.utility, mine_only))
    if rows:
        connection.execute(insert(tariff_costs), rows)
    return len(rows)


def _rows(
    connection: Connection, prices: PricesOnFile, users: list[int], question: Question, zone: str
) -> Iterator[dict[str, Any]]:
    utility, periods = question.utility, question.periods
    homes = _homes(connection, prices, users, question)
    accounts = [prices.accounts[utility, user_id] for user_id in users]
    having = [assigned(account.assignments, question.today) for account in accounts]
    firsts = [first_counted(periods, own, begins) for own, begins in zip(homes.days, homes.begins, strict=True)]
    for tariff in question.tariffs:
        costs = costs_under(tariff, Plan(zone, periods[-1], (), prices.of_zone(zone)), periods, homes)
        for user_id, found, first, mine in zip(users, costs, firsts, having, strict=True):
            if first is not None:
                own = {"user_id": user_id, "utility": utility, "first_day": first, "last_day": periods[-1].last}
                is_mine = mine is not None and mine.tariff_id == tariff.tariff_id
                yield {**_row(tariff, found), **own, "assigned": is_mine}


def _homes(connection: Connection, prices: PricesOnFile, users: list[int], question: Question) -> Homes:
    span = question.periods[0].first, question.periods[-1].last
    days = read_days(connection, question.utility, users, *span)
    is_fed = question.utility == ELECTRICITY.name
    export = read_days(connection, EXPORT.name, users, *span) if is_fed else [{} for _ in users]
    return Homes(days, export, [prices.accounts[question.utility, user].supply_from for user in users])


def _row(tariff: Tariff, found: Cost) -> dict[str, Any]:
    own = {"tariff_id": tariff.tariff_id, "tariff_version": tariff.version, "currency": tariff.document.currency}
    return {**own, "cost": found.cost, "missing": found.missing}
