"""What stands beside settled days in MySQL: how many readings were counted, and the register at a midnight."""

from __future__ import annotations

from sqlalchemy import Engine, select

from contract.closing import Closing
from contract.days import day_bounds, local_day
from contract.tables.batch_view import runs, usage_days

Days = usage_days.c


class DayEvidence:
    """Reads of the batch view for receipts; every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def readings(self, utility: str, user_id: int, zone: str, start: int, stop: int) -> int | None:
        """Readings counted in (start, stop], None unless that is settled whole days."""
        first, last = local_day(start + 1, zone), local_day(stop, zone)
        if day_bounds(first, zone)[0] != start or day_bounds(last, zone)[1] != stop:
            return None
        wanted = select(Days.day, Days.readings).join(runs, runs.c.run_id == Days.run_id)
        found = wanted.where(
            runs.c.state == "published",
            Days.utility == utility,
            Days.user_id == user_id,
            Days.day.between(first, last),
        )
        with self._engine.connect() as connection:
            latest = {row.day: row.readings for row in connection.execute(found.order_by(Days.run_id))}
        return sum(latest.values()) if len(latest) == (last - first).days + 1 else None

    def closing(self, utility: str, user_id: int, zone: str, midnight: int) -> Closing | None:
        """The last reading up to a settled local midnight; None if `midnight` is none."""
        day = local_day(midnight, zone)
        if day_bounds(day, zone)[1] != midnight:
            return None
        wanted = select(Days.closing_at, Days.closing_register, Days.meter_id)
        published = wanted.join(runs, runs.c.run_id == Days.run_id).where(runs.c.state == "published")
        found = published.where(Days.utility == utility, Days.user_id == user_id, Days.day == day)
        with self._engine.connect() as connection:
            row = connection.execute(found.order_by(Days.run_id.desc()).limit(1)).first()
        return Closing(*row) if row and row.closing_at is not None else None
