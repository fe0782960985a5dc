"""What a run changes of what was published before: service points' days, and how much more or less they add up to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, func, select

from batch_job.nightly.scheduling.due import Due
from contract.tables.batch_view import horizons, runs, usage_days


def delta(connection: Connection, run_id: int, due: Due) -> dict[str, Any] | None:
    """By utility: `days` that have other values, `usage` (mWh or mL) more; None where nothing was published before.

    The run's rows must be loaded and not published.
    """
    published = select(horizons.c.horizon).where(horizons.c.zone == due.zone)
    horizon = connection.execute(published).scalar()
    first = min(day.start for day in due.days)
    touched = select(func.min(usage_days.c.start)).where(usage_days.c.run_id == run_id)
    oldest = connection.execute(touched).scalar()
    if horizon is None or min(first, oldest if oldest is not None else first) >= horizon:
        return None
    found = _changes(connection, run_id, horizon)
    return {utility: {"days": int(days), "usage": int(usage)} for utility, days, usage in found}


def _changes(connection: Connection, run_id: int, horizon: int) -> list[Any]:
    """Only of days that were published: a night has a thousand new rows for one that replaces another."""
    new, old = usage_days.alias("new"), usage_days.alias("old")
    same_day = [old.c[name] == new.c[name] for name in ("utility", "user_id", "day")]
    before = usage_days.alias("before")
    newest = (
        select(func.max(before.c.run_id))
        .select_from(before)
        .join(runs, and_(runs.c.run_id == before.c.run_id, runs.c.state == "published"))
        .where(*(before.c[name] == new.c[name] for name in ("utility", "user_id", "day")))
        .correlate(new)
        .scalar_subquery()
    )
    other = (new.c.usage_values != old.c.usage_values) | (new.c.basis != old.c.basis)
    more = func.coalesce(new.c.total, 0) - func.coalesce(old.c.total, 0)
    query = (
        select(new.c.utility, func.count(), func.coalesce(func.sum(more), 0))
        .select_from(new)
        .join(old, and_(*same_day, old.c.run_id == newest))
        .where(new.c.run_id == run_id, new.c.start < horizon, other)
        .group_by(new.c.utility)
        .order_by(new.c.utility)
    )
    return list(connection.execute(query).all())
