"""Writing bills: new rows only. A bill whose inputs turn out the same is kept, and remembers how far it was checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from batch_job.billing.due_bills import Job
from batch_job.billing.inputs import hash_of, runs_of
from batch_job.billing.price import Days, Priced
from contract.tables.bills import bill_lines, bills

ROWS_AT_ONCE = 2_000


def next_bill_id(connection: Connection) -> int:
    """The first number that no bill has; the caller holds the lock of pricing."""
    return int(connection.execute(select(func.coalesce(func.max(bills.c.bill_id), 0))).scalar_one()) + 1


def bill_row(job: Job, bill_id: int, *, priced: Priced, days: Days, used: str, now: int) -> dict[str, Any]:
    """A row of `bills`; `used` is the hash of its usage."""
    utility, user_id = job.point
    period, latest = job.terms.plan.period, job.latest
    inputs = {**job.terms.inputs, "usage": used, "runs": runs_of(days), "missing": _texts(priced.missing_days)}
    return {
        "bill_id": bill_id,
        "utility": utility,
        "user_id": user_id,
        "first_day": period.first,
        "last_day": period.last,
        "version": latest.version + 1 if latest else 1,
        "state": "held" if priced.missing else "issued",
        "currency": priced.currency or (latest.currency if latest else ""),
        "total": priced.total,
        "intervals": priced.intervals,
        "estimated": priced.estimated,
        "missing": priced.missing,
        "day_rows": job.held.rows,
        "last_run": job.held.last_run,
        "terms_hash": job.terms.hash,
        "inputs_hash": inputs_hash(job, used),
        "inputs": json.dumps(inputs),
        "priced_at": now,
        "reason": _reason(job, used),
        "replaces": latest.bill_id if latest else None,
        "difference": priced.total - latest.total if latest else None,
    }


def inputs_hash(job: Job, used: str) -> str:
    """One hash of prices and usage."""
    return hash_of([job.terms.hash, used])


def _reason(job: Job, used: str) -> str:
    latest = job.latest
    if latest is None:
        return "first"
    if latest.terms_hash == job.terms.hash:
        return "usage"
    return "prices" if latest.inputs_hash == hash_of([latest.terms_hash, used]) else "usage and prices"


def _texts(days: Sequence[Any]) -> list[str]:
    return [str(day) for day in days]


def write(connection: Connection, rows: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]]) -> None:
    """Bills with their lines."""
    for table, listed in ((bills, rows), (bill_lines, lines)):
        for begin in range(0, len(listed), ROWS_AT_ONCE):
            connection.execute(insert(table), listed[begin : begin + ROWS_AT_ONCE])


def remember_checked(connection: Connection, jobs: Sequence[Job]) -> None:
    """Newer runs, or another spelling of the prices, said what the bills were made from: they stand."""
    for job in jobs:
        if job.latest:
            values = {"day_rows": job.held.rows, "last_run": job.held.last_run}
            connection.execute(update(bills).where(bills.c.bill_id == job.latest.bill_id).values(values))
