"""The pricing: every ended period whose inputs are new, chunk by chunk; what was priced before is never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection, Engine, text

from batch_job.billing.cycles_on_file import Point
from batch_job.billing.day_rows import read_days
from batch_job.billing.due_bills import DueBills, Job
from batch_job.billing.inputs import usage_hash
from batch_job.billing.keep import bill_row, inputs_hash, next_bill_id, remember_checked, write
from batch_job.billing.price import Days, price
from batch_job.billing.unbilled import remember_unbilled
from batch_job.problem import Problem
from contract.bill_rows import line_row
from contract.settings import Settings
from contract.utilities import EXPORT
from contract.windows import Clock

log = structlog.get_logger()
POINTS_AT_ONCE = 500


@dataclass
class Outcome:
    """How many bills were made first, made again, and checked and kept; which sentences stop how many."""

    first: int = 0
    again: int = 0
    kept: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    priced: set[Point] = field(default_factory=set)


def price_due(database: Engine, settings: Settings, now: Clock, month: int | None = None) -> Outcome:
    """Prices what is due, of all periods or those that begin in a month (12 * year + month - 1). Raises Problem."""
    outcome = Outcome()
    with _only_one(database, settings):
        with database.connect() as connection:
            due = DueBills(connection)
            groups = list(_groups(due.jobs(month)))
        outcome.problems = due.problems
        if month is None:
            with database.begin() as connection:
                remember_unbilled(connection, due.unbilled, now())
        for jobs in groups:
            with database.begin() as connection:
                _price(connection, jobs, now(), outcome)
    for sentence, count in outcome.problems.items():
        log.error("not priced", periods=count, reason=sentence)
    return outcome


def _groups(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """Jobs of one utility and equal terms, not too many at once."""
    by_terms: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for job in jobs:
        by_terms[job.point[0], job.terms.hash].append(job)
    for own in by_terms.values():
        for begin in range(0, len(own), POINTS_AT_ONCE):
            yield own[begin : begin + POINTS_AT_ONCE]


def _price(connection: Connection, jobs: list[Job], now: int, outcome: Outcome) -> None:
    usage, export = _days(connection, jobs)
    hashes = [usage_hash(parts) for parts in zip(usage, export, strict=True)]
    same = [job.latest is not None and job.latest.inputs_hash == inputs_hash(job, used)
            for job, used in zip(jobs, hashes, strict=True)]  # fmt: skip
    remember_checked(connection, [job for job, unchanged in zip(jobs, same, strict=True) if unchanged])
    fed = export if any(export) else []
    bill_id, rows, lines = next_bill_id(connection), [], []
    found = price(jobs[0].terms.plan, usage, fed)
    for job, priced, days, used, unchanged in zip(jobs, found, usage, hashes, same, strict=True):
        if not unchanged:
            rows.append(bill_row(job, bill_id, priced=priced, days=days, used=used, now=now))
            lines += [line_row(bill_id, number, line) for number, line in enumerate(priced.lines, start=1)]
            bill_id += 1
    write(connection, rows, lines)
    _count(outcome, rows, sum(same))


def _count(outcome: Outcome, rows: list[dict[str, object]], kept: int) -> None:
    first = sum(row["version"] == 1 for row in rows)
    outcome.first += first
    outcome.again += len(rows) - first
    outcome.kept += kept
    outcome.priced |= {(str(row["utility"]), int(str(row["user_id"]))) for row in rows}


def _days(connection: Connection, jobs: list[Job]) -> tuple[list[Days], list[Days]]:
    """Usage, and what was fed into the grid where a tariff pays for that."""
    plan, utility, users = jobs[0].terms.plan, jobs[0].point[0], [job.point[1] for job in jobs]
    usage = read_days(connection, utility, users, plan.period.first, plan.period.last)
    if not any(segment.tariff.document.export for segment in plan.segments):
        return usage, [{} for _ in users]
    return usage, read_days(connection, EXPORT.name, users, plan.period.first, plan.period.last)


@contextmanager
def _only_one(database: Engine, settings: Settings) -> Iterator[None]:
    """Held for as long as a pricing of this namespace runs; the server lets go when its process dies."""
    name = f"{settings.mysql_schema}.price"
    with database.connect() as connection:
        if connection.execute(text("SELECT GET_LOCK(:name, 0)"), {"name": name}).scalar() != 1:
            raise Problem("Another pricing of this namespace is running; wait for it or stop it, then try again.")
        try:
            yield
        finally:
            connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name})
