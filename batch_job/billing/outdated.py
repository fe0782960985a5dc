"""Whose costs by tariff are not of the tariffs that are on file today."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from batch_job.billing.compare import on_file
from batch_job.billing.cycles_on_file import Point
from batch_job.billing.day_rows import settled_to
from batch_job.billing.prices_on_file import read_prices
from batch_job.billing.terms import Tariff
from contract.billing_periods import ONE_DAY
from contract.tables.bills import tariff_costs
from contract.tables.registry import users
from contract.utilities import TAKEN

COST = tariff_costs.c


def outdated(connection: Connection) -> set[Point]:
    """Service points that were compared when a tariff was not on file or not in force yet, or had another version."""
    prices = read_prices(connection, ())
    found: set[Point] = set()
    for zone, settled in settled_to(connection).items():
        for utility in TAKEN:
            current = on_file(prices, utility.name, settled + ONE_DAY)
            if current:
                changed = connection.execute(_changed(zone, utility.name, current)).scalars()
                found |= {(utility.name, user_id) for user_id in changed}
    return found


def _changed(zone: str, utility: str, current: list[Tariff]) -> Select[Any]:
    same = or_(*(and_(COST.tariff_id == each.tariff_id, COST.tariff_version == each.version) for each in current))
    differs = or_(func.sum(case((same, 1), else_=0)) != len(current), func.count() != len(current))
    query = select(COST.user_id).join(users, users.c.user_id == COST.user_id)
    return query.where(COST.utility == utility, users.c.zone == zone).group_by(COST.user_id).having(differs)
