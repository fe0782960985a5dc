"""What open periods will come to, what was foretold of ended ones, and costs by tariff, out of MySQL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from contract.tables.batch_view import runs, usage_days
from contract.tables.bills import bill_outlooks, tariff_costs
from contract.tables.tariffs import tariffs

OUTLOOK, COST, DAY = bill_outlooks.c, tariff_costs.c, usage_days.c
TRACKED = 24  # ended outlooks shown of a utility


@dataclass(frozen=True)
class Foretold:
    """Of one utility: the newest outlook of the period that is open, how many of its days up to `known_to` were
    settled, and ended outlooks, newest first.
    """

    newest: Any = None
    ended: list[Any] = field(default_factory=list)
    settled_days: int = 0


class OutlookReads:
    """Every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_home(self, user_id: int) -> dict[str, Foretold]:
        """By utility; utilities of which nothing is foretold now are left out."""
        query = select(bill_outlooks).where(OUTLOOK.user_id == user_id).order_by(OUTLOOK.known_to.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            names = sorted({row.utility for row in rows})
            found = {name: _foretold([row for row in rows if row.utility == name]) for name in names}
            return {
                name: replace(foretold, settled_days=_settled_days(connection, foretold.newest))
                for name, foretold in found.items()
                if foretold.newest is not None
            }

    def costs(self, user_id: int) -> list[Row[Any]]:
        """Costs by tariff with the tariff's name, cheapest first."""
        here = (tariffs.c.tariff_id == COST.tariff_id) & (tariffs.c.version == COST.tariff_version)
        query = select(tariff_costs, tariffs.c.name).join(tariffs, here).where(COST.user_id == user_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(COST.utility, COST.cost, COST.tariff_id)).all())


def _settled_days(connection: Connection, row: Any) -> int:
    mine = (DAY.utility == row.utility) & (DAY.user_id == row.user_id)
    query = (
        select(func.count(DAY.day.distinct()))
        .join(runs, runs.c.run_id == DAY.run_id)
        .where(runs.c.state == "published", mine, DAY.day.between(row.first_day, row.known_to), DAY.known > 0)
    )
    return int(connection.execute(query).scalar_one())


def _foretold(rows: list[Any]) -> Foretold:
    """Of one utility's rows, newest first."""
    newest = rows[0]
    open_now = not newest.back_test and newest.actual is None and newest.known_to < newest.last_day
    ended = [row for row in rows if row.actual is not None and row.p50 is not None]
    return Foretold(newest if open_now else None, ended[:TRACKED])
