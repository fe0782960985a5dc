"""Published days of service points, and how many there are: what bills are made from, and what makes them stale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, literal_column, select

from batch_job.billing.amounts import Row
from batch_job.billing.price import Days
from batch_job.billing.prices_on_file import Point
from contract.days import local_day
from contract.tables.batch_view import horizons, runs, usage_days
from contract.tables.tariffs import billing_cycles
from contract.utilities import ELECTRICITY, EXPORT

DAY = usage_days.c


@dataclass(frozen=True)
class Held:
    """What is published for a service point's period: days, and rows of all runs with the greatest run.

    Rows are never changed, so the last two tell whether anything came since a bill was made. What is fed in is paid for
    on the bill of electricity, so its rows count there, but for days.
    """

    days: int
    rows: int
    last_run: int


def held(connection: Connection, before: int) -> dict[tuple[Point, int], Held]:
    """By service point and the month in which the period begins (12 * year + month - 1), for months before `before`."""
    cycle = func.coalesce(billing_cycles.c.billing_day, 1)
    begun = func.day(DAY.day) >= func.least(cycle, func.day(func.last_day(DAY.day)))
    utility = case((DAY.utility == EXPORT.name, ELECTRICITY.name), else_=DAY.utility)
    own_day = case((DAY.utility != EXPORT.name, DAY.day))
    month = 12 * func.year(DAY.day) + func.month(DAY.day) - case((begun, 1), else_=2)
    counts = (func.count(own_day.distinct()), func.count(), func.max(DAY.run_id))
    query = (
        select(utility.label("billed"), DAY.user_id, month.label("month"), *counts)
        .join(runs, runs.c.run_id == DAY.run_id)
        .outerjoin(
            billing_cycles,
            (billing_cycles.c.utility == utility) & (billing_cycles.c.user_id == DAY.user_id),
        )
        .where(runs.c.state == "published")
        .group_by("billed", DAY.user_id, "month")
        .having(literal_column("month") < before)
    )
    return {
        ((billed, user_id), int(number)): Held(int(days), int(rows), int(last))
        for billed, user_id, number, days, rows, last in connection.execute(query)
    }


def read_days(connection: Connection, utility: str, user_ids: Sequence[int], first: date, last: date) -> list[Days]:
    """Of each user, in their order, the days from `first` to `last` as last published."""
    found: dict[int, Days] = {user_id: {} for user_id in user_ids}
    query = (
        select(DAY.user_id, DAY.day, DAY.run_id, DAY.usage_values, DAY.basis)
        .join(runs, runs.c.run_id == DAY.run_id)
        .where(runs.c.state == "published", DAY.utility == utility, DAY.user_id.in_(user_ids))
        .where(DAY.day.between(first, last))
        .order_by(DAY.user_id, DAY.day, DAY.run_id)
    )
    for user_id, *fields in connection.execute(query):
        found[user_id][fields[0]] = Row(*fields)
    return [found[user_id] for user_id in user_ids]


def settled_to(connection: Connection) -> dict[str, date]:
    """Each zone's last published local day."""
    return {row.zone: local_day(row.horizon, row.zone) for row in connection.execute(select(horizons))}
