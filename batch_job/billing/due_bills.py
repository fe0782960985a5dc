"""Which periods have ended and have no bill yet, or one whose inputs are not what they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from batch_job.billing.cycles_on_file import Point
from batch_job.billing.day_rows import Held, held, settled_to
from batch_job.billing.inputs import hash_of, terms
from batch_job.billing.overlaps import overlaps
from batch_job.billing.price import Plan
from batch_job.billing.prices_on_file import Account, PricesOnFile, read_prices
from batch_job.problem import Problem
from contract.billing_periods import ONE_DAY, Period, month_of
from contract.tables.bills import bills


@dataclass(frozen=True)
class Latest:
    """The bill that counts for a period, as far as a newer one asks."""

    bill_id: int
    last_day: date
    version: int
    day_rows: int
    last_run: int
    terms_hash: str
    inputs_hash: str
    total: Decimal
    currency: str


@dataclass(frozen=True)
class Terms:
    """A plan with its prices as JSON."""

    plan: Plan
    inputs: dict[str, Any]

    @cached_property
    def hash(self) -> str:
        return hash_of(self.inputs)


@dataclass(frozen=True)
class Job:
    """A service point's period to be priced."""

    point: Point
    terms: Terms
    held: Held
    latest: Latest | None


class DueBills:
    """Finds jobs; `problems` are the sentences of what could not be priced, with how many periods each concerns.

    `unbilled` has a sentence for each such period, and for those of which too little is settled.
    """

    def __init__(self, connection: Connection) -> None:
        self.problems: dict[str, int] = {}
        self.unbilled: dict[tuple[Point, Period], str] = {}
        self._connection = connection
        self._settled = settled_to(connection)
        self._known: dict[Any, Terms | str] = {}

    def jobs(self, month: int | None = None) -> list[Job]:
        """Of all periods, or those that begin in a month (12 * year + month - 1)."""
        last = max(self._settled.values(), default=date.min)
        # what begins in the month of the last settled day ends with it at the earliest
        found = held(self._connection, month_of(last + ONE_DAY))
        chosen = {key: has for key, has in found.items() if month is None or month_of(key[1].first) == month}
        if not chosen:
            return []
        latest = _latest(self._connection)
        prices = read_prices(self._connection, {user_id for (_, user_id), _ in chosen})
        jobs = [
            Job(point, terms, has, bill)
            for (point, period), has in chosen.items()
            if (account := self._ended(prices, point, period))
            if (terms := self._terms(prices, account, (point, period), has))
            if _stale(bill := latest.get((point, period.first)), has, terms)
        ]
        return self._without_billed_days(jobs, latest)

    def _ended(self, prices: PricesOnFile, point: Point, period: Period) -> Account | None:
        """None if it has not, or nobody has the service point on file."""
        account = prices.accounts.get(point)
        settled = self._settled.get(account.zone) if account else None
        return account if settled and period.last <= settled else None

    def _without_billed_days(self, jobs: list[Job], latest: Mapping[tuple[Point, date], Latest]) -> list[Job]:
        """No day is billed twice, as it would be if somebody moved the beginnings of periods that have bills."""
        new = ((job.point, job.terms.plan.period) for job in jobs if _is_new(job))
        twice = {(point, period): other for point, period, other in overlaps(new, latest)}
        for (point, period), other in twice.items():
            self._remember(
                (point, period),
                f"The period from {period.first} to {period.last} has days that the bill from {other.first} to "
                f"{other.last} has too; let another billing day begin after it: python -m batch_job billing-day.",
            )
        return [job for job in jobs if (job.point, job.terms.plan.period) not in twice]

    def _remember(self, what: tuple[Point, Period], sentence: str) -> None:
        self.unbilled[what] = sentence
        self.problems[sentence] = self.problems.get(sentence, 0) + 1

    def _terms(self, prices: PricesOnFile, account: Account, what: tuple[Point, Period], has: Held) -> Terms | None:
        """None where less than half of the days are settled yet, or a price is missing."""
        period = what[1]
        begin = max(account.supply_from, period.first)
        days = (period.last - begin).days + 1
        if 2 * has.days < days:
            self.unbilled[what] = f"Only {has.days} of {days} days are settled; a bill needs half of them."
            return None
        key = account.zone, period, account.assignments, begin, account.beginnings(period)
        if key not in self._known:
            self._known[key] = _made(prices, account, period)
        found = self._known[key]
        if isinstance(found, str):
            self._remember(what, found)
            return None
        return found


def _is_new(job: Job) -> bool:
    """Whether no bill is of these very days."""
    return job.latest is None or job.latest.last_day != job.terms.plan.period.last


def _made(prices: PricesOnFile, account: Account, period: Period) -> Terms | str:
    """A sentence where a price is missing."""
    try:
        plan = prices.plan(account, period)
        return Terms(plan, terms(plan))
    except Problem as problem:
        return str(problem)


def _stale(bill: Latest | None, has: Held, found: Terms) -> bool:
    if bill is None:
        return bool(found.plan.segments)  # without a tariff there is nothing to bill, unless to take back
    return (bill.day_rows, bill.last_run, bill.terms_hash) != (has.rows, has.last_run, found.hash)


def _latest(connection: Connection) -> dict[tuple[Point, date], Latest]:
    names = ("bill_id", "last_day", "version", "day_rows", "last_run", "terms_hash", "inputs_hash", "total", "currency")
    query = select(bills.c.utility, bills.c.user_id, bills.c.first_day, *(bills.c[name] for name in names))
    rows = connection.execute(query.order_by(bills.c.version))
    return {((utility, user_id), first): Latest(*fields) for utility, user_id, first, *fields in rows}
