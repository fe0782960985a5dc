"""Which homes the demonstration's homeowner lives in, and which are compared."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, create_engine, func, select

from contract.settings import Settings
from contract.tables.registry import service_points, users
from contract.utilities import TAKEN, UTILITIES, Utility

COMPARED = 50


def pick_homes(settings: Settings) -> list[int]:
    """The first home that takes every utility; and, far apart, one that feeds in as well, if any does."""
    first = _ask(settings, _homes_with(TAKEN))
    solar = _ask(settings, _homes_with(UTILITIES)) or first
    return [first[0], solar[len(solar) // 2]]


def compared_homes(settings: Settings) -> list[int]:
    """Fifty homes and businesses, spread evenly over the country."""
    found = _ask(settings, select(users.c.user_id).where(users.c.kind != "head").order_by(users.c.user_id))
    return found[:: max(1, len(found) // COMPARED)][:COMPARED]


def _homes_with(utilities: Collection[Utility]) -> Select[int]:
    return (
        select(users.c.user_id)
        .join(service_points, service_points.c.user_id == users.c.user_id)
        .where(users.c.kind == "home", service_points.c.utility.in_([utility.name for utility in utilities]))
        .group_by(users.c.user_id)
        .having(func.count() == len(utilities))
        .order_by(users.c.user_id)
    )


def _ask(settings: Settings, question: Select[int]) -> list[int]:
    engine = create_engine(settings.mysql_url)
    with engine.connect() as connection:
        found = list(connection.scalars(question))
    engine.dispose()
    return found
