"""Ended periods without an issued bill, out of MySQL."""

from __future__ import annotations

from sqlalchemy import Engine

from api.models.unbilled import UnbilledPeriod, UnbilledPeriods
from contract.tables.unbilled import waiting


class UnbilledReads:
    """Every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def oldest(self, limit: int) -> UnbilledPeriods:
        with self._engine.connect() as connection:
            rows = connection.execute(waiting(limit)).all()
        names = UnbilledPeriod.model_fields
        periods = [UnbilledPeriod(**{name: getattr(row, name) for name in names}) for row in rows]
        return UnbilledPeriods(count=rows[0].of if rows else 0, periods=periods)
