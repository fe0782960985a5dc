"""Outlooks in MySQL: each night for every open period, for past ones when asked, and what each came to in the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, text
from sqlalchemy.dialects.mysql import insert

from batch_job.billing.cycles_on_file import Point
from batch_job.billing.day_rows import read_days, settled_to
from batch_job.billing.inputs import terms
from batch_job.billing.outlook import ENOUGH, Outlook, history_from, outlook
from batch_job.billing.price import Days, Plan
from batch_job.billing.prices_on_file import Account, PricesOnFile, read_prices
from batch_job.problem import Problem
from contract.billing_periods import ONE_DAY, Period, period_at
from contract.tables.access import occupancies
from contract.tables.batch_view import runs, usage_days
from contract.tables.bills import bill_outlooks, bills
from contract.utilities import ELECTRICITY, EXPORT

POINTS_AT_ONCE = 200
TESTED_AFTER = (10, 20)  # days into a past period

Asked = tuple[Point, Period, date]
"""A service point's period, and the last day that may be looked at."""


def look_ahead(database: Engine) -> int:
    """Outlooks of the open periods of all service points with enough history, and of every home that somebody sees.

    Those with less have what the period costs so far, and no quantiles. Gives how many.
    """
    with database.connect() as connection:
        settled = settled_to(connection)
        if not settled:
            return 0
        since = history_from(min(settled.values()))
        points = sorted({*_with_history(connection, since), *_seen(connection, since)})
        prices = read_prices(connection, {user_id for _, user_id in points})
    asked = []
    for point in points:
        account = prices.accounts.get(point)
        if account and account.zone in settled:
            known_to = settled[account.zone]
            asked.append((point, period_at(known_to + ONE_DAY, account.cycles), known_to))
    return _write(database, prices, asked, back_test=False)


def back_test(database: Engine) -> int:
    """Outlooks of all issued periods from what was used up to their 10th and 20th day. Gives how many.

    Usage is taken as it stands now, corrections included, and prices as they are on file now.
    """
    columns = (bills.c.utility, bills.c.user_id, bills.c.first_day, bills.c.last_day)
    with database.connect() as connection:
        found = connection.execute(select(*columns).where(bills.c.state == "issued").distinct()).all()
        prices = read_prices(connection, {row.user_id for row in found})
    asked = [
        ((row.utility, row.user_id), period, row.first_day + (days - 1) * ONE_DAY)
        for row in found
        if (period := _period(prices, row))
        for days in TESTED_AFTER
        if days < period.length
    ]
    written = _write(database, prices, asked, back_test=True)
    remember_actuals(database, 0)
    return written


def remember_actuals(database: Engine, since: int) -> None:
    """Writes what periods came to beside their outlooks, for bills priced since (UTC ms)."""
    statement = text(
        "UPDATE bill_outlooks o JOIN bills b USING (utility, user_id, first_day, last_day) SET o.actual = b.total "
        "WHERE b.priced_at >= :since AND b.state = 'issued' AND NOT EXISTS (SELECT 1 FROM bills n WHERE "
        "n.utility = b.utility AND n.user_id = b.user_id AND n.first_day = b.first_day AND n.version > b.version)"
    )
    with database.begin() as connection:
        connection.execute(statement, {"since": since})


def score(connection: Connection) -> tuple[int, float, float] | None:
    """Of outlooks whose end is known: how many, the share inside P10 to P90, and the mean error of P50 by its size."""
    row = bill_outlooks.c
    inside = func.avg(row.actual.between(row.p10, row.p90))
    error = func.avg(func.abs(row.p50 - row.actual) / func.nullif(row.actual, 0))
    query = select(func.count(), inside, error).where(row.actual.is_not(None), row.p50.is_not(None))
    count, share, mean = connection.execute(query).one()
    return (int(count), float(share), float(mean or 0)) if count else None


def _seen(connection: Connection, since: date) -> list[Point]:
    """Service points of homes that belong to a login, with a published day since then."""
    mine = select(occupancies.c.user_id).where(occupancies.c.occupied_to.is_(None))
    query = (
        select(usage_days.c.utility, usage_days.c.user_id)
        .join(runs, runs.c.run_id == usage_days.c.run_id)
        .where(runs.c.state == "published", usage_days.c.day >= since, usage_days.c.user_id.in_(mine))
    )
    return [(utility, user_id) for utility, user_id in connection.execute(query.distinct())]


def _period(prices: PricesOnFile, row: Row[Any, Any, Any, Any]) -> Period | None:
    """That a bill was made of, as it stands today."""
    account = prices.accounts.get((row.utility, row.user_id))
    period = period_at(row.first_day, account.cycles) if account else None
    return period if period and (period.first, period.last) == (row.first_day, row.last_day) else None


def _with_history(connection: Connection, since: date) -> list[Point]:
    day = usage_days.c.day
    query = (
        select(usage_days.c.utility, usage_days.c.user_id)
        .join(runs, runs.c.run_id == usage_days.c.run_id)
        .where(runs.c.state == "published", day >= since)
        .group_by(usage_days.c.utility, usage_days.c.user_id)
        .having(func.count(day.distinct()) >= ENOUGH)
    )
    return [(utility, user_id) for utility, user_id in connection.execute(query)]


def _write(database: Engine, prices: PricesOnFile, asked: Sequence[Asked], *, back_test: bool) -> int:
    written = 0
    for utility, period, known_to, points in _groups(asked):
        with database.begin() as connection:
            first = min(period.first, history_from(known_to))
            users = [user_id for _, user_id in points]
            days = dict(zip(points, read_days(connection, utility, users, first, known_to), strict=True))
            feeding = users if utility == ELECTRICITY.name else []
            export = dict(zip(feeding, read_days(connection, EXPORT.name, feeding, first, known_to), strict=True))
            rows = list(_rows(prices, (days, export), period, known_to, back_test=back_test))
            if rows:
                statement = insert(bill_outlooks)
                # what was foretold before its end stays; afterwards nobody foretells it again
                kept = {"back_test": bill_outlooks.c.back_test} if back_test else _all_columns(statement)
                connection.execute(statement.on_duplicate_key_update(**kept), rows)
        written += len(rows)
    return written


def _all_columns(statement: Any) -> dict[str, Any]:
    return {name: statement.inserted[name] for name in ("so_far", "peak", "p10", "p50", "p90", "back_test")}


def _groups(asked: Sequence[Asked]) -> Iterator[tuple[str, Period, date, list[Point]]]:
    by_question: dict[tuple[str, Period, date], list[Point]] = defaultdict(list)
    for point, period, known_to in asked:
        by_question[point[0], period, known_to].append(point)
    for (utility, period, known_to), points in by_question.items():
        for begin in range(0, len(points), POINTS_AT_ONCE):
            yield utility, period, known_to, points[begin : begin + POINTS_AT_ONCE]


def _rows(
    prices: PricesOnFile,
    both: tuple[Mapping[Point, Days], Mapping[int, Days]],
    period: Period,
    known_to: date,
    *,
    back_test: bool,
) -> Iterator[dict[str, Any]]:
    """`both`: what service points took, and what users fed in."""
    days, export = both
    for point, own in days.items():
        plan = _plan(prices, prices.accounts[point], period) if point in prices.accounts else None
        if plan is not None:
            found = outlook(plan, own, known_to, f"{point[0]} {point[1]} {known_to}", export.get(point[1]))
            if found.quantiles is not None or not back_test:
                yield _row(point, period, found, back_test=back_test)


def _plan(prices: PricesOnFile, account: Account, period: Period) -> Plan | None:
    """None where a price is missing, which the pricing itself says, or there is no tariff."""
    try:
        plan = prices.plan(account, period)
        if plan.segments:
            terms(plan)  # reads every price that the outlook will
    except Problem:
        return None
    return plan if plan.segments else None


def _row(point: Point, period: Period, found: Outlook, *, back_test: bool) -> dict[str, Any]:
    names = ("p10", "p50", "p90")
    quantiles = dict(zip(names, found.quantiles or (None,) * len(names), strict=True))
    own = {"utility": point[0], "user_id": point[1], "first_day": period.first, "last_day": period.last}
    same = ("known_to", "currency", "so_far", "peak")
    return {**own, **{name: getattr(found, name) for name in same}, **quantiles, "back_test": back_test}
