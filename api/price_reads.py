"""The prices that a service point has on a local day, out of MySQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from api.homes import Home
from contract.billing_periods import Cycle, Cycles, Period, cycles_of, period_at
from contract.days import local_day
from contract.prices.document import Document, read_document
from contract.tables.registry import service_points
from contract.tables.tariffs import billing_cycles, calorific_values, tariff_assignments, tariffs

ASSIGNED, CYCLE, VALUE, POINT = tariff_assignments.c, billing_cycles.c, calorific_values.c, service_points.c


@dataclass(frozen=True)
class Prices:
    """A tariff's version in the billing period of a day, since which of its days, and the energy of gas."""

    tariff_id: str
    version: int
    document: Document
    period: Period
    since: date
    mj_per_m3: Decimal | None

    @property
    def share(self) -> Decimal:
        """How much of the period is under this version."""
        return Decimal((self.period.last - self.since).days + 1) / self.period.whole


class PriceReads:
    """Every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prices(self, home: Home, utility: str, day: date) -> Prices | None:
        """None without a tariff, or where gas is billed as energy and nobody says how much that is."""
        with self._engine.connect() as connection:
            found = _in_force(connection, utility, home.user_id, day)
            if found is None:
                return None
            supply_from, cycles = _point(connection, home, utility)
            mj = _mj_per_m3(connection, home.zone, day)
        assigned, row = found
        document, period = read_document(row.document, row.tariff_id), period_at(day, cycles)
        if document.converts and mj is None:
            return None
        since = max(period.first, assigned.valid_from, row.valid_from, supply_from)
        return Prices(row.tariff_id, row.version, document, period, since, mj if document.converts else None)


def _in_force(connection: Connection, utility: str, user_id: int, day: date) -> tuple[Row[Any], Row[Any]] | None:
    """What has begun last: the assignment, and its tariff's version."""
    begun = (ASSIGNED.utility == utility, ASSIGNED.user_id == user_id, ASSIGNED.valid_from <= day)
    assigned = select(tariff_assignments).where(*begun).order_by(ASSIGNED.valid_from.desc(), ASSIGNED.version.desc())
    chosen = connection.execute(assigned.limit(1)).first()
    if chosen is None or (chosen.valid_to and chosen.valid_to < day):
        return None
    versions = select(tariffs).where(tariffs.c.tariff_id == chosen.tariff_id, tariffs.c.valid_from <= day)
    row = connection.execute(versions.order_by(tariffs.c.valid_from.desc(), tariffs.c.version.desc()).limit(1)).first()
    return (chosen, row) if row else None


def _point(connection: Connection, home: Home, utility: str) -> tuple[date, Cycles]:
    """The first day of supply, and the days of the month on which periods begin."""
    mine = (POINT.utility == utility, POINT.user_id == home.user_id)
    supply_from = connection.execute(select(POINT.supply_from).where(*mine)).scalar_one()
    columns = select(CYCLE.valid_from, CYCLE.version, CYCLE.billing_day)
    rows = connection.execute(columns.where(CYCLE.utility == utility, CYCLE.user_id == home.user_id))
    return local_day(supply_from + 1, home.zone), cycles_of(Cycle(*row) for row in rows)


def _mj_per_m3(connection: Connection, zone: str, day: date) -> Decimal | None:
    begun = select(VALUE.mj_per_m3).where(VALUE.zone == zone, VALUE.valid_from <= day)
    found: Decimal | None = connection.execute(
        begun.order_by(VALUE.valid_from.desc(), VALUE.version.desc()).limit(1)
    ).scalar()
    return found
