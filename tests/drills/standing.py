"""What readers find in the batch view, whatever runs it came by; and that nothing else lies about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Engine, select

from batch_job.store import open_store
from contract.days import local_day
from contract.settings import Settings
from contract.tables.batch_view import horizons, runs, usage_days
from contract.tables.bills import bill_lines, bills

OF_BILLS = ("utility", "user_id", "first_day", "last_day", "state", "total", "intervals", "estimated", "missing")
OF_LINES = ("line", "kind", "name", "quantity", "price", "amount", "estimated_intervals")


def days(database: Engine) -> str:
    """Number and checksum of the newest published row of every service point and day, runs' numbers aside."""
    order = [usage_days.c[name] for name in ("utility", "user_id", "day", "run_id")]
    rows = select(usage_days).join(runs).where(runs.c.state == "published").order_by(*order)
    with database.connect() as connection:
        newest = {row[:3]: (*row[:3], *row[4:]) for row in connection.execute(rows)}
    assert usage_days.c.keys()[:4] == ["utility", "user_id", "day", "run_id"]
    return _checksum(newest.values())


def billed(database: Engine) -> str:
    """The same of every bill's newest version, with its lines."""
    columns = [*(bills.c[name] for name in OF_BILLS), *(bill_lines.c[name] for name in OF_LINES)]
    query = select(*columns).join(bill_lines).order_by(*columns[:3], bills.c.version, bill_lines.c.line)
    with database.connect() as connection:
        newest = {(*row[:3], row[len(OF_BILLS)]): tuple(row) for row in connection.execute(query)}
    return _checksum(newest.values())


def newest(database: Engine) -> dict[str, str]:
    """Checksum of the run that each zone's horizon rests on."""
    query = select(horizons.c.zone, runs.c.checksum).join(runs).where(runs.c.state == "published")
    with database.connect() as connection:
        return {row.zone: row.checksum for row in connection.execute(query)}


def horizons_told(database: Engine) -> dict[str, date]:
    """The last local day that is settled, by zone."""
    with database.connect() as connection:
        found = connection.execute(select(horizons.c.zone, horizons.c.horizon)).all()
    return {row.zone: local_day(row.horizon, row.zone) for row in found}


def states(database: Engine) -> list[str]:
    """Of all runs, in order."""
    with database.connect() as connection:
        return list(connection.execute(select(runs.c.state).order_by(runs.c.run_id)).scalars())


def assert_tidy(settings: Settings, database: Engine) -> None:
    """Nothing is left of runs that were not published, in tables or on S3."""
    with database.connect() as connection:
        published = set(connection.execute(select(runs.c.run_id).where(runs.c.state == "published")).scalars())
        loaded = set(connection.execute(select(usage_days.c.run_id).distinct()).scalars())
    stored = {int(key.split("/")[1].removeprefix("run=")) for key, _, _ in open_store(settings).list("batch/run=")}
    assert loaded == published
    assert stored == published


def _checksum(rows: Iterable[tuple[Any, ...]]) -> str:
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(repr(row).encode())
        count += 1
    return f"{count}:{digest.hexdigest()[:16]}"
