"""Published days of service points, and how many there are: what bills are made from, and what makes them stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, literal_column, select

from batch_job.billing.amounts import Row
from batch_job.billing.cycles_on_file import Point, changed_cycles
from batch_job.billing.price import Days
from contract.billing_periods import Cycles, Period, period_at, period_from
from contract.days import local_day
from contract.tables.batch_view import horizons, runs, usage_days
from contract.tables.tariffs import billing_cycles
from contract.utilities import ELECTRICITY, EXPORT

DAY = usage_days.c
BILLED = case((DAY.utility == EXPORT.name, ELECTRICITY.name), else_=DAY.utility)


@dataclass(frozen=True)
class Held:
    """What is published for a service point's period: days, and rows of all runs with the greatest run.

    Rows are never changed, so the last two tell whether anything came since a bill was made. What is fed in is paid for
    on the bill of electricity, so its rows count there, but for days.
    """

    days: int
    rows: int
    last_run: int


def held(connection: Connection, before: int) -> dict[tuple[Point, Period], Held]:
    """By service point and period, of periods that begin before a month (12 * year + month - 1), and some after it."""
    changed = changed_cycles(connection)
    found = _by_month(connection, before)
    return {**{key: has for key, has in found.items() if key[0] not in changed}, **_by_day(connection, changed)}


def _by_month(connection: Connection, before: int) -> dict[tuple[Point, Period], Held]:
    """Right for service points that have had one billing day for ever."""
    cycle = func.coalesce(billing_cycles.c.billing_day, 1)
    begun = func.day(DAY.day) >= func.least(cycle, func.day(func.last_day(DAY.day)))
    own_day = case((DAY.utility != EXPORT.name, DAY.day))
    month = 12 * func.year(DAY.day) + func.month(DAY.day) - case((begun, 1), else_=2)
    counts = (func.min(cycle), func.count(own_day.distinct()), func.count(), func.max(DAY.run_id))
    query = (
        select(BILLED.label("billed"), DAY.user_id, month.label("month"), *counts)
        .join(runs, runs.c.run_id == DAY.run_id)
        .outerjoin(
            billing_cycles,
            (billing_cycles.c.utility == BILLED) & (billing_cycles.c.user_id == DAY.user_id),
        )
        .where(runs.c.state == "published")
        .group_by("billed", DAY.user_id, "month")
        .having(literal_column("month") < before)
    )
    return {
        ((billed, user_id), period_from(int(number), day)): Held(int(days), int(rows), int(last))
        for billed, user_id, number, day, days, rows, last in connection.execute(query)
    }


def _by_day(connection: Connection, changed: Mapping[Point, Cycles]) -> dict[tuple[Point, Period], Held]:
    """Of service points whose billing day changed, and these are few."""
    own_day = case((DAY.utility != EXPORT.name, 1), else_=0)
    query = (
        select(BILLED, DAY.user_id, DAY.day, func.max(own_day), func.count(), func.max(DAY.run_id))
        .join(runs, runs.c.run_id == DAY.run_id)
        .where(runs.c.state == "published", DAY.user_id.in_(sorted({user_id for _, user_id in changed})))
        .group_by(BILLED, DAY.user_id, DAY.day)
    )
    found: dict[tuple[Point, Period], Held] = {}
    for billed, user_id, day, days, rows, last in connection.execute(query):
        if (point := (billed, user_id)) in changed:
            key = point, period_at(day, changed[point])
            has = found.get(key, Held(0, 0, 0))
            found[key] = Held(has.days + int(days), has.rows + int(rows), max(has.last_run, int(last)))
    return found


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
