"""What each night's comparison of live and settled values found, out of MySQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, Select, func, select

from api.access import Span
from api.models.runs import HomeMatch, Night
from contract.days import day_bounds
from contract.tables.batch_view import reconciled_homes, reconciliations, runs

Compared = reconciliations.c
Homes = reconciled_homes.c


class NightReads:
    """Reads of the comparison; every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self, zone: str | None, limit: int) -> list[Night]:
        """The newest nights of all zones or one."""
        wanted = _nights() if zone is None else _nights().where(runs.c.zone == zone)
        newest = wanted.order_by(Compared.day.desc(), Compared.run_id.desc(), runs.c.zone).limit(limit)
        with self._engine.connect() as connection:
            return [_night(row) for row in connection.execute(newest) if row.compared]

    def of_home(self, user_id: int, zone: str, spans: Sequence[Span]) -> HomeMatch | None:
        """The last day compared of a home, if all of it may be seen."""
        joined = select(reconciled_homes).join(runs, runs.c.run_id == Homes.run_id)
        wanted = joined.where(Homes.user_id == user_id, runs.c.state == "published", Homes.compared > 0)
        newest = wanted.order_by(Homes.day.desc(), Homes.run_id.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(newest).first()
        if row is None:
            return None
        start, end = day_bounds(row.day, zone)
        if not any(span.start <= start and end <= span.end for span in spans):
            return None
        return HomeMatch(compared=row.compared, matched=row.matched, share=row.share)


def _nights() -> Select[Any]:
    numbers = [func.sum(Compared[name]).label(name) for name in ("compared", "matched", "late", "unexplained")]
    joined = select(Compared.run_id, runs.c.zone, Compared.day, *numbers).join(runs, runs.c.run_id == Compared.run_id)
    return joined.where(runs.c.state == "published").group_by(Compared.run_id, runs.c.zone, Compared.day)


def _night(row: Row[Any]) -> Night:
    return Night(
        run_id=row.run_id,
        zone=row.zone,
        day=row.day,
        compared=int(row.compared),
        matched=int(row.matched),
        share=int(row.matched) / int(row.compared),
        explained={"late": int(row.late)},
        unexplained=int(row.unexplained),
    )
